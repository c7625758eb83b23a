"""What is asked of somebody on the way in, and of whoever changes a password."""

from __future__ import annotations

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from calls.people import desks
from calls.people.models import Desk, User


class SignInForm(forms.Form):
    """A person's name and password, and the desk they sit down at."""

    username = forms.CharField(max_length=64)
    password = forms.CharField(max_length=256, strip=False)
    desk = forms.CharField(max_length=16, required=False)

    def clean_desk(self) -> Desk | None:
        """Give the desk itself."""
        code = self.cleaned_data["desk"]
        desk = desks.find(code)
        if code and desk is None:
            raise forms.ValidationError(_("There is no such desk."))
        return desk


class AuthenticatorForm(forms.Form):
    """The six digits that an authenticator shows."""

    code = forms.RegexField(
        r"^ *(?:[0-9] *){6}$",
        max_length=16,
        error_messages={"invalid": _("Six digits are needed, as the authenticator shows them.")},
    )


class NewPasswordForm(forms.Form):
    """A new password, typed twice; it is judged as the person's own."""

    password = forms.CharField(max_length=256, strip=False)
    again = forms.CharField(max_length=256, strip=False)

    def judge(self, user: User) -> bool:
        """Say whether the password is good enough for this person; faults stand on the fields."""
        if not self.is_valid():
            return False
        password = self.cleaned_data["password"]
        if password != self.cleaned_data["again"]:
            self.add_error("again", _("The two are not the same."))
            return False
        try:
            password_validation.validate_password(password, user)
        except forms.ValidationError as error:
            self.add_error("password", error)
        return not self.errors


class RedeemForm(NewPasswordForm):
    """A code given by hand, for a new password."""

    username = forms.CharField(max_length=64)
    code = forms.CharField(max_length=32)


class ChangePasswordForm(NewPasswordForm):
    """One's own password, and the one that takes its place."""

    current = forms.CharField(max_length=256, strip=False)


class OwnAuthenticatorForm(AuthenticatorForm):
    """The first code of one's new authenticator, and the password that proves who enrols it."""

    current = forms.CharField(max_length=256, strip=False)
