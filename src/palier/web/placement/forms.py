from django import forms
from django.utils.translation import gettext_lazy as _

from palier.cases.enums import Urgency


class AnswerFilter(forms.Form):
    answer = forms.ChoiceField(
        label=_("Answer"),
        required=False,
        choices=[("", _("all")), ("yes", _("yes")), ("unknown", _("to be completed")), ("no", _("no"))],
    )


class ShortlistFilter(forms.Form):
    """Of those who are on a shortlist, whom nothing excludes."""

    answer = forms.ChoiceField(
        label=_("Answer"),
        required=False,
        choices=[("", _("all")), ("yes", _("yes")), ("unknown", _("to be completed"))],
    )
    urgency = forms.ChoiceField(label=_("Urgency"), required=False, choices=[("", _("all")), *Urgency.choices])

    def chosen(self) -> dict[str, str]:
        """By field of a line; nothing where what is in the address is no choice."""
        if not self.is_valid():
            return {}
        return {
            field: self.cleaned_data[name]
            for name, field in (("answer", "verdict"), ("urgency", "urgency"))
            if self.cleaned_data[name]
        }
