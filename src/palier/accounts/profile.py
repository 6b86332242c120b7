"""Who a person is on the screens: her name and her language. Apart from the other forms, which are built upon it."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from palier.accounts.models import User


class Profile(forms.Form):
    first_name = forms.CharField(
        label=_("First name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[("fr", "Français"), ("en", "English")], initial=get_language
    )

    def signup(self, request: HttpRequest, user: User) -> None:
        """Complete an account that is being made; django-allauth has set the rest."""
        self.save_to(user)

    def save_to(self, user: User) -> None:
        for name in ("first_name", "last_name", "language"):
            setattr(user, name, self.cleaned_data[name])
        user.save(update_fields=["first_name", "last_name", "language"])
