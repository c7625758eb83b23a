"""The log: gapless, chained, its bytes RFC 8785, and nobody's personal data in what is hashed."""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import json
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
import rfc8785

from calls.casefile import disclosures, events, log
from calls.casefile.kinds import Disposition, Severity
from calls.casefile.models import Commitment, Disclosure, Event, Stream
from calls.people import trace
from calls.stages import arrest
from calls.stages.closure import services as closure
from calls.stages.followup import services as followup
from calls.stages.instructions import services as instructions
from calls.stages.intake import services as intake
from calls.stages.transfer import services as transfer
from calls.stages.triage import services as triage
from tests.calls import room as rooms
from tests.support import clones

VECTORS = Path(__file__).parents[4] / "shared" / "standards" / "jcs-rfc8785"
NUMBER = "+34655443322"
ADDRESS = "Paseo de la Compañía 7, 3.º B"
PLACE = (40.96421, -5.66123)
FIX = (40.97777, -5.65555)
NAME = "Remedios Ñandú"
COMPLAINT = "mi marido no despierta"
REASON = "no es tan grave, tose"
REFUSAL = "la ambulancia Delta está averiada"
NOTE = "la puerta verde junto al estanco"
CALLBACK = "preguntar por la vecina Aurora"
SUMMARY = "atendido por Quirós en su casa"
TYPED = (NUMBER, ADDRESS, NAME, COMPLAINT, REASON, REFUSAL, NOTE, CALLBACK, SUMMARY)


@pytest.fixture
def worked(room: rooms.Room) -> UUID:
    """Give a case worked to its end with everything personal that its sheets can hold."""
    location = {"latitude": FIX[0], "longitude": FIX[1], "radius_m": 24}
    case_id = room.answered(callback_number=NUMBER, location=location)
    intake.record_intake(
        room.passage(case_id=case_id, base_version=rooms.version(case_id)),
        location={
            "location_text": ADDRESS,
            "municipality_id": "37274",
            "latitude": PLACE[0],
            "longitude": PLACE[1],
            "location_source": "caller",
        },
        complaint={"complaint_text": COMPLAINT},
        life={"awake": "no", "breathing": "unknown"},
        caller={
            "caller_name": NAME,
            "callback_raw": NUMBER.removeprefix("+34"),
            "callback_number": NUMBER,
            "caller_kind": "relative",
        },
    )
    triage.start_protocol(room.passage(case_id=case_id), protocol="unconscious")
    arrest.suspect_arrest(room.passage(case_id=case_id))
    instructions.record_step(room.passage(case_id=case_id), step="speaker", result="done")
    triage.judge_severity(
        room.passage(case_id=case_id, base_version=rooms.version(case_id)),
        severity=Severity.P2,
        reason=REASON,
    )
    offer = room.offered(case_id, room.fire)
    transfer.refuse_transfer(room.passage(room.jorge, case_id), offer_id=offer, reason=REFUSAL)
    for asked in Commitment.objects.filter(case=case_id, settled_at=None).order_by("opened_seq"):
        transfer.withdraw_transfer(
            room.passage(case_id=case_id), offer_id=asked.ref, reason=REFUSAL
        )
    followup.add_note(room.passage(case_id=case_id), text=NOTE)
    followup.schedule_callback(room.passage(case_id=case_id), minutes=5, text=CALLBACK)
    followup.settle_callback(
        room.passage(case_id=case_id),
        commitment_id=Commitment.objects.get(case=case_id, settled_at=None).id,
        result="done",
        text=CALLBACK,
    )
    closure.close_case(
        room.passage(case_id=case_id),
        disposition=Disposition.RESOLVED_ON_SCENE,
        summary=SUMMARY,
    )
    return case_id


def fault(stream_id: UUID) -> str | None:
    """Say what is wrong with a stream's chain and its head."""
    rows = Event.objects.filter(stream=stream_id).order_by("seq")
    return log.first_fault(
        rows.values_list("seq", "body", "hash"),
        stream_id=stream_id,
        head=Stream.objects.get(id=stream_id).head,
    )


@pytest.mark.parametrize("name", ["arrays", "french", "unicode", "values"])
def test_the_library_writes_the_bytes_of_the_standard(name: str) -> None:
    if not VECTORS.is_dir():
        pytest.skip("../shared/standards/jcs-rfc8785 is not beside this repository")
    value = json.loads((VECTORS / "input" / f"{name}.json").read_text(encoding="utf-8"))
    wanted = bytes.fromhex((VECTORS / "outhex" / f"{name}.txt").read_text(encoding="utf-8"))
    assert rfc8785.dumps(value) == wanted


def test_every_stream_is_gapless_and_each_hash_is_of_the_one_before_and_the_bytes(
    worked: UUID,
) -> None:
    for stream in Stream.objects.all():
        previous = bytes(32)
        rows = list(Event.objects.filter(stream=stream).order_by("seq"))
        assert [row.seq for row in rows] == list(range(1, stream.seq + 1))
        for row in rows:
            assert bytes(row.hash) == hashlib.sha256(previous + row.body.encode()).digest()
            previous = bytes(row.hash)
        assert bytes(stream.head) == previous
        assert fault(stream.id) is None


def test_every_body_is_canonical_and_tells_what_its_row_tells(worked: UUID) -> None:
    for row in Event.objects.all():
        body = json.loads(row.body)
        assert rfc8785.dumps(body) == row.body.encode()
        assert set(body) <= {
            *("stream", "seq", "kind", "actor", "at", "recorded_at", "data", "_sd", "_sd_alg")
        }
        assert (body["stream"], body["seq"], body["kind"]) == (
            str(row.stream_id),
            row.seq,
            row.kind,
        )
        assert (body["at"], body["recorded_at"]) == (
            events.stamp(row.at),
            events.stamp(row.recorded_at),
        )
        assert body["actor"]["id"] == (str(row.actor_id) if row.actor_id else None)
        assert set(body["actor"]) == {"kind", "id", "role", "position"}


def test_no_body_holds_anything_a_person_said_or_typed(worked: UUID) -> None:
    everything = "\n".join(Event.objects.values_list("body", flat=True)).casefold()
    words = {word for text in TYPED for word in text.casefold().split() if len(word) > 3}
    degrees = {str(degree) for degree in (*PLACE, *FIX)}
    tails = {NUMBER[-9:], NUMBER[-6:]}
    assert {part for part in words | degrees | tails if part in everything} == set()


def test_what_was_said_is_beside_the_log_whole(worked: UUID) -> None:
    told = {
        text if isinstance(text, str) else json.dumps(text)
        for _name, text in map(
            disclosures.decode, Disclosure.objects.values_list("encoded", flat=True)
        )
    }
    assert set(TYPED) <= told
    assert {str(degree) for degree in PLACE} <= told


def test_every_digest_has_its_disclosure_and_every_disclosure_its_digest(worked: UUID) -> None:
    marks = [
        mark
        for body in Event.objects.values_list("body", flat=True)
        for mark in json.loads(body).get("_sd", ())
    ]
    beside = map(disclosures.digest, Disclosure.objects.values_list("encoded", flat=True))
    assert sorted(marks) == sorted(beside)
    assert len(marks) == len(set(marks)), "equal values would show that they are equal"


def test_a_reader_gets_the_values_back_line_by_line(worked: UUID) -> None:
    lines = {line.kind: line for line in log.read(worked)}
    assert lines["intake.location_recorded"].data == {
        "municipality": "37274",
        "source": "caller",
        "text": ADDRESS,
        "latitude": PLACE[0],
        "longitude": PLACE[1],
    }
    assert lines["closure.case_closed"].data["summary"] == SUMMARY


def test_shredding_what_people_said_breaks_no_chain(worked: UUID) -> None:
    Disclosure.objects.using("sealer").filter(stream=worked).delete()
    assert fault(worked) is None
    note = next(log.read(worked, kinds=["followup.note_added"]))
    assert note.data == {}
    assert NOTE not in str(list(log.read(worked)))


def test_a_verifier_names_the_first_bad_entry(worked: UUID) -> None:
    rows = list(
        Event.objects.filter(stream=worked).order_by("seq").values_list("seq", "body", "hash")
    )
    changed = [(seq, body.replace('"P2"', '"P4"'), digest) for seq, body, digest in rows]
    first = next(row[0] for row, other in zip(rows, changed, strict=True) if row != other)
    assert log.first_fault(changed, stream_id=worked) == f"entry {first} does not match its hash"
    assert log.first_fault(rows[:3] + rows[4:], stream_id=worked) == "entry 4 is missing"
    assert log.first_fault(rows, stream_id=uuid4()) == "entry 1 names another place in the log"
    shortened = log.first_fault(rows[:-1], stream_id=worked, head=rows[-1][2])
    assert shortened is not None
    assert "head says otherwise" in shortened


def test_a_code_that_is_free_text_does_not_slip_into_a_body() -> None:
    @events.kind("log.sentence_tried", "A test's own")
    @dataclasses.dataclass(frozen=True, kw_only=True)
    class Tried(events.StreamEvent):
        code: events.Code

    try:
        assert events.data_of(Tried(code=events.Code("P1.a:b+c-d"))) == {"code": "P1.a:b+c-d"}
        for text in ("two words", "", "Ñ", "a" * 65, "a\n", "-x"):
            with pytest.raises(ValueError, match="neither a code"):
                events.data_of(Tried(code=events.Code(text)))
    finally:
        del events._kinds["log.sentence_tried"]


WRITES = (
    "UPDATE casefile_event SET body = body",
    "UPDATE casefile_event SET kind = 'x.y' WHERE seq = 1",
    "DELETE FROM casefile_event",
    "TRUNCATE casefile_event",
    "TRUNCATE casefile_stream CASCADE",
    "UPDATE people_access_record SET reason = 'x'",
    "DELETE FROM people_access_record",
    "TRUNCATE people_access_record",
    "UPDATE casefile_deployment SET purpose = 'live'",
    "DELETE FROM casefile_deployment",
    "TRUNCATE casefile_deployment",
)
ROLES = ("app", "migrator", "sealer", "official", "auditor", "superuser")


@pytest.mark.parametrize("role", ROLES)
def test_nobody_changes_or_removes_a_line(
    role: str, database: clones.Clone, room: rooms.Room
) -> None:
    case_id = room.answered()
    trace.record_access(
        actor=rooms.GATEWAY,
        action="case.read",
        subject_kind="case",
        subject_id=case_id,
        at=room.now,
        source=None,
    )
    before = list(Event.objects.order_by("id").values_list("body", "hash"))
    with database.connect(role) as connection:
        for statement in WRITES:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)
    assert list(Event.objects.order_by("id").values_list("body", "hash")) == before


def insert(
    connection: psycopg.Connection, stream: UUID, seq: int, body: str, digest: bytes
) -> None:
    connection.execute(
        "INSERT INTO casefile_event (stream_id, seq, kind, actor_kind, position, at, recorded_at,"
        " body, hash) VALUES (%s, %s, 'x.y', 'system', '', now(), now(), %s, %s)",
        [stream, seq, body, digest],
    )


def test_a_line_is_taken_at_the_end_alone_and_with_the_right_hash_alone(
    database: clones.Clone, room: rooms.Room
) -> None:
    case_id = room.answered()
    last = Event.objects.filter(stream=case_id).latest("seq")
    good = hashlib.sha256(bytes(last.hash) + b"{}").digest()
    from_zero = hashlib.sha256(bytes(32) + b"{}").digest()
    refused = (
        (last.seq + 2, good),
        (last.seq, good),
        (last.seq + 1, from_zero),
        (last.seq + 1, good[:-1] + bytes([good[-1] ^ 1])),
        (last.seq + 1, b""),
        (0, from_zero),
    )
    for role, (seq, digest) in itertools.product(("app", "superuser"), refused):
        with database.connect(role) as connection, pytest.raises(psycopg.errors.IntegrityError):
            insert(connection, case_id, seq, "{}", digest)
    with database.connect() as connection:
        insert(connection, case_id, last.seq + 1, "{}", good)
