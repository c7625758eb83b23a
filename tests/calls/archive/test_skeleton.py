"""The skeleton is RFC 8785 text, written without writing the events anew."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from uuid import UUID

import pytest
import rfc8785

from calls.archive import skeleton
from tests.support import run

VECTORS = run.ROOT.parent / "shared/standards/jcs-rfc8785"
NOW = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
CASE, CALL = UUID(int=1), UUID(int=2)
FACTS = skeleton.Facts(
    case_id=CASE,
    reference="2026-000001",
    exercise=True,
    closed_at=NOW,
    severity="P1",
    protocol="general",
    disposition="hoax",
    municipality="37274",
)


def inputs() -> list[Path]:
    return sorted((VECTORS / "input").glob("*.json"))


@pytest.mark.skipif(not VECTORS.exists(), reason="the standards' test vectors are not beside us")
def test_what_is_signed_is_canonical_as_the_vectors_of_rfc_8785_are() -> None:
    assert inputs()
    for path in inputs():
        written = rfc8785.dumps(json.loads(path.read_text(encoding="utf-8")))
        told = (VECTORS / "outhex" / f"{path.stem}.txt").read_text(encoding="utf-8")
        assert written == bytes.fromhex(told), path.name
        assert written == (VECTORS / "output" / path.name).read_bytes(), path.name


@pytest.mark.skipif(not VECTORS.exists(), reason="the standards' test vectors are not beside us")
def test_a_skeleton_around_canonical_bodies_is_canonical() -> None:
    bodies = [path.read_text(encoding="utf-8") for path in sorted((VECTORS / "output").iterdir())]
    written = skeleton.write(
        case=skeleton.Chain(CASE, bodies, bytes(32)),
        calls=[skeleton.Chain(CALL, bodies, b"\xff" * 32), skeleton.Chain(CASE, [], bytes(32))],
        facts=FACTS,
        sealed_at=NOW,
        key_id="k",
    )
    assert rfc8785.dumps(json.loads(written)).decode() == written


def body(kind: str, **data: object) -> dict[str, object]:
    """Give an event's body as far as the facts need it."""
    return {"kind": kind, "stream": str(CASE), "data": data}


OPENED = body("intake.case_opened", reference="2026-000001", exercise=True, call=str(CALL))
CLOSED = body("closure.case_closed", closed_at="2026-05-01T12:00:00.000000Z", disposition="hoax")


def test_the_facts_are_what_the_events_say() -> None:
    facts = skeleton.facts_of([OPENED, CLOSED])
    assert (facts.case_id, facts.reference, facts.closed_at) == (CASE, "2026-000001", NOW)
    assert (facts.severity, facts.protocol, facts.municipality) == ("", "", "")
    assert skeleton.calls_of([OPENED, CLOSED]) == [CALL]


@pytest.mark.parametrize(
    ("bodies", "code"), [([], "never_opened"), ([CLOSED], "never_opened"), ([OPENED], "still_open")]
)
def test_a_log_without_a_beginning_or_an_end_is_not_sealed(
    bodies: list[dict[str, object]], code: str
) -> None:
    with pytest.raises(skeleton.NotToBeSealed) as refused:
        skeleton.facts_of(bodies)
    assert refused.value.code == code
