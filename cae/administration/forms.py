"""Check what an administrator types; every message says what would be right."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cae.administration import machines, sheets
from calls.directory.models import Agency, Level, OperationsCentre
from calls.people.credentials import CodePurpose
from calls.people.models import OfficialBody, Role, TokenKind
from calls.telephony import forms as registers

# Anchored: a field looks for its pattern anywhere in what was typed.
CODE = re.compile(r"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,31}\Z")
USERNAME = re.compile(r"\A[a-z0-9][a-z0-9._-]{1,63}\Z")
INE_BEGINNING = re.compile(r"\A(?:[0-9]{2}|[0-9]{5})\Z")


def centres() -> QuerySet[OperationsCentre]:
    """Give the centres one may choose."""
    return OperationsCentre.objects.filter(is_active=True).order_by("name")


def _let_choose(form: forms.Form, rows: QuerySet[OperationsCentre]) -> None:
    """Let these centres be chosen: asked for with each form, as they change."""
    cast("forms.ModelChoiceField[OperationsCentre]", form.fields["centre"]).queryset = rows


class PersonFields(forms.Form):
    """What a person is and is called."""

    display_name = forms.CharField(label=_("Name"), max_length=120)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    centre = forms.ModelChoiceField(
        label=_("Centre, for a dispatcher"),
        queryset=OperationsCentre.objects.none(),
        required=False,
        empty_label="–",
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, initial="es")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _let_choose(self, centres())

    def told(self) -> dict[str, Any]:
        """Give what a service takes."""
        values = self.cleaned_data
        return {
            "display_name": values["display_name"],
            "role": Role(values["role"]),
            "centre": values["centre"].id if values["centre"] else None,
            "language": values["language"],
        }


class NewPerson(PersonFields, sheets.Sheet):
    """Somebody who is to sign in."""

    username = forms.RegexField(
        regex=USERNAME,
        strip=True,
        label=_("User"),
        max_length=64,
        error_messages={"invalid": _("Small letters, digits, dot, line and dash: at least two.")},
    )
    field_order = ("username", "display_name", "role", "centre", "language")


class EditPerson(PersonFields, sheets.Edit):
    """What of a person is changed; they may still be of a centre that was retired."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = OperationsCentre.objects.order_by("-is_active", "name")
        _let_choose(self, every)


class GiveCode(sheets.Sheet):
    """What a code is for."""

    purpose = forms.ChoiceField(label=_("For"), choices=CodePurpose.choices)


class PlanShift(sheets.Sheet):
    """From when to when."""

    starts_at = sheets.moment(pgettext_lazy("time", "From"))
    ends_at = sheets.moment(pgettext_lazy("time", "To"))

    def clean(self) -> dict[str, Any]:
        """Refuse years that no calendar of ours has."""
        values = super().clean() or self.cleaned_data
        for name in ("starts_at", "ends_at"):
            if values.get(name) and values[name].year not in sheets.YEARS:
                self.add_error(name, _("A year from 2000 to 2099 is needed."))
        return values


class CentreFields(forms.Form):
    """What a centre is called and where it is."""

    code = forms.RegexField(
        regex=CODE,
        strip=True,
        label=_("Code"),
        max_length=32,
        error_messages={"invalid": _("Letters, digits, dot, line and dash are needed.")},
    )
    name = forms.CharField(label=_("Name"), max_length=160)
    latitude = forms.FloatField(
        label=_("Latitude"),
        required=False,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        widget=forms.TextInput(attrs={"inputmode": "decimal", "placeholder": "40.4168"}),
    )
    longitude = forms.FloatField(
        label=_("Longitude"),
        required=False,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        widget=forms.TextInput(attrs={"inputmode": "decimal", "placeholder": "-3.7038"}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask of a point for both its coordinates."""
        values = super().clean() or self.cleaned_data
        both = [values.get("latitude"), values.get("longitude")]
        if both.count(None) == 1 and not {"latitude", "longitude"} & set(self.errors):
            missing = "latitude" if both[0] is None else "longitude"
            self.add_error(missing, _("A point needs both its coordinates."))
        return values

    def told(self) -> dict[str, Any]:
        """Give what a service takes."""
        return {name: self.cleaned_data[name] for name in ("code", "name", "latitude", "longitude")}


class NewCentre(CentreFields, sheets.Sheet):
    """A room of an agency."""

    agency = forms.ModelChoiceField(label=_("Agency"), queryset=Agency.objects.order_by("code"))
    field_order = ("agency", "code", "name", "latitude", "longitude")


class EditCentre(CentreFields, sheets.Edit):
    """What of a centre is changed."""


class AddGround(sheets.Sheet):
    """Ground by its name or its INE code; the country needs neither."""

    level = forms.ChoiceField(label=_("Level"), choices=Level.choices, initial=Level.PROVINCE)
    ground = forms.CharField(
        label=_("Name or INE code"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"list": "grounds"}),
    )


class RemoveGround(sheets.Sheet):
    """One of the grounds that a centre's page shows."""

    ground_id = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)


class NewDesk(sheets.Sheet):
    """A place to sit at."""

    code = forms.RegexField(
        regex=CODE,
        strip=True,
        label=_("Code"),
        max_length=16,
        error_messages={"invalid": _("Letters, digits, dot, line and dash are needed.")},
    )
    centre = forms.ModelChoiceField(
        label=_("Centre; none is the room itself"),
        queryset=OperationsCentre.objects.none(),
        required=False,
        empty_label="–",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _let_choose(self, centres())


class NewBody(sheets.Sheet):
    """A court, ministry or authority."""

    name = forms.CharField(label=_("Name"), max_length=160)


class EditBody(sheets.Edit):
    """Another name for a body."""

    name = forms.CharField(label=_("Name"), max_length=160)


class GiveMandate(sheets.LastDay):
    """What a body may read and until when."""

    municipality_prefix = forms.RegexField(
        regex=INE_BEGINNING,
        strip=True,
        label=_("INE code of a province or a municipality; none is everywhere"),
        max_length=5,
        required=False,
        error_messages={"invalid": _("Two digits of a province or five of a municipality.")},
    )
    field_order = ("municipality_prefix", "last_day")


class Addresses(forms.Form):
    """Networks, one a line; none is anywhere."""

    addresses = forms.CharField(
        label=_("Networks it may come from, one a line; none is anywhere"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "10.1.0.0/16"}),
    )

    def networks(self) -> list[str]:
        """Give what was typed, network by network."""
        return str(self.cleaned_data["addresses"]).replace(",", " ").split()


class IssueToken(Addresses, sheets.LastDay):
    """A machine that is to speak to the centre."""

    kind = forms.ChoiceField(label=_("Kind"), choices=TokenKind.choices)
    name = forms.CharField(label=_("Name"), max_length=80)
    centre = forms.ModelChoiceField(
        label=_("Centre, for vehicles and partners"),
        queryset=OperationsCentre.objects.none(),
        required=False,
        empty_label="–",
    )
    body = forms.ModelChoiceField(
        label=_("Official body"),
        queryset=OfficialBody.objects.order_by("name"),
        required=False,
        empty_label="–",
    )
    field_order = ("kind", "name", "centre", "body", "addresses", "last_day")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _let_choose(self, centres())


class RotateToken(sheets.LastDay):
    """How long the old text counts beside the new one, and until when the new one does."""

    overlap_hours = registers.whole_number(
        0,
        machines.LONGEST_OVERLAP // timedelta(hours=1),
        label=_("Hours that the old one still counts"),
        initial=24,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    field_order = ("overlap_hours", "last_day")


class EditToken(Addresses, sheets.Edit):
    """Where a machine may come from."""


class EditAgency(sheets.Edit):
    """What a service is called."""

    name_es = forms.CharField(label=_("Name in Spanish"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120)
