"""One function gives a case to a reader, and every read is written down first."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from calls.casefile.kinds import Disposition
from calls.casefile.models import Case
from calls.people.models import Role, User
from calls.people.trace_models import AccessRecord
from calls.stages.closure import services as closure
from tests.calls import room as rooms


def status(user: User, case_id: UUID) -> int:
    """Ask for a case's state and give the answer's status."""
    return rooms.Browser(user).get(f"/cases/{case_id}/state/").status_code


def test_who_may_read_an_open_case(room: rooms.Room) -> None:
    case_id = room.case()
    admin, auditor = (room.person(role, role) for role in (Role.ADMINISTRATOR, Role.AUDITOR))
    room.offered(case_id)
    readers = [room.lucia, room.carmen, room.elena, room.marcos, room.jorge, admin, auditor]
    assert [status(reader, case_id) for reader in readers] == [200, 200, 200, 403, 404, 403, 403]
    assert status(room.lucia, uuid4()) == 404


def test_a_covert_case_is_there_for_holder_legs_and_supervisor_alone(room: rooms.Room) -> None:
    case_id = room.case()
    room.offered(case_id)
    Case.objects.filter(id=case_id).update(covert=True)
    readers = [room.lucia, room.carmen, room.elena, room.marcos, room.jorge]
    assert [status(reader, case_id) for reader in readers] == [200, 200, 200, 404, 404]
    before = rooms.everything()
    answer = rooms.Browser(room.marcos).command(f"/cases/{case_id}/take-over/", reason="quiero")
    assert answer.status_code == 404
    assert rooms.everything() == before


def test_a_closed_case_is_there_for_a_day_for_who_worked_on_it(room: rooms.Room) -> None:
    case_id = room.case()
    closure.dismiss_case(room.passage(case_id=case_id), outcome=Disposition.MISDIAL)
    Case.objects.filter(id=case_id).update(closed_at=timezone.now() - timedelta(hours=23))
    assert [status(who, case_id) for who in (room.lucia, room.carmen)] == [200, 403]
    assert [status(who, case_id) for who in (room.marcos, room.elena)] == [404, 404]
    Case.objects.filter(id=case_id).update(closed_at=timezone.now() - timedelta(hours=25))
    assert status(room.lucia, case_id) == 404, "a day later it is the archive's"


def test_who_handed_a_case_over_goes_on_reading_it(room: rooms.Room) -> None:
    case_id = room.case()
    answer = rooms.Browser(room.marcos).command(f"/cases/{case_id}/take-over/", reason="relevo")
    assert answer.status_code == 200
    assert [status(who, case_id) for who in (room.marcos, room.lucia)] == [200, 200]
    assert Case.objects.get(id=case_id).holder == room.marcos


@pytest.mark.parametrize(
    "page", ["/cases/{}/state/", "/cases/{}/pane/", "/cases/{}/", "/console/{}/"]
)
def test_every_read_is_written_down_and_no_refusal_is(page: str, room: rooms.Room) -> None:
    case_id = room.case()
    assert rooms.Browser(room.carmen).get(page.format(case_id)).status_code == 200
    record = AccessRecord.objects.get()
    assert (record.actor_id, record.role, record.position) == (room.carmen.id, "supervisor", "JS1")
    assert (record.action, record.subject_kind, record.subject_id) == (
        *("case.read", "case", case_id),
    )
    assert record.source == "127.0.0.1"
    assert rooms.Browser(room.marcos).get(page.format(case_id)).status_code == 403
    assert AccessRecord.objects.count() == 1


def test_the_state_says_what_its_reader_may_do(room: rooms.Room) -> None:
    case_id = room.case()
    room.offered(case_id)

    def allowed(user: User) -> set[str]:
        answer = rooms.Browser(user).get(f"/cases/{case_id}/state/")
        return set(json.loads(answer.content)["allowed"])

    assert {"intake.record", "transfer.offer", "closure.close"} <= allowed(room.lucia)
    assert "transfer.accept" not in allowed(room.lucia)
    assert {"transfer.accept", "transfer.refuse", "followup.note"} <= allowed(room.elena)
    assert not {"intake.record", "closure.close", "transfer.offer"} & allowed(room.elena)
    assert {"case.take_over", "transfer.offer"} <= allowed(room.carmen)
    assert "intake.record" not in allowed(room.carmen)
