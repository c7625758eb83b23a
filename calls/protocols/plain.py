"""Make plain what was said: a road's name is a road, an age is a baby, a child or an adult."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from calls.directory.folding import fold

_APOSTROPHES = str.maketrans("", "", "'’`´")
# A-6, AP-7, M-40 and the like; other letters and numbers name an ordinary road.
_MOTORWAY = re.compile(r"\b(?:(?:a|ap|r|e)-?\d{1,3}|m-?(?:[345]0|\d))\b")
_ROAD = re.compile(r"\b[a-z]{1,2}-?\d{1,4}\b")

_NUMBERS = {
    name: number
    for names in (
        "un dos tres cuatro cinco seis siete ocho nueve diez once doce",
        "one two three four five six seven eight nine ten eleven twelve",
    )
    for number, name in enumerate(names.split(), start=1)
}
_NUMBER = r"(\d{1,3}|" + "|".join(_NUMBERS) + ")"
_OLDEST_CHILD = 13
_PREGNANT = re.compile(r"\b(?:embaraz|prenad|gesta|pregnan|expecting)")
# From so many on, those who are hurt are many.
_MANY = 6


class _Said(NamedTuple):
    """Hold how one language says who and where."""

    motorway: str
    road: str
    baby: str
    child: str
    adult: str
    pregnant: str
    many: str
    months: re.Pattern[str]
    years: re.Pattern[str]
    expects: re.Pattern[str]
    hurt: re.Pattern[str]


_SAID: Mapping[str, _Said] = MappingProxyType(
    {
        "es": _Said(
            motorway="autopista",
            road="carretera",
            baby="bebe",
            child="nino",
            adult="adulto",
            months=re.compile(
                rf"\b(?:de|tiene|con) (?:solo )?{_NUMBER} (?:mes|meses|mesecitos)\b|"
                r"\b(?:nin|niet|hij|sobrin|nen)[oae] (?:de|tiene|con) (?:solo )?"
                rf"{_NUMBER} (?:dias?|semanas?)\b"
            ),
            pregnant="embarazada",
            many="muchos",
            years=re.compile(rf"(?<!hace )\b{_NUMBER} (?:ano|anos|anito|anitos|anyos)\b"),
            expects=re.compile(
                rf"\b(?:estoy|esta|voy|va) (?:ya )?de {_NUMBER} (?:mes|meses|semanas)\b"
            ),
            hurt=re.compile(
                rf"\b{_NUMBER}(?= (?:personas )?"
                r"(?:herid|muert|victima|lesionad|afectad|fallecid|intoxicad))"
            ),
        ),
        "en": _Said(
            motorway="motorway",
            road="road",
            baby="baby",
            child="child",
            adult="adult",
            pregnant="pregnant",
            many="many",
            expects=re.compile(
                rf"\b{_NUMBER} (?:weeks?|wks?|months?|mths?) (?:gone|along|pregnant)\b"
            ),
            hurt=re.compile(
                rf"\b{_NUMBER}(?= (?:people )?(?:injur|hurt|dead|casualt|victim|wounded|killed))"
            ),
            months=re.compile(rf"\b{_NUMBER} ?(?:weeks?|wks?|months?|mths?|mo) old\b"),
            years=re.compile(
                rf"\b{_NUMBER} ?(?:years?|yrs?|yr|y) ?(?:old|o)\b|\bage[d]? {_NUMBER}\b"
            ),
        ),
    }
)
LANGUAGES = tuple(_SAID)


def words(text: str, language: str) -> list[str]:
    """Return the words of a text, folded, in order, with roads and ages made plain."""
    said = _SAID[language]
    plain = text.lower().translate(_APOSTROPHES)
    plain = _ROAD.sub(f" {said.road} ", _MOTORWAY.sub(f" {said.motorway} ", plain))
    folded = said.expects.sub(said.pregnant, fold(plain))
    folded = said.hurt.sub(lambda count: _how_many(count[1], said), folded)
    if not _PREGNANT.search(folded):
        folded = said.months.sub(said.baby, folded)
    return said.years.sub(lambda age: _who(age.groups(), said), folded).split()


def _who(age: Iterable[str | None], said: _Said) -> str:
    years = _count(next(number for number in age if number))
    return said.baby if years < 1 else said.child if years <= _OLDEST_CHILD else said.adult


def _how_many(told: str, said: _Said) -> str:
    return said.many if _count(told) >= _MANY else told


def _count(told: str) -> int:
    return _NUMBERS.get(told) or int(told)
