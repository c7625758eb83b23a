"""A file's page: what was told, to whom it may be; whether it is what was sealed; the trace."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.http import HttpResponse
from uuid_utils.compat import uuid7

from calls.archive import opening
from calls.archive.models import SealedFile
from calls.casefile import clock
from calls.people import actor as actors
from calls.people import trace
from calls.people.models import Role, User
from calls.stages.intake import services as intake
from tests.calls import room as rooms
from tests.calls.archive import shelf
from tests.calls.archive.test_verification import tamper
from tests.support import clones

TOLD = ("Calle Zamora 1", "Se ha caído", "Ana Belén", "Atendida en el lugar")


@pytest.fixture
def room(room: rooms.Room, monkeypatch: pytest.MonkeyPatch) -> rooms.Room:
    """Let views look at the room's own clock."""
    monkeypatch.setattr(clock, "now", lambda: room.now)
    return room


def opened(user: User, file: SealedFile, *, reason: str = "") -> HttpResponse:
    """Ask for a file's page."""
    return shelf.page(user, f"/archive/{file.reference}/", reason=reason)


def judged(answer: Any) -> tuple[bool, dict[str, str]]:
    """Say whether the file verifies, and what came of each check that was made."""
    checks = {str(check.says): check.state for check in answer.context["opened"].checks}
    return answer.context["opened"].holds, checks


def test_a_file_that_is_whole_says_what_was_told_and_that_it_verifies(room: rooms.Room) -> None:
    file = shelf.sealed(room)
    answer = opened(room.carmen, file, reason=shelf.WHY)
    page = shelf.text(answer)
    assert answer.status_code == 200
    assert [value for value in (*TOLD, "600 12 31 23", "Call rang", file.sha256) if value in page]
    holds, checks = judged(answer)
    assert holds
    assert set(checks.values()) == {"holds"}
    (record,) = shelf.records()
    assert (record.action, record.subject_kind, record.subject_id, record.reason) == (
        *("archive.disclose", "file", file.case_id, shelf.WHY),
    )


def test_without_a_reason_a_supervisor_sees_metadata_and_is_asked_why(room: rooms.Room) -> None:
    file = shelf.sealed(room)
    page = shelf.text(opened(room.carmen, file))
    assert 'name="reason"' in page
    assert [value for value in TOLD if value in page] == []
    (record,) = shelf.records()
    assert (record.action, record.subject_id) == ("archive.search", file.case_id)


def test_an_auditor_sees_that_it_verifies_and_nothing_that_was_told(room: rooms.Room) -> None:
    file = shelf.sealed(room)
    answer = opened(room.person("luis", Role.AUDITOR), file, reason="quiero verlo")
    page = shelf.text(answer)
    assert [value for value in (*TOLD, 'name="reason"') if value in page] == []
    assert file.reference in page
    assert judged(answer)[0]


def test_a_file_outside_ones_scope_is_not_there(room: rooms.Room) -> None:
    file = shelf.sealed(room, by=room.lucia)
    assert opened(room.lucia, file).status_code == 200
    for stranger in (room.marcos, room.elena):
        assert opened(stranger, file).status_code == 404
    assert shelf.page(room.carmen, "/archive/2026-999999/").status_code == 404
    room.later(hours=25)
    assert opened(room.lucia, file).status_code == 404
    assert len(shelf.records()) == 1


def test_a_corrected_value_is_struck_through_with_the_new_one_beside_it(room: rooms.Room) -> None:
    case_id = room.case()
    intake.record_intake(
        room.passage(case_id=case_id, base_version=rooms.version(case_id)),
        **rooms.NOWHERE | {"location": {"location_text": "Calle Toro 5"}},
    )
    page = shelf.text(shelf.page(room.lucia, f"/cases/{case_id}/"))
    assert "<del>Calle Zamora 1</del>" in page
    assert "Calle Toro 5</ins>" in page


def test_a_value_that_was_shredded_is_shown_as_no_longer_kept(
    database: clones.Clone, room: rooms.Room
) -> None:
    file = shelf.sealed(room)
    with database.connect("sealer") as connection:
        connection.execute("DELETE FROM archive_sealed_disclosure WHERE file_id = %s", [file.id])
    answer = opened(room.carmen, file, reason=shelf.WHY)
    assert [value for value in TOLD if value in shelf.text(answer)] == []
    assert judged(answer)[0], "shredding breaks no chain"
    facts = answer.context["state"]  # type: ignore[attr-defined]  # a test client's answer
    assert (facts["location"]["text"], facts["caller"]["name"], facts["summary"]) == (None,) * 3


@pytest.mark.parametrize(
    ("statement", "check"),
    [
        (
            "UPDATE archive_sealed_file SET document = replace(document, '37274', '28079')",
            "sha256",
        ),
        ("UPDATE archive_sealed_file SET document = 'no JSON'", "sha256"),
        (
            "UPDATE archive_sealed_file SET document = replace(document, 'disposition', 'x')",
            "sha256",
        ),
        ("UPDATE archive_sealed_file SET signature = repeat('A', 86)", "signature"),
        ("UPDATE archive_sealed_file SET severity = 'P0'", "columns"),
        ("UPDATE casefile_stream SET head = sha256(head)", "log"),
        (
            "UPDATE archive_sealed_disclosure SET encoded = 'WyJhIiwibmFtZSIsIkV2YSJd'",
            "disclosures",
        ),
    ],
)
def test_whatever_is_tampered_with_is_told_and_the_page_stands(
    database: clones.Clone, room: rooms.Room, statement: str, check: str
) -> None:
    file = shelf.sealed(room)
    tamper(database, statement)
    answer = opened(room.carmen, file, reason=shelf.WHY)
    assert answer.status_code == 200
    holds, checks = judged(answer)
    assert not holds
    assert checks[str(opening.SAID[check])] == "fails"
    assert list(checks.values()).count("fails") == 1


def test_the_database_opens_a_file_only_against_its_record(
    database: clones.Clone, room: rooms.Room
) -> None:
    file, other = shelf.sealed(room), shelf.sealed(room)

    def recorded(action: str, kind: str = "file") -> object:
        return trace.record_access(
            actor=actors.person(room.carmen),
            action=action,
            subject_kind=kind,
            subject_id=file.case_id,
            at=room.now,
            source=None,
        )

    query = "SELECT document, beside FROM cae_open_file(%s)"
    with database.connect("app") as connection:
        for record in (uuid7(), file.id, recorded("case.read"), recorded("export.read", "case")):
            assert connection.execute(query, [record]).fetchall() == []
        ((document, beside),) = connection.execute(query, [recorded("archive.search")]).fetchall()
        assert (file.reference in document, beside) == (True, None)
        ((document, beside),) = connection.execute(query, [recorded("archive.disclose")]).fetchall()
        assert other.reference not in document
        assert len(beside) > 5
    for role in ("official", "auditor"):
        with (
            database.connect(role) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(query, [uuid7()])


@pytest.mark.parametrize("query", [{"reason": shelf.WHY}, {"why": "porque sí"}])
def test_an_address_that_carries_a_reason_is_refused_by_its_name(
    room: rooms.Room, query: dict[str, str]
) -> None:
    file = shelf.sealed(room)
    for path in (f"/archive/{file.reference}/", "/archive/"):
        answer = rooms.Browser(room.carmen).get(path, **query)
        assert answer.status_code == 400
        assert next(iter(query)) in answer.content.decode()
    assert shelf.records() == []
