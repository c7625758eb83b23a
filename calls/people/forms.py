"""Sign in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from calls.people.models import User


class SignInForm(forms.Form):
    """A person's name and password; the same answer for an unknown name and a wrong password."""

    username = forms.CharField(max_length=64)
    password = forms.CharField(max_length=256, strip=False)

    def __init__(self, request: HttpRequest, data: Any = None) -> None:
        super().__init__(data)
        self.request = request
        self.user: User | None = None

    def clean(self) -> dict[str, Any]:
        """Check the pair together."""
        values = super().clean() or self.cleaned_data
        if not self.errors:
            found = authenticate(
                self.request, username=values["username"], password=values["password"]
            )
            if not isinstance(found, User):
                raise forms.ValidationError(_("This user and password do not go together."))
            self.user = found
        return values
