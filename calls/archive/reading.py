"""What a sealed file tells: its lines with the values that are at hand, and its facts."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from calls.archive import proof
from calls.casefile import disclosures
from calls.casefile.log import Line
from calls.stages.closure.events import CaseClosed
from calls.stages.intake import events as intake
from calls.stages.transfer.events import CaseOffered
from calls.stages.triage.events import DeterminantAssigned

Body = Mapping[str, Any]
Beside = Sequence[tuple[UUID, int, str]]
"""Stream, entry and encoded text of each disclosure."""


@dataclasses.dataclass
class Facts:
    """What was last known of a case; None is a value that was told and is not at hand."""

    opened_at: datetime | None = None
    place: str | None = ""
    municipality: str = ""
    latitude: float | None = None
    longitude: float | None = None
    complaint: str | None = ""
    protocol: str = ""
    caller: str | None = ""
    number: str | None = ""
    determinant: str = ""
    determinant_protocol: str = ""
    covert: bool = False
    disposition: str = ""
    summary: str | None = ""
    agencies: list[str] = dataclasses.field(default_factory=list)


def lines(chains: Iterable[tuple[UUID, Sequence[Body]]], beside: Beside) -> list[Line]:
    """Give the lines of some logs in the order the centre learned them.

    Of those learned at once the first log's come first: a call rings before its case is opened.
    """
    at_hand: dict[tuple[UUID, int], list[str]] = {}
    for stream, seq, encoded in beside:
        at_hand.setdefault((stream, seq), []).append(encoded)
    told = [
        _line(body, at_hand.get((stream, body["seq"]), ()))
        for stream, bodies in chains
        for body in bodies
    ]
    return sorted(told, key=lambda line: line.recorded_at)


def of_document(document: Body, beside: Beside) -> list[Line]:
    """Give the lines of a file's document; raise KeyError, TypeError or ValueError for no such."""
    case, *calls = ((stream, bodies) for stream, bodies, _head in proof.chains(document))
    return lines([*calls, case], beside)


def facts(told: Iterable[Line]) -> Facts:
    """Give what the lines leave known in the end."""
    found = Facts()
    for line in told:
        take = _TAKEN.get(line.kind)
        if take is not None:
            take(found, line)
    return found


def said(told: Iterable[Line], names: Iterable[str]) -> Iterator[str]:
    """Give the values at hand of these personal fields, as often as they were told."""
    for line in told:
        for name in names:
            value = line.data.get(name)
            if isinstance(value, str) and value:
                yield value


def _line(body: Body, at_hand: Sequence[str]) -> Line:
    personal = disclosures.reveal(body.get("_sd", ()), at_hand)
    actor = body["actor"]
    return Line(
        seq=body["seq"],
        kind=body["kind"],
        at=datetime.fromisoformat(body["at"]),
        recorded_at=datetime.fromisoformat(body["recorded_at"]),
        actor_kind=actor["kind"],
        actor_id=UUID(actor["id"]) if actor["id"] else None,
        position=actor["position"],
        data=body["data"] | personal,
        missing=len(body.get("_sd", ())) - len(personal),
    )


def _value(line: Line, name: str) -> str | None:
    """Give a personal value; where one of the line's is not at hand it may be this: None."""
    value = line.data.get(name)
    if value is None:
        return None if line.missing else ""
    return str(value)


def _opened(found: Facts, line: Line) -> None:
    found.opened_at = found.opened_at or line.at
    found.number = found.number or _value(line, "callback_number")


def _located(found: Facts, line: Line) -> None:
    found.place = _value(line, "text")
    found.municipality = line.data.get("municipality", "")
    found.latitude, found.longitude = line.data.get("latitude"), line.data.get("longitude")


def _complained(found: Facts, line: Line) -> None:
    found.complaint = _value(line, "text")
    found.protocol = line.data.get("protocol", "")


def _called(found: Facts, line: Line) -> None:
    found.caller = _value(line, "name")
    found.number = _value(line, "callback_number")


def _determined(found: Facts, line: Line) -> None:
    found.determinant = line.data["determinant"]
    found.determinant_protocol = line.data["protocol"]


def _covered(found: Facts, line: Line) -> None:
    found.covert = line.kind != intake.CoverLifted.kind


def _joined(found: Facts, line: Line) -> None:
    found.covert = found.covert or bool(line.data.get("covert"))


def _offered(found: Facts, line: Line) -> None:
    if line.data["agency"] not in found.agencies:
        found.agencies.append(line.data["agency"])


def _closed(found: Facts, line: Line) -> None:
    found.disposition = line.data["disposition"]
    found.summary = _value(line, "summary")


_TAKEN: Mapping[str, Callable[[Facts, Line], None]] = {
    intake.CaseOpened.kind: _opened,
    intake.LocationRecorded.kind: _located,
    intake.ComplaintRecorded.kind: _complained,
    intake.CallerRecorded.kind: _called,
    intake.CoverMarked.kind: _covered,
    intake.CoverLifted.kind: _covered,
    intake.CaseJoined.kind: _joined,
    DeterminantAssigned.kind: _determined,
    CaseOffered.kind: _offered,
    CaseClosed.kind: _closed,
}
