from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from palier.cases.enums import Urgency
from palier.territory.models import Commune


class HomesFilter(forms.Form):
    """Of the homes judged for a household; `communes`: those they stand in."""

    answer = forms.ChoiceField(
        label=_("Answer"),
        required=False,
        choices=[("", _("all")), ("yes", _("yes")), ("unknown", _("to be completed")), ("no", _("no"))],
    )
    commune = forms.ChoiceField(label=_("Commune"), required=False)

    def __init__(self, communes: Iterable[Commune], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commune"].choices = [("", _("all")), *((one.insee, str(one)) for one in communes)]

    def chosen(self) -> dict[str, str]:
        """By field of a line; nothing where what is in the address is no choice."""
        return _chosen(self, {"answer": "verdict", "commune": "vacancy__home__commune"})


class ShortlistFilter(forms.Form):
    """Of those who are on a shortlist, whom nothing excludes."""

    answer = forms.ChoiceField(
        label=_("Answer"),
        required=False,
        choices=[("", _("all")), ("yes", _("yes")), ("unknown", _("to be completed"))],
    )
    urgency = forms.ChoiceField(label=_("Urgency"), required=False, choices=[("", _("all")), *Urgency.choices])

    def chosen(self) -> dict[str, str]:
        """The same."""
        return _chosen(self, {"answer": "verdict", "urgency": "urgency"})


def _chosen(form: forms.Form, fields: dict[str, str]) -> dict[str, str]:
    said = form.cleaned_data if form.is_valid() else {}
    return {field: said[name] for name, field in fields.items() if said.get(name)}
