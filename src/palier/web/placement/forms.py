from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerFilter(forms.Form):
    answer = forms.ChoiceField(
        label=_("Answer"),
        required=False,
        choices=[("", _("all")), ("yes", _("yes")), ("unknown", _("to be completed")), ("no", _("no"))],
    )
