"""Read a place on a road from what somebody types: road, kilometre, direction, carriageway."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from typing import Any

from calls.directory import folding

FARTHEST_KM = 1_500
LONGEST_DIRECTION = 4
"""How many words a direction may have."""
LONGEST_TEXT = 1_000


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# The State's and the European names; rings and regions of one letter; provinces and regions.
PREFIXES = _words(
    """
    A AP N R E
    M B C T V P L S O H Z D
    AB AC AG AI AL AR AS AV BA BI BP BU BV CA CC CE CG CH CL CM CN CO CR CS CT CU CV DSA EI EL
    EP EX FE FV GC GI GIP GIV GR GU HU HV IB JA JF JV LE LP LR LU LV LZ MA ME MM MU MUR NA OU
    PA PM PMV PO RM SA SC SE SG SM SO TA TE TF TO TP TV UCA VA VG VP VR ZA
    """
)
"""What the names of Spain's roads begin with."""

_STREETS = _words(
    """
    calle c avenida avda av avinguda paseo pso plaza pza placa ronda travesia camino barrio
    callejon glorieta rua kalea carrer street st avenue ave square lane
    """
)
_PARTS_OF_BUILDINGS = _words(
    """
    portal bloque bl nave parcela puerta pta piso escalera esc local torre edificio edif modulo
    manzana sector zona planta pl garaje trastero sala habitacion cama box anden vuelo gate
    flat block unit apartment room bay poligono casa chalet villa numero num aula fila
    """
)
_ON_A_ROAD = re.compile(
    r"\b(?:km|pk|kilomet\w+|autovia|autopista|autoroute|carretera|ctra|nacional|comarcal|sentido"
    r"|direccion|calzada|arcen|mediana|salida|enlace|motorway|highway|carriageway|towards|exit"
    r"|junction|road|northbound|southbound|eastbound|westbound)\b|\bp\.\s?k\b"
)
_ROMAN = "vi|iv|v|iii|ii|i"
_NAMED = re.compile(
    rf"\b(?P<prefix>[a-z]{{1,3}})(?P<gap>\s?-\s?|\s|)(?P<number>\d{{1,4}}[a-z]?|{_ROMAN})(?![\w/+])"
)
_NACIONAL = re.compile(rf"\b(?:carretera\s)?nacional\s(?P<number>\d{{1,4}}|{_ROMAN})(?!\w)")
_HOW_FAR = re.compile(r"\s*(?:km|kilomet|met|m\b|min|hora|mile|yard)")
_KILOMETRE = re.compile(
    r"(?:\b(?:km|kilomet(?:ro|re|er)s?|p\.?\s?k|punto\skilometrico)\b[\s.:]*(?:marker\s)?"
    r"|(?P<bare>\b))"
    r"(?P<km>\d{1,4})(?:(?P<plus>\s?\+\s?)(?P<metres>\d{1,3})|[.,](?P<part>\d{1,3}))?(?!\w)"
)
_TOWARDS = re.compile(
    r"\b(?:sentido|direccion|dir\b\.?|hacia|towards?|direction|heading\sto)\s+(?P<place>[^,;.()\n]+)"
)
_BOUND = re.compile(r"\b(?P<way>north|south|east|west)bound\b")
_CARRIAGEWAY = re.compile(
    r"\bcalzada\s(?:de\sla\s)?(?P<after>interior|exterior|derecha|izquierda|central|lateral"
    r"|ascendente|descendente|creciente|decreciente)\b"
    r"|\b(?P<before>inner|outer|inside|outside|left|right|central)\scarriageway\b"
)
_ENDS_A_DIRECTION = re.compile(
    r"\b(?:a\sla\saltura|a\slos|al|km|pk|p\.k|kilomet\w+|punto|calzada|carril|salida|junto|entre|en"
    r"|antes|despues|pasad[oa]|por|con|hay|desde|cerca|frente|donde|at|near|before|after|exit|on"
    r"|sentido|direccion|\d+)\b"
)
_NO_DIRECTION = frozenset({"contrario", "opuesto", "unico", "opposite", "ambos", "both"})
_SMALL_WORDS = frozenset({"a", "la", "el", "los", "las", "de", "del", "l", "o", "the", "to"})
_SAME_WAY = {
    "inner": "interior",
    "inside": "interior",
    "outer": "exterior",
    "outside": "exterior",
    "left": "izquierda",
    "right": "derecha",
}


@dataclasses.dataclass(frozen=True)
class RoadPlace:
    """A place on a road, as far as it was said.

    `carriageway` is the folded words of calzada and direction ("madrid", "interior madrid"),
    without the small ones: two that share a word speak of the same side.
    """

    road: str
    kilometre: float | None = None
    carriageway: str = ""


def read(text: str) -> RoadPlace | None:
    """Read "A-6 km 23,4 sentido Madrid"; None where no road is named.

    A street that is called after a road is a street, unless a kilometre is said with it.
    """
    plain = _plain(text)
    found = _road(plain)
    if found is None:
        return None
    road, start, end = found
    beside = f"{plain[:start]} ; {plain[end:]}"
    return RoadPlace(road, _kilometre(beside), _carriageway(beside))


def understood(text: str) -> dict[str, Any]:
    """Give what is understood of a place as the fields `road`, `kilometre`, `carriageway`."""
    return dataclasses.asdict(read(text) or RoadPlace(""))


def _plain(text: str) -> str:
    """Give the text without marks and capitals, its dashes made alike."""
    decomposed = unicodedata.normalize("NFKD", text[:LONGEST_TEXT].casefold())
    kept = (
        "-" if unicodedata.category(each) == "Pd" else each
        for each in decomposed
        if not unicodedata.category(each).startswith("M")
    )
    return " ".join("".join(kept).split())


def _road(plain: str) -> tuple[str, int, int] | None:
    """Give the road's name and where in the text it stands."""
    national = _NACIONAL.search(plain)
    if national is not None:
        return f"N-{national['number'].upper()}", *national.span()
    is_on_a_road = _ON_A_ROAD.search(plain) is not None
    for found in _NAMED.finditer(plain):
        prefix, number = found["prefix"].upper(), found["number"].upper()
        if prefix not in PREFIXES or number.startswith("0"):
            continue
        if not number[0].isdigit() and (prefix != "N" or not found["gap"]):
            continue
        if _is_a_road(plain, found, is_on_a_road=is_on_a_road):
            return f"{prefix}-{number}", *found.span()
    return None


def _is_a_road(plain: str, found: re.Match[str], *, is_on_a_road: bool) -> bool:
    before = re.findall(r"\w+", plain[: found.start()])
    said_apart = found["gap"].isspace()
    if before and before[-1] in _PARTS_OF_BUILDINGS:
        return False
    if before and before[-1] in _STREETS and said_apart:
        return False
    if said_apart and (not is_on_a_road or _HOW_FAR.match(plain, found.end())):
        return False
    if not found["gap"] and not is_on_a_road and before and before[-1] not in {"la", "en"}:
        # "b2" after other words is rather a door than a road.
        return False
    return not _STREETS & set(before) or _kilometre(plain[found.end() :]) is not None


def _kilometre(beside: str) -> float | None:
    """Give the kilometre: after its word, or as "23+400" without one."""
    for found in _KILOMETRE.finditer(beside):
        if found["bare"] is not None and not found["plus"]:
            continue
        part = found["metres"].rjust(3, "0") if found["metres"] else found["part"] or "0"
        value = float(f"{found['km']}.{part}")
        if value <= FARTHEST_KM:
            return value
    return None


def _carriageway(beside: str) -> str:
    told = [way[0] or way[1] for way in _CARRIAGEWAY.findall(beside)]
    told += [found["way"] for found in _BOUND.finditer(beside)]
    for found in _TOWARDS.finditer(beside):
        place = found["place"]
        # "a coruna" begins with a small word; only what follows can end it.
        ends = _ENDS_A_DIRECTION.search(place, 1)
        told += folding.fold(place[: ends.start()] if ends else place).split()[:LONGEST_DIRECTION]
    words = dict.fromkeys(_SAME_WAY.get(word, word) for word in told)
    kept = [word for word in words if word not in _SMALL_WORDS]
    return "" if _NO_DIRECTION & set(kept) else " ".join(kept)[:60].strip()
