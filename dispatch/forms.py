"""Check what comes from the desks."""

from __future__ import annotations

from django import forms

from dispatch.models import UnitStatus


class AssignForm(forms.Form):
    """Which unit."""

    unit = forms.UUIDField()


class StatusForm(forms.Form):
    """What the unit does now, and on which case where the desk knows it."""

    status = forms.ChoiceField(choices=UnitStatus.choices)
    case = forms.UUIDField(required=False)
