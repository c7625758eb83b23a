"""Check what is typed on the supervisor's registers; every message says what would be right."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from calls.casefile import page_forms
from calls.directory import folding
from calls.directory.models import Municipality
from calls.telephony import cautions, memory, messages, numbers
from calls.telephony.models import CautionKind

INE_DIGITS = 5
NEAREST_M = 10


def whole_number(lowest: int, highest: int, **more: Any) -> forms.IntegerField:
    """Make a field for a whole number between two, both included."""
    right = format_lazy(
        _("A whole number from {lowest} to {highest} is needed."), lowest=lowest, highest=highest
    )
    limits = [MinValueValidator(lowest, right), MaxValueValidator(highest, right)]
    return forms.IntegerField(validators=limits, error_messages={"invalid": right}, **more)


class TownForm(page_forms.PageForm):
    """A form that may name a municipality: as typed, and by code where it was chosen."""

    town = forms.CharField(required=False, max_length=80)
    municipality = forms.CharField(required=False, max_length=INE_DIGITS, widget=forms.HiddenInput)

    def found_town(self) -> str | None:
        """Give the INE code of what was typed; None where nothing was, or with an error."""
        typed = str(self.cleaned_data.get("town") or "")
        chosen = str(self.cleaned_data.get("municipality") or "")
        if not typed:
            return None
        towns = Municipality.objects.filter(folded=folding.fold(typed))
        found = {town.ine_code: town for town in towns}
        if len(typed) == INE_DIGITS and typed.isascii() and typed.isdigit():
            found = {town.ine_code: town for town in Municipality.objects.filter(ine_code=typed)}
        if chosen in found:
            return chosen
        if len(found) == 1:
            return next(iter(found))
        if not found:
            self.add_error("town", _("No municipality is called so; choose one from the list."))
            return None
        several = ", ".join(f"{code} ({found[code].province})" for code in sorted(found))
        self.add_error(
            "town",
            gettext("Several are called so; type the code: {towns}.").format(towns=several),
        )
        return None


class DaysForm(page_forms.PageForm):
    """How long something holds, and why."""

    days = whole_number(1, cautions.LONGEST.days)
    reason = forms.CharField(max_length=300)


class WriteForm(TownForm):
    """A caution about a number or about a place."""

    kind = forms.ChoiceField(choices=CautionKind.choices)
    number = forms.CharField(required=False, max_length=64)
    place = forms.CharField(required=False, max_length=200)
    latitude = forms.FloatField(
        required=False, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = forms.FloatField(
        required=False, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    radius_m = whole_number(NEAREST_M, memory.WIDEST_M, required=False, initial=memory.SAME_PLACE_M)
    text = forms.CharField(max_length=300)
    days = whole_number(1, cautions.LONGEST.days)
    reason = forms.CharField(max_length=300)

    def clean_number(self) -> str:
        """Understand a number as it is typed, and give it in E.164."""
        typed = str(self.cleaned_data["number"])
        number = numbers.read(typed or None)
        if typed and not number.e164:
            raise forms.ValidationError(
                _("This is no number that can be understood, such as 600 123 123.")
            )
        return number.e164

    def clean(self) -> dict[str, Any]:
        """Ask for a number or a place, and of a place for its municipality and whole points."""
        values = super().clean() or self.cleaned_data
        has_number, has_place = (bool(self.data.get(name)) for name in ("number", "place"))
        if has_number == has_place:
            self.add_error(
                "place" if has_number else "number",
                _("A caution is about a number or about a place: fill in one of them."),
            )
            return values
        if has_place:
            values["municipality"] = self.found_town()
            if not values["municipality"] and "town" not in self.errors:
                self.add_error("town", _("A place needs its municipality."))
            both = [values.get("latitude"), values.get("longitude")]
            if both.count(None) == 1 and not {"latitude", "longitude"} & set(self.errors):
                missing = "latitude" if both[0] is None else "longitude"
                self.add_error(missing, _("A point needs both its coordinates."))
        return values

    def about(self) -> cautions.About:
        """Give what the caution is about."""
        values = self.cleaned_data
        if values["number"]:
            return cautions.About(number=values["number"])
        return cautions.About(
            place=values["place"],
            municipality=values["municipality"],
            latitude=values["latitude"],
            longitude=values["longitude"],
            radius_m=values["radius_m"] or memory.SAME_PLACE_M,
        )


class EndForm(page_forms.PageForm):
    """Why a caution no longer holds."""

    reason = forms.CharField(max_length=300)


class PlainForm(page_forms.PageForm):
    """A command that asks for nothing."""


class StartForm(TownForm):
    """What waiting callers hear, where, and for how long."""

    text_es = forms.CharField(max_length=600)
    text_en = forms.CharField(required=False, max_length=600)
    minutes = whole_number(1, messages.LONGEST // messages.MINUTE, initial=30)

    def clean(self) -> dict[str, Any]:
        """Find the municipality; none is everywhere."""
        values = super().clean() or self.cleaned_data
        values["municipality"] = self.found_town()
        return values


class OnCaseForm(forms.Form):
    """A caution about the number or the place of a case."""

    kind = forms.ChoiceField(choices=CautionKind.choices)
    about = forms.ChoiceField(choices=[("number", _("Number")), ("place", _("Place"))])
    text = forms.CharField(max_length=300)
    reason = forms.CharField(max_length=300)
    days = whole_number(1, cautions.LONGEST_FROM_A_CASE.days)
