"""Check what comes from the follow-up sheet."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

RESULTS = [
    ("done", _("Reached")),
    ("no_answer", _("No answer")),
    ("not_needed", _("Not needed any more")),
]


class NoteForm(forms.Form):
    """A note."""

    text = forms.CharField(max_length=4000)


class CallbackForm(forms.Form):
    """A callback, in 1 minute to 24 hours."""

    minutes = forms.IntegerField(min_value=1, max_value=1440)
    text = forms.CharField(required=False, max_length=300)


class SettleForm(forms.Form):
    """What came of it."""

    commitment = forms.UUIDField()
    result = forms.ChoiceField(choices=RESULTS)
    text = forms.CharField(required=False, max_length=300)
