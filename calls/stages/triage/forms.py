"""Check what comes from the triage sheet."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _

from calls.casefile.kinds import Severity
from calls.protocols import reader


class ProtocolForm(forms.Form):
    """Which protocol to open."""

    protocol = forms.CharField(max_length=40)

    def clean_protocol(self) -> str:
        """Check that the book holds it."""
        protocol = str(self.cleaned_data["protocol"])
        protocols = reader.book().protocols
        if protocol not in protocols:
            raise forms.ValidationError(
                _("No such protocol. There are: %(codes)s"),
                params={"codes": ", ".join(sorted(protocols))},
            )
        return protocol


class AnswerForm(forms.Form):
    """One answer to one question."""

    question = forms.CharField(max_length=64)
    answer = forms.CharField(max_length=64)


class SeverityForm(forms.Form):
    """A person's own judgement."""

    severity = forms.ChoiceField(choices=Severity.choices)
    reason = forms.CharField(required=False, max_length=300)
