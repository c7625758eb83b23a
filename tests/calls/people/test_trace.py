"""The trace: written before anything is shown; queued on disk where a live call must not wait."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from cae.supervision import queries
from calls.archive import access_log, verification
from calls.casefile.kinds import Disposition
from calls.casefile.models import Case
from calls.people import actor as actors
from calls.people import spool, trace
from calls.people.models import Role, User
from calls.people.trace_models import AccessRecord
from calls.stages.closure import services as closure
from tests.calls import room as rooms
from tests.support import clones


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    """Give the process a disk of its own."""
    with override_settings(CAE_VAR=tmp_path):
        yield tmp_path / "trace"


@contextmanager
def closed_table(database: clones.Clone) -> Iterator[None]:
    """Let the table of access records take nothing, as a real fault would."""
    with database.connect("superuser") as connection:
        connection.execute("REVOKE INSERT ON people_access_record FROM cae_app")
        yield
        connection.execute("GRANT INSERT ON people_access_record TO cae_app")


def read(user: User, case_id: UUID) -> Any:
    """Ask for a case."""
    return rooms.Browser(user).get(f"/cases/{case_id}/state/")


def test_on_a_live_call_a_failing_trace_queues_and_alarms_and_shows_the_case(
    database: clones.Clone, room: rooms.Room, folder: Path
) -> None:
    case_id = room.case()
    room.offered(case_id)
    with closed_table(database):
        answers = [read(user, case_id) for user in (room.lucia, room.elena)]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert "Calle Zamora 1" in answers[0].content.decode()
        told = queries.figures(room.now)["trace"]
        assert (told["alarm"], told["waiting"], bool(told["oldest_at"])) == (True, 2, True)
    assert AccessRecord.objects.count() == 0
    assert stat.S_IMODE((folder / spool.QUEUE).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_what_was_queued_is_brought_in_later_with_its_own_time_and_marked_late(
    database: clones.Clone, room: rooms.Room
) -> None:
    case_id = room.case()
    with closed_table(database):
        read(room.lucia, case_id)
        queued = json.loads((spool.folder() / spool.QUEUE).read_text())
        with pytest.raises(Exception, match="permission denied"):
            trace.bring_in(room.now)
        assert spool.standing().waiting == 1, "a table that is still closed loses nothing"
    read(room.lucia, case_id)
    assert trace.bring_in(room.now) == 1
    late = AccessRecord.objects.get(late=True)
    assert (str(late.id), late.at.isoformat()) == (queued["id"], queued["at"])
    assert (late.actor_id, late.action, late.subject_id, late.source) == (
        *(room.lucia.id, "case.read", case_id, "127.0.0.1"),
    )
    assert AccessRecord.objects.filter(late=False).count() == 1
    told = queries.figures(late.at + timedelta(seconds=1))["trace"]
    assert (told["alarm"], told["waiting"], told["late"]) == (False, 0, 1)
    assert trace.bring_in(room.now) == 0
    assert access_log.grow(room.now) == 2
    assert verification.verify().faults == []


def test_a_crash_while_bringing_in_doubles_nothing_and_loses_nothing(
    database: clones.Clone, room: rooms.Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = room.case()
    with closed_table(database):
        read(room.lucia, case_id)
        read(room.lucia, case_id)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", _interrupted)
        with pytest.raises(KeyboardInterrupt):
            trace.bring_in(room.now)
    assert AccessRecord.objects.count() == 2
    trace.bring_in(room.now)
    assert AccessRecord.objects.count() == 2
    assert spool.standing() == spool.Standing(waiting=0, oldest_at=None, unreadable=0)


def _interrupted(*_args: Any, **_given: Any) -> None:
    raise KeyboardInterrupt


def test_a_line_that_a_crash_tore_is_put_aside_and_the_others_come_in(
    database: clones.Clone, room: rooms.Room, folder: Path
) -> None:
    case_id = room.case()
    with closed_table(database):
        read(room.lucia, case_id)
        with (folder / spool.QUEUE).open("a") as file:
            file.write('{"id": "0192')
        read(room.lucia, case_id)
    assert trace.bring_in(room.now) == 2
    assert spool.standing() == spool.Standing(waiting=0, oldest_at=None, unreadable=1)
    assert queries.figures(room.now)["trace"]["alarm"] is True


@pytest.mark.parametrize("spoiled", [{"source": "nowhere"}, {"id": "x"}, {"at": 7}, {"x": 1}])
def test_a_record_that_no_table_takes_hinders_no_other(
    database: clones.Clone, room: rooms.Room, spoiled: dict[str, Any]
) -> None:
    case_id = room.case()
    with closed_table(database):
        read(room.lucia, case_id)
        good = json.loads((spool.folder() / spool.QUEUE).read_text())
    spool.put(good | {"id": str(UUID(int=1))} | spoiled)
    spool.put(good | {"id": str(UUID(int=2))})
    assert trace.bring_in(room.now) == 2
    assert spool.standing().unreadable == 1


def test_with_table_and_disk_both_gone_the_call_still_goes_on(
    database: clones.Clone,
    room: rooms.Room,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    case_id = room.case()
    (tmp_path / "trace").write_text("a file where the folder should be")
    with closed_table(database):
        assert read(room.lucia, case_id).status_code == 200
    (line,) = [each for each in caplog.records if each.levelname == "CRITICAL"]
    assert str(case_id) in line.getMessage()
    assert "Lucia" not in line.getMessage()


def test_everywhere_else_a_failing_trace_shows_nothing(
    database: clones.Clone, room: rooms.Room
) -> None:
    case_id, closed = room.case(), room.case()
    closure.dismiss_case(room.passage(case_id=closed), outcome=Disposition.MISDIAL)
    Case.objects.filter(id=closed).update(closed_at=timezone.now())
    auditor = room.person("luis", Role.AUDITOR)
    with closed_table(database):
        asked = [
            read(room.carmen, case_id),
            read(room.lucia, closed),
            rooms.Browser(room.lucia).get("/archive/"),
            rooms.Browser(auditor).get("/audit/"),
            rooms.Browser(room.carmen).get("/cautions/"),
        ]
    assert [answer.status_code for answer in asked] == [503] * 5
    assert all(answer.headers["Retry-After"] for answer in asked)
    assert not [answer for answer in asked if "Zamora" in answer.content.decode()]
    assert spool.standing().waiting == 0


def test_a_supervisor_who_answered_a_call_is_on_it_as_anybody(
    database: clones.Clone, room: rooms.Room
) -> None:
    case_id = room.case(room.carmen)
    with closed_table(database):
        assert read(room.carmen, case_id).status_code == 200
    assert spool.standing().waiting == 1


def test_a_failing_trace_does_not_take_its_transaction_along(
    database: clones.Clone, room: rooms.Room
) -> None:
    with closed_table(database), transaction.atomic():
        trace.record_access(
            actor=actors.person(room.lucia),
            action="case.read",
            subject_kind="case",
            subject_id=None,
            at=room.now,
            source=None,
            on_live_call=True,
        )
        User.objects.filter(id=room.lucia.id).update(position="OP9")
    assert User.objects.get(id=room.lucia.id).position == "OP9"


def test_a_covert_case_is_marked_in_its_record(room: rooms.Room) -> None:
    case_id = room.case()
    read(room.lucia, case_id)
    assert AccessRecord.objects.latest("id").covert is False
    room_case = room.case()
    Case.objects.filter(id=room_case).update(covert=True)
    read(room.lucia, room_case)
    assert AccessRecord.objects.latest("id").covert is True


def test_a_reason_and_a_name_never_come_into_the_process_log(
    database: clones.Clone, room: rooms.Room, caplog: pytest.LogCaptureFixture
) -> None:
    with closed_table(database):
        for is_live in (True, False):
            try:
                trace.record_access(
                    actor=actors.person(room.lucia),
                    action="case.read",
                    subject_kind="case",
                    subject_id=None,
                    at=room.now,
                    source=None,
                    reason="Por la madre de Eva",
                    on_live_call=is_live,
                )
            except trace.Untraced:
                continue
    assert "waits on disk" in caplog.text
    assert "Eva" not in caplog.text
    assert "Lucia" not in caplog.text


def test_the_auditors_role_reads_no_case_and_no_disclosure(
    database: clones.Clone, room: rooms.Room
) -> None:
    room.case()
    with database.connect("auditor") as connection:
        assert connection.execute("SELECT count(*) FROM casefile_event").fetchone() != (0,)
        for table in ("casefile_case", "casefile_disclosure", "casefile_draft", "casefile_call"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SELECT * FROM {table}")  # noqa: S608 - our own names
        assert connection.execute("SELECT username FROM people_user").fetchall()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT password FROM people_user")


def test_the_official_role_reads_neither_people_nor_cases(
    database: clones.Clone, room: rooms.Room
) -> None:
    room.case()
    with database.connect("official") as connection:
        for table in ("people_user", "casefile_case", "casefile_event", "casefile_disclosure"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SELECT * FROM {table}")  # noqa: S608 - our own names
