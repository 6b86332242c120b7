from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from palier.cases.enums import TransmissionGround, TransmissionMeans
from palier.cases.transmissions import Sending
from palier.platform import clock
from palier.ui.forms import DayField


class SendingForm(forms.Form):
    """That the sheet left, once it has."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    recipient = forms.CharField(label=_("Sent to"), max_length=120)
    sent_on = DayField(label=_("On"), today=clock.today, lean="past")
    means = forms.ChoiceField(label=_("How?"), choices=[("", ""), *TransmissionMeans.choices])
    ground = forms.ChoiceField(label=_("What lets it leave?"), choices=TransmissionGround.choices)

    def __init__(self, ground: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["id"].initial = uuid4()
        self.fields["sent_on"].initial = clock.today
        self.fields["ground"].initial = ground

    def sending(self) -> Sending:
        return Sending(**self.cleaned_data)
