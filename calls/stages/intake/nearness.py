"""When two reports may tell of one incident: near in place and time, for a related reason.

Nothing here asks the database: the room proposes with it, a replay measures it.
"""

from __future__ import annotations

import dataclasses
import math
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from calls.directory import folding, roads

EARTH_M = 6_371_000
HALF_TURN = 180.0
METRES = 300
WITHIN = timedelta(minutes=30)
ROAD_KM = 5.0
ROAD_WITHIN = timedelta(minutes=60)
LONGEST_DOOR = 5
LONGEST_STREET = 200
DOORS = 30
"""So many house numbers apart a street is still the same place."""

ON_THIS_ROAD = 0.3
"""How close two reports of one road and municipality are while a kilometre is missing."""

OPEN_FAMILIES = frozenset({"", "information"})
"""No reason yet, or one that may turn out to be anything."""
RELATED = frozenset(
    frozenset(pair.split())
    for pair in (
        "traffic health",
        "traffic fire",
        "traffic rescue",
        "traffic environment",
        "traffic civil_protection",
        "health security",
        "health rescue",
        "health fire",
        "health environment",
        "health sea",
        "fire rescue",
        "fire environment",
        "fire civil_protection",
        "rescue sea",
    )
)
"""Families of protocols that often tell of one incident together."""
WEIGHTS = MappingProxyType({"same": 1.0, "related": 0.7, "open": 0.5})
OTHER_SIDE_COUNTS = 0.6

_KINDS_OF_STREET = MappingProxyType(
    {
        **dict.fromkeys(("calle", "c", "street", "st", "carrer"), ""),
        **dict.fromkeys(("avenida", "avda", "av", "avinguda", "avenue", "ave"), "avenida"),
        **dict.fromkeys(("plaza", "pza", "plz", "placa", "square"), "plaza"),
        **dict.fromkeys(("paseo", "pso", "passeig"), "paseo"),
        **dict.fromkeys(("carretera", "ctra", "road", "rd"), "carretera"),
        **dict.fromkeys(("de", "del", "la", "las", "los", "el", "the"), ""),
        **dict.fromkeys(("n", "no", "num", "numero", "o", "s"), ""),
    }
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Ground:
    """What is known of one report: when, where and of what family its reason is.

    Degrees are WGS 84; `municipality` is an INE code, `place` the text as typed, `street` its
    words as `street_of` gives them.
    """

    at: datetime
    latitude: float | None = None
    longitude: float | None = None
    municipality: str = ""
    place: str = ""
    street: str = ""
    road: str = ""
    kilometre: float | None = None
    carriageway: str = ""
    family: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Space:
    """How two reports lie to each other; `closeness` is 1 at the same place, 0 at the limit.

    `road` is "" off the roads, else whether it is the "same" side, the "other", or "unknown".
    """

    closeness: float
    within: timedelta
    distance_m: float | None = None
    road: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Nearness:
    """Why two reports may be one incident, and how likely that looks (0 to 100)."""

    score: int
    minutes: float
    relation: str
    distance_m: float | None
    road: str


def compare(here: Ground, there: Ground, *, within: timedelta | None = None) -> Nearness | None:
    """Say how near two reports are; None where they are not to be taken for one incident.

    `within` replaces the time that the place allows.
    """
    apart = abs(here.at - there.at)
    if apart > (within or ROAD_WITHIN):
        return None
    related = relation(here.family, there.family)
    between = space(here, there) if related else None
    if between is None or apart > (within or between.within):
        return None
    freshness = 1 - apart / (within or between.within)
    share = 0.4 * between.closeness + 0.25 * freshness + 0.35 * WEIGHTS[related]
    if between.road == "other":
        share *= OTHER_SIDE_COUNTS
    return Nearness(
        score=round(100 * share),
        minutes=apart / timedelta(minutes=1),
        relation=related,
        distance_m=between.distance_m,
        road=between.road,
    )


def relation(one: str, other: str) -> str:
    """Say how two families go together: "same", "related", "open", or "" where they do not."""
    if one in OPEN_FAMILIES or other in OPEN_FAMILIES:
        return "open"
    if one == other:
        return "same"
    return "related" if frozenset({one, other}) in RELATED else ""


def space(here: Ground, there: Ground) -> Space | None:
    """Say how two reports lie to each other; None where they are too far apart to tell.

    The nearest reading counts: along the road, as the crow flies, or by the same words.
    """
    readings = (_along_the_road(here, there), _across(here, there), _by_words(here, there))
    found = [reading for reading in readings if reading is not None]
    return max(found, key=lambda reading: reading.closeness, default=None)


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Give the great-circle distance of two points (latitude, longitude)."""
    south, north = math.radians(one[0]), math.radians(other[0])
    east = math.radians(other[1] - one[1])
    chord = (
        math.sin((north - south) / 2) ** 2
        + math.cos(south) * math.cos(north) * math.sin(east / 2) ** 2
    )
    return 2 * EARTH_M * math.asin(min(1.0, math.sqrt(chord)))


def box(latitude: float, longitude: float) -> tuple[float, float, float, float]:
    """Give the south, north, west and east within which whatever is near must lie."""
    high = math.degrees(METRES / EARTH_M) * 1.001
    narrow = math.cos(math.radians(min(90.0, abs(latitude) + high)))
    wide = high / max(narrow, high / HALF_TURN)
    west, east = longitude - wide, longitude + wide
    if west < -HALF_TURN or east > HALF_TURN:
        west, east = -HALF_TURN, HALF_TURN
    return latitude - high, latitude + high, west, east


def understood(place: str) -> dict[str, Any]:
    """Give what is understood of a typed place: `road`, `kilometre`, `carriageway`, `street`."""
    found = roads.understood(place)
    return found | {"street": "" if found["road"] else street_of(place)}


def street_of(text: str) -> str:
    """Give the words of a street as they are compared, without the door.

    "C/ Zamora, 12, 3.º B" gives "zamora", "Plaza Mayor" gives "plaza mayor".
    """
    return _street_and_door(text)[0]


def door_of(text: str) -> int | None:
    """Give the house number of a street, the first number after its words."""
    return _street_and_door(text)[1]


def _street_and_door(text: str) -> tuple[str, int | None]:
    words: list[str] = []
    door = None
    for word in folding.fold(text).split():
        if words and word.isascii() and word.isdigit() and len(word) <= LONGEST_DOOR:
            door = int(word)
            break
        kind = _KINDS_OF_STREET.get(word, word)
        words += [kind] if kind else []
    return " ".join(words)[:LONGEST_STREET].strip(), door


def _along_the_road(here: Ground, there: Ground) -> Space | None:
    if not here.road or here.road != there.road:
        return None
    if here.kilometre is None or there.kilometre is None:
        return None
    apart = abs(here.kilometre - there.kilometre)
    if apart > ROAD_KM:
        return None
    return Space(
        closeness=1 - apart / ROAD_KM,
        within=ROAD_WITHIN,
        distance_m=1_000 * apart,
        road=_side(here, there),
    )


def _side(here: Ground, there: Ground) -> str:
    if not here.road or here.road != there.road:
        return ""
    mine, theirs = set(here.carriageway.split()), set(there.carriageway.split())
    if not mine or not theirs:
        return "unknown"
    return "same" if mine & theirs else "other"


def _across(here: Ground, there: Ground) -> Space | None:
    if here.latitude is None or here.longitude is None:
        return None
    if there.latitude is None or there.longitude is None:
        return None
    apart = metres((here.latitude, here.longitude), (there.latitude, there.longitude))
    if apart > METRES:
        return None
    return Space(
        closeness=1 - apart / METRES,
        within=WITHIN,
        distance_m=apart,
        road=_side(here, there),
    )


def _by_words(here: Ground, there: Ground) -> Space | None:
    """Compare what was typed: the only way where a point is missing."""
    if not here.municipality or here.municipality != there.municipality:
        return None
    if here.road or there.road:
        return _somewhere_on_the_road(here, there)
    if not here.street or here.street != there.street:
        return None
    my_door, their_door = door_of(here.place), door_of(there.place)
    doors = 0 if my_door is None or their_door is None else abs(my_door - their_door)
    if doors > DOORS:
        return None
    return Space(closeness=0.8 - 0.4 * doors / DOORS, within=WITHIN)


def _somewhere_on_the_road(here: Ground, there: Ground) -> Space | None:
    unsure = here.kilometre is None or there.kilometre is None
    if here.road != there.road or not unsure:
        return None
    return Space(closeness=ON_THIS_ROAD, within=WITHIN, road=_side(here, there))
