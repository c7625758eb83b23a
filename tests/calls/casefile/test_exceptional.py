"""Reading what is somebody else's: for a reason, for a while, and never unseen."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from calls.casefile import exceptional, refusals, registry
from calls.casefile.glass import ExceptionalAccess, Finding
from calls.casefile.kinds import Disposition
from calls.casefile.models import Call, Case
from calls.people import actor as actors
from calls.people.models import Role, User
from calls.people.trace_models import AccessRecord
from calls.stages.closure import services as closure
from tests.calls import room as rooms


def not_on_a_call(user: User) -> None:
    """Let whoever spoke to somebody have hung up."""
    Call.objects.filter(answered_by=user).update(ended_at=rooms.NOON)


def status(user: User, case_id: UUID) -> int:
    return rooms.Browser(user).get(f"/cases/{case_id}/state/").status_code


def take(user: User, case_id: UUID, reason: str = "me lo pide el bombero") -> Any:
    return rooms.Browser(user).command(f"/cases/{case_id}/exceptional-access/", reason=reason)


def test_a_reason_opens_another_operators_case_to_read_and_to_nothing_else(
    room: rooms.Room,
) -> None:
    case_id = room.case()
    assert status(room.marcos, case_id) == 403
    assert take(room.marcos, case_id).status_code == 200
    answer: Any = rooms.Browser(room.marcos).get(f"/cases/{case_id}/state/")
    state = json.loads(answer.content)
    assert state["location"]["text"] == "Calle Zamora 1"
    assert state["exceptional"]["reason"] == "me lo pide el bombero"
    assert "followup.note" not in state["allowed"]
    note = rooms.Browser(room.marcos).command(f"/cases/{case_id}/followup/note/", text="x")
    assert note.status_code == 403


def test_it_is_written_down_with_its_reason_each_time_it_is_used(room: rooms.Room) -> None:
    case_id = room.case()
    take(room.marcos, case_id)
    status(room.marcos, case_id)
    rows = AccessRecord.objects.filter(actor_id=room.marcos.id).order_by("at")
    assert [(row.action, row.reason, row.subject_id) for row in rows] == [
        ("case.break_glass", "me lo pide el bombero", case_id),
        ("case.read", "me lo pide el bombero", case_id),
    ]


def test_without_a_reason_nothing_opens_and_the_field_says_what_is_needed(
    room: rooms.Room,
) -> None:
    case_id = room.case()
    not_on_a_call(room.marcos)
    before = rooms.everything()
    answer = take(room.marcos, case_id, reason="  ")
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == ["reason"]
    assert take(room.marcos, case_id, reason="x" * 301).status_code == 400
    assert rooms.everything() == before
    assert status(room.marcos, case_id) == 403


def test_in_the_middle_of_a_call_nothing_waits_for_a_reason(room: rooms.Room) -> None:
    case_id = room.case()
    room.answered(room.marcos, callback_number="+34611222333")
    assert take(room.marcos, case_id, reason="").status_code == 200
    assert status(room.marcos, case_id) == 200
    assert [row.reason for row in exceptional.register()["waiting"]] == [""]


def test_it_ends_by_itself(room: rooms.Room) -> None:
    case_id = room.case()
    take(room.marcos, case_id)
    ExceptionalAccess.objects.update(until=rooms.NOON)
    assert status(room.marcos, case_id) == 403


def test_it_opens_one_case_to_one_person(room: rooms.Room) -> None:
    case_id, other = room.case(), room.case()
    take(room.marcos, case_id)
    irene = room.person("irene", Role.OPERATOR, "OP3")
    assert (status(room.marcos, other), status(irene, case_id)) == (403, 403)


def test_what_is_out_of_sight_no_reason_opens(room: rooms.Room) -> None:
    covert, closed = room.case(), room.case()
    Case.objects.filter(id=covert).update(covert=True)
    Call.objects.filter(case=covert).update(number="+34611222333")
    closure.dismiss_case(room.passage(case_id=closed), outcome=Disposition.MISDIAL)
    before = rooms.everything()
    for case_id in (covert, closed, uuid4()):
        assert take(room.marcos, case_id).status_code == 404
    for user in (room.elena, room.person("luis", Role.AUDITOR)):
        assert take(user, closed).status_code == 403
    after = rooms.everything()
    assert [table for table in after if table not in before] == []
    assert ExceptionalAccess.objects.count() == 0


def test_a_supervisor_reads_what_is_closed_for_a_reason(room: rooms.Room) -> None:
    case_id = room.case()
    closure.dismiss_case(room.passage(case_id=case_id), outcome=Disposition.MISDIAL)
    page: Any = rooms.Browser(room.carmen).client.get(f"/cases/{case_id}/")
    assert (page.status_code, b'name="reason"' in page.content) == (403, True)
    assert b"Zamora" not in page.content
    sent: Any = rooms.Browser(room.carmen).client.post(
        f"/cases/{case_id}/exceptional-access/", {"command_id": str(uuid4()), "reason": "queja"}
    )
    assert (sent.status_code, sent["Location"]) == (302, f"/cases/{case_id}/")
    page = rooms.Browser(room.carmen).client.get(f"/cases/{case_id}/")
    assert (page.status_code, b"Zamora" in page.content) == (200, True)


def test_the_supervisors_are_told_at_once_and_until_it_is_reviewed(room: rooms.Room) -> None:
    case_id = room.case()
    take(room.marcos, case_id)
    taken = ExceptionalAccess.objects.get()
    source = registry.live_sources["exception"]
    assert list(source.marks(room.now)) == [(taken.id, exceptional.TAKEN)]
    (told,) = source.cards([taken.id])
    assert told.topics == ("supervision",)
    assert told.card is not None
    assert told.card["reason"] == "me lo pide el bombero"
    page = f"/exceptional-access/{taken.id}/review/"
    assert rooms.Browser(room.marcos).command(page, finding="justified").status_code == 403
    carmen = rooms.Browser(room.carmen)
    assert carmen.command(page, finding="perhaps").status_code == 400
    assert carmen.command(page, finding="not_justified", note="curiosidad").status_code == 200
    assert list(source.marks(room.now)) == []
    (told,) = source.cards([taken.id])
    assert (told.version, told.card) == (exceptional.REVIEWED, None)
    assert carmen.command(page, finding="justified").status_code == 409
    taken.refresh_from_db()
    assert (taken.finding, taken.note, taken.reviewed_by) == (
        Finding.NOT_JUSTIFIED,
        "curiosidad",
        room.carmen,
    )


def test_nobody_reviews_their_own(room: rooms.Room) -> None:
    case_id = room.case()
    closure.dismiss_case(room.passage(case_id=case_id), outcome=Disposition.MISDIAL)
    take(room.carmen, case_id)
    with pytest.raises(refusals.Forbidden):
        exceptional.review_exceptional_access(
            room.passage(room.carmen),
            taken_id=ExceptionalAccess.objects.get().id,
            finding=Finding.JUSTIFIED,
            note="",
            source=None,
        )


def test_the_register_is_for_supervisors_and_to_read_for_auditors(room: rooms.Room) -> None:
    take(room.marcos, room.case())
    luis = room.person("luis", Role.AUDITOR)
    pages: dict[str, Any] = {
        user.username: rooms.Browser(user).client.get("/exceptional-access/")
        for user in (room.carmen, luis, room.marcos, room.elena)
    }
    assert [page.status_code for page in pages.values()] == [200, 200, 403, 403]
    assert b'name="finding"' in pages["carmen"].content
    assert b'name="finding"' not in pages["luis"].content
    read = AccessRecord.objects.filter(action="exception.read")
    assert {row.actor_id for row in read} == {room.carmen.id, luis.id}


def test_an_access_lasts_no_longer_than_it_says(room: rooms.Room) -> None:
    case_id = room.case()
    take(room.marcos, case_id)
    taken, case = ExceptionalAccess.objects.get(), Case.objects.get(id=case_id)
    marcos = actors.person(room.marcos)
    assert taken.until - taken.taken_at == exceptional.LASTS
    last = taken.until - timedelta(microseconds=1)
    assert exceptional.standing(marcos, case, at=last) == taken
    assert exceptional.standing(marcos, case, at=taken.until) is None
