"""Check what an operator typed at intake; every message says what would be right."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from calls.casefile import kinds
from calls.casefile.kinds import Mark
from calls.directory.models import Municipality
from calls.protocols import reader
from calls.stages.intake import codes
from calls.stages.intake.models import SilenceResult
from calls.telephony import numbers

LOCATION = ("location_text", "municipality", "latitude", "longitude", "location_source")
COMPLAINT = ("complaint_text", "complaint_protocol")
LIFE = ("awake", "breathing")
CALLER = ("caller_name", "callback_number", "caller_kind", "caller_reference")


class IntakeForm(forms.Form):
    """Any part of the intake sheet; what was not sent is left as it is."""

    location_text = forms.CharField(required=False, max_length=400)
    municipality = forms.ModelChoiceField(
        Municipality.objects.all(),
        required=False,
        error_messages={"invalid_choice": _("Choose a municipality from the list (INE code).")},
    )
    latitude = forms.FloatField(
        required=False, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = forms.FloatField(
        required=False, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    location_source = forms.ChoiceField(
        required=False, choices=[("", ""), *kinds.LocationSource.choices]
    )
    complaint_text = forms.CharField(required=False, max_length=1000)
    complaint_protocol = forms.CharField(required=False, max_length=40)
    awake = forms.ChoiceField(required=False, choices=[("", ""), *kinds.LifeAnswer.choices])
    breathing = forms.ChoiceField(required=False, choices=[("", ""), *kinds.LifeAnswer.choices])
    caller_name = forms.CharField(required=False, max_length=200)
    callback_number = forms.CharField(required=False, max_length=64)
    caller_kind = forms.ChoiceField(required=False, choices=[("", ""), *kinds.CallerKind.choices])
    caller_reference = forms.CharField(required=False, max_length=64)

    def clean_complaint_protocol(self) -> str:
        """Check that the book holds it."""
        protocol = str(self.cleaned_data["complaint_protocol"])
        protocols = reader.book().protocols
        if protocol and protocol not in protocols:
            raise forms.ValidationError(
                gettext("No such protocol. There are: %(codes)s"),
                params={"codes": ", ".join(sorted(protocols))},
            )
        return protocol

    def clean(self) -> dict[str, Any]:
        """Ask for both coordinates of a point."""
        values = super().clean() or self.cleaned_data
        sent = {"latitude", "longitude"} & set(self.data)
        both = [values.get("latitude"), values.get("longitude")]
        if sent and not self.errors and (both.count(None) == 1):
            missing = "latitude" if both[0] is None else "longitude"
            self.add_error(missing, _("A point needs both its coordinates."))
        return values

    def groups(self) -> dict[str, dict[str, Any]]:
        """Give what was sent as the case's own fields, by group."""
        return {
            "location": self._sent(LOCATION, {"municipality": self._municipality}),
            "complaint": self._sent(COMPLAINT, {}),
            "life": self._sent(LIFE, {}),
            "caller": self._sent(CALLER, {"callback_number": self._number}),
        }

    def _sent(self, names: tuple[str, ...], special: dict[str, Any]) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        for name in names:
            if name in self.data:
                value = self.cleaned_data[name]
                fields |= special[name](value) if name in special else {name: value}
        return fields

    def _municipality(self, value: Municipality | None) -> dict[str, Any]:
        return {"municipality_id": value.pk if value else None}

    def _number(self, value: str) -> dict[str, Any]:
        number = numbers.read(value or None)
        return {"callback_raw": number.raw, "callback_number": number.e164}


class LifeForm(forms.Form):
    """One of the two life questions, or both; what was not sent is left as it is."""

    awake = forms.ChoiceField(required=False, choices=[("", ""), *kinds.LifeAnswer.choices])
    breathing = forms.ChoiceField(required=False, choices=[("", ""), *kinds.LifeAnswer.choices])

    def life(self) -> dict[str, str]:
        """Give what was sent."""
        return {name: self.cleaned_data[name] for name in LIFE if name in self.data}


class OpenCaseForm(forms.Form):
    """A contact that no gateway announced."""

    BY_HAND = (
        kinds.Channel.BYPASS_LINE,
        kinds.Channel.RADIO,
        kinds.Channel.COLLEAGUE,
        kinds.Channel.PAPER,
    )
    channel = forms.ChoiceField(choices=[(kind.value, kind.label) for kind in BY_HAND])
    received_at = forms.DateTimeField(required=False)
    callback_number = forms.CharField(required=False, max_length=64)


class TakeOverForm(forms.Form):
    """Why somebody else goes on with a case; one that nobody holds needs no reason."""

    reason = forms.CharField(required=False, max_length=300)


class UnansweredForm(forms.Form):
    """What came of calling back."""

    result = forms.ChoiceField(
        choices=[
            (each.value, each.label)
            for each in codes.UnansweredResult
            if each != codes.UnansweredResult.CALLED_AGAIN
        ]
    )
    text = forms.CharField(required=False, max_length=300)


class SoundForm(forms.Form):
    """What is heard."""

    sound = forms.ChoiceField(choices=codes.Sound.choices)


class SilentAnswerForm(forms.Form):
    """What was asked, what came back, and how; nothing came back by no means."""

    asked = forms.ChoiceField(choices=codes.SilentQuestion.choices)
    answer = forms.ChoiceField(choices=codes.SilentAnswer.choices)
    by = forms.ChoiceField(required=False, choices=[("", ""), *codes.SilentMeans.choices])

    def clean(self) -> dict[str, Any]:
        """Ask by which means a yes or a no came."""
        values = super().clean() or self.cleaned_data
        answered = values.get("answer") not in (None, codes.SilentAnswer.NONE)
        if answered and not self.errors and not values["by"]:
            self.add_error("by", _("By voice, by key or by a sound?"))
        return values


class SilenceEndForm(forms.Form):
    """How a silence ended."""

    result = forms.ChoiceField(choices=SilenceResult.choices)


class MarkForm(forms.Form):
    """A mark put on a case or taken off it; taking it off needs its reason."""

    mark = forms.ChoiceField(choices=Mark.choices)
    on = forms.ChoiceField(choices=[("1", "1"), ("0", "0")])
    reason = forms.CharField(required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        """Ask why a mark is taken off."""
        values = super().clean() or self.cleaned_data
        if values.get("on") == "0" and not self.errors and not values["reason"]:
            self.add_error("reason", _("Write down why it may be seen again."))
        return values


class CovertForm(forms.Form):
    """Under cover or not, and why; lifting a cover needs its reason."""

    covert = forms.ChoiceField(choices=[("1", "1"), ("0", "0")])
    reason = forms.CharField(required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        """Ask why a cover is lifted."""
        values = super().clean() or self.cleaned_data
        if values.get("covert") == "0" and not self.errors and not values["reason"]:
            self.add_error("reason", _("Write down why it may be seen again."))
        return values


class JoinForm(forms.Form):
    """Which incident a report joins, and what it adds; the last three where they were asked."""

    into = forms.UUIDField()
    another_victim = forms.ChoiceField(choices=codes.Told.choices)
    other_place = forms.ChoiceField(choices=codes.Told.choices)
    worse = forms.ChoiceField(choices=codes.Told.choices)
    trapped = forms.ChoiceField(required=False, choices=[("", ""), *codes.Told.choices])
    fire_or_load = forms.ChoiceField(required=False, choices=[("", ""), *codes.Told.choices])
    other_carriageway = forms.ChoiceField(required=False, choices=[("", ""), *codes.Told.choices])
    asked = forms.ChoiceField(
        required=False, choices=[("", ""), ("whereabouts", _("Where is the help?"))]
    )

    def told(self) -> dict[str, str]:
        """Give what was asked and answered."""
        return {name: value for name in codes.JOIN_NEWS if (value := self.cleaned_data[name])}


class ContinueForm(forms.Form):
    """Which closed case goes on."""

    closed = forms.UUIDField()
