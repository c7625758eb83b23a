"""Check what comes from the triage sheet."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from calls.casefile.kinds import Severity
from calls.protocols import reader
from calls.stages.triage import casualties, sorting
from calls.stages.triage.models import CountedBy, Onset


class ProtocolForm(forms.Form):
    """Which protocol to open."""

    protocol = forms.CharField(max_length=40)
    # Where it matters: the version that was on the screen.
    version = forms.IntegerField(required=False, min_value=1, max_value=9999)

    def clean_protocol(self) -> str:
        """Check that the book holds it."""
        protocol = str(self.cleaned_data["protocol"])
        protocols = reader.book().protocols
        if protocol not in protocols:
            raise forms.ValidationError(
                gettext("No such protocol. There are: %(codes)s"),
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


class SeenForm(forms.Form):
    """The number of the line that told of a change."""

    seq = forms.IntegerField(min_value=1, max_value=2**31 - 1)


class OnsetForm(forms.Form):
    """When it began, as a time of the centre's day: the last time the clock showed it."""

    condition = forms.CharField(max_length=16)
    onset = forms.ChoiceField(choices=Onset.choices)
    onset_time = forms.TimeField(required=False)
    onset_date = forms.DateField(required=False)
    said_by = forms.CharField(max_length=120)

    def moment(self, now: datetime) -> datetime | None:
        """Give the moment meant: on the date told, or else the latest before now."""
        told, day = self.cleaned_data["onset_time"], self.cleaned_data["onset_date"]
        if told is None:
            return None
        here = timezone.localtime(now)
        found = datetime.combine(day or here.date(), told, tzinfo=here.tzinfo)
        return found - timedelta(days=1) if day is None and found > here else found


class PrealertForm(forms.Form):
    """Which hospital was told, and who took it."""

    condition = forms.CharField(max_length=16)
    hospital = forms.CharField(max_length=160)
    taken_by = forms.CharField(max_length=120)


class WaiveForm(forms.Form):
    """Why no hospital is told."""

    condition = forms.CharField(max_length=16)
    reason = forms.CharField(max_length=300)


class CountForm(forms.Form):
    """How many of each colour; what is not told is none."""

    immediate = forms.IntegerField(required=False, min_value=0, max_value=casualties.MOST)
    delayed = forms.IntegerField(required=False, min_value=0, max_value=casualties.MOST)
    minor = forms.IntegerField(required=False, min_value=0, max_value=casualties.MOST)
    deceased = forms.IntegerField(required=False, min_value=0, max_value=casualties.MOST)
    source = forms.ChoiceField(choices=CountedBy.choices)

    def counts(self) -> dict[str, int]:
        """Give the numbers by colour."""
        return {colour: self.cleaned_data[colour] or 0 for colour in sorting.Colour.values}


YES_NO = (("", ""), ("yes", _("Yes")), ("no", _("No")))


class SortForm(forms.Form):
    """What a crew sees of one casualty; what is not looked at yet stays empty."""

    method = forms.ChoiceField(choices=sorting.Method.choices)
    walks = forms.ChoiceField(choices=YES_NO[1:])
    breathing = forms.ChoiceField(required=False, choices=[("", ""), *sorting.Breathing.choices])
    rate = forms.IntegerField(required=False, min_value=0, max_value=120)
    pulse = forms.ChoiceField(required=False, choices=YES_NO)
    responds = forms.ChoiceField(required=False, choices=YES_NO)
    source = forms.ChoiceField(choices=CountedBy.choices)

    def signs(self) -> sorting.Signs:
        """Give them as the sorter takes them."""
        values = self.cleaned_data
        breathing = values["breathing"]
        return sorting.Signs(
            walks=values["walks"] == "yes",
            breathing=sorting.Breathing(breathing) if breathing else None,
            rate=values["rate"],
            pulse=_seen(values["pulse"]),
            responds=_seen(values["responds"]),
        )


def _seen(told: str) -> bool | None:
    return told == "yes" if told else None
