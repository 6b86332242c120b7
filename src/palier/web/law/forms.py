from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from palier.platform import clock
from palier.ui.forms import DayField
from palier.web.law.words import PAST_CHECK, TO_BE_CONFIRMED


class LawFilters(forms.Form):
    """They apply at once and live in the address."""

    on = DayField(label=_("Day (today by default)"), today=clock.today, required=False, help_text="")
    q = forms.CharField(label=_("Words"), required=False, max_length=100, widget=forms.SearchInput())
    mark = forms.ChoiceField(
        label=_("Figures"),
        required=False,
        choices=[
            ("", pgettext_lazy("figures of the law", "all")),
            (TO_BE_CONFIRMED, _("to be confirmed")),
            (PAST_CHECK, _("past their check")),
        ],
    )
