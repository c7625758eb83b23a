"""Check what comes from the transfer sheet and the desks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from calls.directory.models import Agency


class OfferForm(forms.Form):
    """Whom to ask: an agency, or one centre of it."""

    agency = forms.ModelChoiceField(Agency.objects.all(), required=False)
    centre = forms.UUIDField(required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two is needed."""
        values = super().clean() or self.cleaned_data
        if not self.errors and not values.get("agency") and not values.get("centre"):
            self.add_error("agency", _("Name an agency or a centre."))
        return values


class AnswerForm(forms.Form):
    """Which offer."""

    offer = forms.UUIDField()


class OwnMeansForm(AnswerForm):
    """Which offer, and with what."""

    text = forms.CharField(max_length=300, required=False)


class PlanForm(forms.Form):
    """Nothing: the plan stands in the case."""


class ReasonedForm(AnswerForm):
    """Which offer, and why not."""

    reason = forms.CharField(max_length=300)
