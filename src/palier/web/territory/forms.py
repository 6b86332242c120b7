"""The wished communes, as one says them: `Lyon 8e; Villeurbanne`."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from palier.territory.queries import named_communes
from palier.ui.forms import Completion


class CommunesField(forms.CharField):
    """Communes or arrondissements in order of preference, separated by semicolons; cleans to their INSEE codes."""

    default_error_messages = {
        "unknown": _("We do not know “%(name)s”: choose one of the names that are offered."),
        "several": _("Several communes are called “%(name)s”: %(choices)s. Write the one you mean."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", Completion(reverse_lazy("communes")))
        kwargs.setdefault("help_text", _("One or several, in order of preference, separated by semicolons."))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> tuple[str, ...]:
        names = [name.strip() for name in super().clean(value).split(";") if name.strip()]
        return tuple(dict.fromkeys(self._named(name) for name in names))

    def _named(self, name: str) -> str:
        found = named_communes(name)
        if len(found) == 1:
            return str(found[0].insee)
        if not found:
            raise ValidationError(self.error_messages["unknown"], code="unknown", params={"name": name})
        choices = ", ".join(str(commune) for commune in found[:6])
        raise ValidationError(self.error_messages["several"], code="several", params={"name": name, "choices": choices})
