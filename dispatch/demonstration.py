"""Units for rehearsal: a small fleet for every demonstration centre."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from django.db import transaction
from django.utils import timezone

from calls.casefile import door
from calls.directory import demonstration
from calls.directory.models import OperationsCentre
from calls.people.actor import SYSTEM
from dispatch import recommendation, services
from dispatch.models import Unit, UnitKind

# Agency: how the callsigns begin, what they stand for, how many.
FLEETS: Mapping[str, tuple[tuple[str, UnitKind, int], ...]] = MappingProxyType(
    {
        "health": (
            ("SVA", UnitKind.AMBULANCE_ALS, 2),
            ("SVB", UnitKind.AMBULANCE_BLS, 2),
            ("VIR", UnitKind.RAPID_CAR, 1),
        ),
        "fire": (
            ("BUP", UnitKind.FIRE_ENGINE, 2),
            ("AEA", UnitKind.FIRE_LADDER, 1),
            ("FSV", UnitKind.RESCUE, 1),
        ),
        "police": (("PAT", UnitKind.POLICE_PATROL, 4),),
        "civil_protection": (("PCV", UnitKind.CIVIL_PROTECTION, 3),),
        "sea_rescue": (("SAL", UnitKind.LIFEBOAT, 2), ("HEL", UnitKind.HELICOPTER, 1)),
    }
)
# Where the units of a centre for the whole country stand, those of sea rescue by the sea.
CITIES = (
    (40.4165, -3.7026),  # Madrid
    (41.3888, 2.1590),  # Barcelona
    (37.3828, -5.9732),  # Sevilla
    (39.4697, -0.3774),  # Valencia
    (43.3714, -8.3960),  # A Coruña
)
HARBOURS = ((41.3700, 2.1830), (39.4420, -0.3160), (43.3650, -8.3850))
# How far a unit stands from its centre or city, in degrees: 2 to 7 km in Spain.
AROUND = ((0.02, 0.01), (-0.03, 0.04), (0.05, -0.03), (-0.04, -0.05), (0.01, 0.07))


@transaction.atomic
def load_demonstration_units() -> list[Unit]:
    """Make the demonstration units that are not there yet and return all of them.

    Callsigns are "SVA-3701" for Salamanca's first and "SVA-ES01" for the whole country's, whose
    units stand in one city each.
    """
    passage = door.Passage(actor=SYSTEM, at=timezone.now())
    known = set(Unit.objects.values_list("callsign", flat=True))
    callsigns = []
    for centre in demonstration.load_demonstration_centres():
        for callsign, kind, place in _fleet(centre):
            callsigns.append(callsign)
            if callsign not in known:
                services.register_unit(
                    passage,
                    centre_id=centre.id,
                    callsign=callsign,
                    kind=kind,
                    latitude=place[0],
                    longitude=place[1],
                )
    return list(Unit.objects.filter(callsign__in=callsigns).order_by("callsign"))


def _fleet(centre: OperationsCentre) -> Iterator[tuple[str, UnitKind, recommendation.Point]]:
    ground = centre.code.removeprefix(f"{centre.agency_id}-")
    places = _places(centre)
    for prefix, kind, count in FLEETS[centre.agency_id]:
        for number in range(1, count + 1):
            yield f"{prefix}-{ground}{number:02d}", kind, next(places)


def _places(centre: OperationsCentre) -> Iterator[recommendation.Point]:
    if centre.agency_id == "sea_rescue":
        yield from HARBOURS
        return
    if centre.latitude is not None and centre.longitude is not None:
        stands = [(centre.latitude, centre.longitude)] * len(AROUND)
    else:
        stands = list(CITIES)
    for (latitude, longitude), (north, east) in zip(stands, AROUND, strict=True):
        yield round(latitude + north, 5), round(longitude + east, 5)
