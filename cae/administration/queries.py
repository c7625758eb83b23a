"""What the pages of administration show."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from calls.directory import folding
from calls.directory.models import (
    COUNTRY,
    Agency,
    Jurisdiction,
    Level,
    Municipality,
    OperationsCentre,
)
from calls.people import throttle
from calls.people.credentials import SecondFactor
from calls.people.models import Desk, Mandate, OfficialBody, Seat, ServiceToken, Shift, User

SHOWN_AT_MOST = 200
SOON = timedelta(days=30)
PAST_SHIFTS = timedelta(days=2)
ENDED_LATELY = timedelta(days=90)
STATES = ("active", "disabled")


def people(
    *, text: str = "", role: str = "", centre: UUID | None = None, state: str = ""
) -> Sequence[User]:
    """Give the people whose name or user name holds a text, of a role, centre and state."""
    rows = User.objects.select_related("centre").annotate(
        has_factor=Exists(SecondFactor.objects.filter(user=OuterRef("pk")))
    )
    if role:
        rows = rows.filter(role=role)
    if centre is not None:
        rows = rows.filter(centre=centre)
    if state:
        rows = rows.filter(is_active=state == "active")
    found = list(rows.order_by("role", "display_name", "id"))
    wanted = folding.fold(text)
    # A centre has hundreds of people, not millions: names are compared as they are said.
    kept = [row for row in found if wanted in folding.fold(f"{row.display_name} {row.username}")]
    return kept[: SHOWN_AT_MOST + 1]


@dataclasses.dataclass(frozen=True, kw_only=True)
class About:
    """What of a person is no field of theirs."""

    has_factor: bool
    seats: Sequence[Seat]
    locked_until: datetime | None
    shifts: Sequence[Shift]


def about(person: User, *, at: datetime) -> About:
    """Give a person's factor, open sessions, lock and shifts from the day before yesterday on."""
    return About(
        has_factor=SecondFactor.objects.filter(user=person).exists(),
        seats=list(Seat.objects.filter(user=person).select_related("desk").order_by("-seen_at")),
        locked_until=throttle.locked([person], at=at).get(person.id),
        shifts=list(
            Shift.objects.filter(user=person, ends_at__gt=at - PAST_SHIFTS).order_by("starts_at")
        ),
    )


def centres() -> QuerySet[OperationsCentre]:
    """Give every centre, those in use first, with its ground and how many people it has."""
    return (
        OperationsCentre.objects.select_related("agency")
        .prefetch_related("jurisdictions")
        .annotate(people=Count("user", filter=Q(user__is_active=True), distinct=True))
        .order_by("-is_active", "agency", "name", "id")
    )


def grounds(centre: OperationsCentre) -> list[dict[str, Any]]:
    """Give the ground of a centre by its names, the widest first."""
    order = list(Level.values)
    rows = sorted(
        Jurisdiction.objects.filter(centre=centre),
        key=lambda row: (order.index(row.level), row.code),
    )
    return [
        {"id": row.id, "level": Level(row.level).label, "name": ground_name(row.level, row.code)}
        for row in rows
    ]


def ground_name(level: str, code: str) -> str:
    """Give what an INE code names; the code where the lists do not know it."""
    if level == Level.COUNTRY:
        return code
    column, called = _COLUMNS[Level(level)]
    found = Municipality.objects.filter(**{column: code}).values_list(called, flat=True).first()
    return f"{found} ({code})" if found else code


def ground_codes(level: Level, typed: str) -> list[str]:
    """Give the codes that a name or a code may mean on a level, one where it is clear."""
    if level == Level.COUNTRY:
        return [COUNTRY]
    column, called = _COLUMNS[level]
    wanted = folding.fold(typed)
    pairs = set(Municipality.objects.values_list(column, called))
    return sorted({code for code, name in pairs if wanted in {code, folding.fold(name)}})


def provinces() -> list[str]:
    """Name every province and autonomous community, to choose from."""
    names = Municipality.objects.order_by().values_list("province", "ccaa").distinct()
    return sorted({name for pair in names for name in pair}, key=folding.fold)


def desks() -> QuerySet[Desk]:
    """Give every desk: the room's own first, then by centre."""
    return Desk.objects.select_related("centre").order_by("centre__name", "-is_active", "code")


def bodies(at: datetime) -> QuerySet[OfficialBody]:
    """Give every body with its mandates in force, the first to end first."""
    in_force = Mandate.objects.filter(expires_at__gt=at).order_by("expires_at", "id")
    return OfficialBody.objects.prefetch_related(
        Prefetch("mandates", queryset=in_force, to_attr="in_force")
    ).order_by("name")


def mandates(body: OfficialBody, *, at: datetime) -> list[dict[str, Any]]:
    """Give a body's mandates, those in force first, with the ground they are for."""
    rows = Mandate.objects.filter(body=body, expires_at__gt=at - ENDED_LATELY)
    return [
        {
            "id": row.id,
            "expires_at": row.expires_at,
            "ground": prefix_name(row.municipality_prefix),
            "over": row.expires_at <= at,
            "soon": at < row.expires_at <= at + SOON,
        }
        for row in rows.order_by("-expires_at", "id")
    ]


def prefix_name(prefix: str) -> str:
    """Give what the beginning of INE codes names: all of it, a province, a municipality."""
    if not prefix:
        return ""
    return ground_name(Level.PROVINCE if len(prefix) == _PROVINCE else Level.MUNICIPALITY, prefix)


def is_prefix(prefix: str) -> bool:
    """Tell whether some municipality's code begins so."""
    return Municipality.objects.filter(ine_code__startswith=prefix).exists()


def tokens(at: datetime) -> list[dict[str, Any]]:
    """Give the tokens in force, the first to end first, then those that ended lately."""
    rows = (
        ServiceToken.objects.filter(expires_at__gt=at - ENDED_LATELY)
        .select_related("centre", "body", "replaces")
        .order_by("expires_at", "id")
    )
    told = [
        {
            "token": row,
            "over": row.revoked_at is not None or row.expires_at <= at,
            "soon": at < row.expires_at <= at + SOON,
        }
        for row in rows
    ]
    return sorted(told, key=lambda row: bool(row["over"]))


def agencies() -> QuerySet[Agency]:
    """Give every service."""
    return Agency.objects.annotate(centre_count=Count("centres")).order_by("code")


_PROVINCE = 2
_COLUMNS = {
    Level.CCAA: ("ccaa_code", "ccaa"),
    Level.PROVINCE: ("province_code", "province"),
    Level.MUNICIPALITY: ("ine_code", "name"),
}
