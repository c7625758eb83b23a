"""Which family, protocol, severity and agencies a source's call type stands for.

The shipped table, `type_map.csv`, is this project's own proposal (no data from outside) over the
types of the reference files: San Francisco, Montgomery County, Seattle. It may be edited, or
another given: `source` and `source_type` are needed, `family`, `subtype`, `protocol` (a code of
the protocol library, "" is unclassified), `severity` (P0 to P4, of a type without a protocol; ""
leaves the case unjudged), `agencies` (codes with spaces between) and `answers` (what the type says
to the protocol's questions, as `question=answer` with spaces between) may be empty or missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cae.replay.sources import records
from cae.replay.sources import table as tables
from calls.casefile.kinds import Severity
from calls.protocols import contents
from calls.stages.intake import nearness

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SHIPPED = Path(__file__).with_name("type_map.csv")
NEEDED = ("source", "source_type")
# The families of a type, by the name that the protocols have for each.
FAMILIES: Mapping[str, str] = {
    "SAN": "health",
    "INC": "fire",
    "TRA": "traffic",
    "SEG": "security",
    "RES": "rescue",
    "PCV": "civil_protection",
    "AMB": "environment",
    "MAR": "sea",
    "INF": "information",
}
# San Francisco: 3 is an emergency, 2 is none; letters are those of call taking, E the gravest.
# The others are no order to rely on: every A of the reference days became an emergency.
SEVERITIES: Mapping[str, Mapping[str, Severity]] = {
    "sf": {
        "E": Severity.P0,
        **dict.fromkeys(("A", "B", "C", "D", "3"), Severity.P1),
        "2": Severity.P2,
    }
}
_TAIL = re.compile(r"\s*-\s*$")
_SERVICE = re.compile(r"^[a-z]+:\s*")


@dataclass(frozen=True, kw_only=True)
class Mapped:
    """What a type stands for; empty texts where the table does not say."""

    family: str = ""
    subtype: str = ""
    protocol: str = ""
    severity: str = ""
    agencies: tuple[str, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    known: bool


UNKNOWN = Mapped(known=False)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Something wrong in the table: the data row (0: the header), what it says, and why."""

    row: int
    told: str
    reason: _StrPromise


@dataclass(frozen=True, kw_only=True)
class TypeMap:
    """A table of types as read, and what was wrong in it."""

    rows: Mapping[tuple[str, str], Mapped]
    faults: tuple[Fault, ...]

    def look_up(self, source: str, told: str) -> Mapped:
        """Return what a type stands for; case, spaces and a trailing dash do not matter."""
        return self.rows.get((fold(source), fold(told)), UNKNOWN)


def fold(told: str) -> str:
    """Fold a type so that its spellings compare."""
    return _TAIL.sub("", " ".join(told.casefold().split()))


def read(
    path: Path = SHIPPED, *, protocols: Mapping[str, contents.Protocol] | None = None
) -> TypeMap:
    """Read a table; whatever is wrong in it is left out and told in `faults`.

    With `protocols`, a protocol that is none of them is a fault, and so is an answer that its
    protocol does not have. Raise OSError where there is no file.
    """
    table = tables.read(path.read_bytes())
    faults: list[Fault] = []
    if not all(table.has(column) for column in NEEDED):
        reason = _("The table needs the columns source and source_type.")
        return TypeMap(
            rows={}, faults=(Fault(row=0, told=", ".join(table.columns), reason=reason),)
        )
    rows: dict[tuple[str, str], Mapped] = {}
    faults.extend(_unusable(blemish) for blemish in table.blemishes)
    for row in table.rows:
        faults.extend(_unusable(blemish) for blemish in row.blemishes)
        key = fold(row.get("source")), fold(row.get("source_type"))
        told = f"{row.get('source')}, {row.get('source_type')}"
        if not all(key):
            faults.append(Fault(row=row.number, told=told, reason=_("No source, or no type.")))
            continue
        mapped, wrong = _mapped(row, protocols)
        faults.extend(wrong)
        if rows.setdefault(key, mapped) != mapped:
            reason = _("The type is there already, and otherwise: the first counts.")
            faults.append(Fault(row=row.number, told=told, reason=reason))
    return TypeMap(rows=rows, faults=tuple(faults))


def _unusable(blemish: records.Blemish) -> Fault:
    reason = _("The row cannot be read as it should.")
    return Fault(row=blemish.row, told=blemish.told, reason=reason)


def _mapped(
    row: tables.Row, protocols: Mapping[str, contents.Protocol] | None
) -> tuple[Mapped, list[Fault]]:
    """Read one row; leave out each value that is wrong."""
    faults: list[Fault] = []

    def wrong(told: str, reason: _StrPromise) -> None:
        faults.append(Fault(row=row.number, told=told, reason=reason))

    mapped = Mapped(
        family=row.text("family").upper(),
        subtype=row.text("subtype"),
        protocol=row.text("protocol").lower(),
        severity=row.text("severity").upper(),
        agencies=tuple(dict.fromkeys(row.text("agencies").lower().split())),
        answers=tuple(_pair(told) for told in row.text("answers").lower().split()),
        known=True,
    )
    if mapped.family and mapped.family not in FAMILIES:
        wrong(mapped.family, _("No such family of types: left empty."))
        mapped = replace(mapped, family="")
    if mapped.protocol and protocols is not None and mapped.protocol not in protocols:
        wrong(mapped.protocol, _("No such protocol in the library: unclassified."))
        mapped = replace(mapped, protocol="", answers=())
    if protocols is not None:
        known = _answers(protocols.get(mapped.protocol))
        if unanswered := [pair for pair in mapped.answers if pair not in known]:
            pairs = " ".join("=".join(pair) for pair in unanswered)
            wrong(pairs, _("No such answer in the protocol: left out."))
            answered = tuple(pair for pair in mapped.answers if pair in known)
            mapped = replace(mapped, answers=answered)
    if mapped.severity and mapped.severity not in Severity.values:
        wrong(mapped.severity, _("No such severity, it is P0 to P4: left unjudged."))
        mapped = replace(mapped, severity="")
    if unknown := [code for code in mapped.agencies if code not in contents.AGENCIES]:
        wrong(" ".join(unknown), _("No such agency: left out."))
        kept = tuple(code for code in mapped.agencies if code in contents.AGENCIES)
        mapped = replace(mapped, agencies=kept)
    return mapped, faults


def _pair(told: str) -> tuple[str, str]:
    question, _equals, answer = told.partition("=")
    return question, answer


def _answers(protocol: contents.Protocol | None) -> frozenset[tuple[str, str]]:
    """Return every answer that a protocol has, by question."""
    questions = protocol.questions if protocol is not None else ()
    return frozenset((each.code, answer.code) for each in questions for answer in each.answers)


def severity_of(source: str, priority: str) -> str:
    """Return the severity that a source's own priority hints at, "" where it tells nothing."""
    return str(SEVERITIES.get(source, {}).get(priority.strip().upper(), ""))


def related(one: Mapped, other: Mapped) -> bool:
    """Tell whether two types may tell of one incident: by family; unknown ones may not."""
    if not one.family or not other.family:
        return False
    pair = frozenset({FAMILIES[one.family], FAMILIES[other.family]})
    return len(pair) == 1 or pair in nearness.RELATED


def relation(
    types: TypeMap, source: str
) -> Callable[[records.SourceCall, records.SourceCall], bool]:
    """Give the test whether two calls of a source have related types.

    One type told twice is related to itself, also by two services and unknown to the table.
    """

    @cache
    def known(told: str) -> tuple[str, Mapped]:
        return _SERVICE.sub("", fold(told)), types.look_up(source, told)

    def test(one: records.SourceCall, other: records.SourceCall) -> bool:
        (name_1, mapped_1), (name_2, mapped_2) = known(one.type), known(other.type)
        return (bool(name_1) and name_1 == name_2) or related(mapped_1, mapped_2)

    return test
