"""Check what comes from the closure sheet."""

from __future__ import annotations

from django import forms

from calls.casefile.kinds import NEEDS_NO_RESPONSE, Disposition

NOT_CHOSEN = (*NEEDS_NO_RESPONSE, Disposition.JOINED)
DISPOSITIONS = [(each.value, each.label) for each in Disposition if each not in NOT_CHOSEN]
OUTCOMES = [(each.value, each.label) for each in NEEDS_NO_RESPONSE]


class CloseForm(forms.Form):
    """How it ended, in a code and in words."""

    disposition = forms.ChoiceField(choices=DISPOSITIONS)
    summary = forms.CharField(max_length=4000)
    discard_drafts = forms.BooleanField(required=False)


class DismissForm(forms.Form):
    """Why nothing is needed."""

    outcome = forms.ChoiceField(choices=OUTCOMES)
    discard_drafts = forms.BooleanField(required=False)
