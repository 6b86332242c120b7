"""What one says when one hands over: who is away, who answers instead, to whom a case goes, a view worth keeping."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from palier.cases import access, handover
from palier.platform import clock
from palier.platform.actor import Actor
from palier.ui.forms import DayField


class ColleagueField(forms.ModelChoiceField):
    """Somebody of the service, by name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=None, empty_label="", **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.get_full_name())


class CoverForm(forms.Form):
    """Cover me until a day, by a colleague. The team lead may say it for whoever could not."""

    user = ColleagueField(label=_("Who is away?"))
    substitute = ColleagueField(
        label=_("Who answers instead?"),
        help_text=_("A colleague of your service: she opens these cases already, and will see their dates."),
    )
    begins_on = DayField(label=_("From"), today=clock.today, lean="future")
    until = DayField(label=_("Until"), today=clock.today, lean="future", help_text=_("Included."))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = handover.colleagues(actor, on=clock.today())
        self.fields["user"].queryset = colleagues
        self.fields["user"].initial = actor.user
        self.fields["begins_on"].initial = clock.today()
        self.fields["substitute"].queryset = colleagues
        if not actor.has(*access.HAND_OVER_FOR_OTHERS):
            self.fields["user"].widget = forms.HiddenInput()
            self.fields["substitute"].queryset = colleagues.exclude(id=actor.user)


class PassOnForm(forms.Form):
    """To whom the ticked cases go; their boxes stand in the list, or the page of one case names it."""

    to = ColleagueField(label=_("Pass on to"))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = handover.colleagues(actor, on=clock.today())


class SavedViewForm(forms.Form):
    """The filters in force, under a name."""

    name = forms.CharField(
        label=_("Name of the view"), max_length=60, help_text=_("Only the filters are kept. Write nobody's name.")
    )
    shared = forms.BooleanField(label=_("For the whole service"), required=False)
