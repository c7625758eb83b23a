"""The door: one effect per command, all of it or nothing, and only for whom the policy names."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import override_settings

from calls.casefile import commands, door, refusals, stage_table
from calls.casefile.kinds import Disposition
from calls.casefile.models import Case, Command, Commitment, Event
from calls.casefile.sheet import Sheet
from calls.people import actor as actors
from calls.people.models import Role, User
from calls.stages.closure import services as closure
from calls.stages.followup import services as followup
from calls.stages.followup.events import NoteAdded
from calls.stages.intake import services as intake
from tests.calls import room as rooms
from tests.support import clones, together


def test_the_same_command_twenty_times_at_once_acts_once_and_answers_the_same(
    room: rooms.Room,
) -> None:
    case_id = room.case()
    before = rooms.version(case_id)
    passage = room.passage(case_id=case_id)
    answers = together.at_once(
        [lambda: rooms.insist(lambda: followup.add_note(passage, text="Una vez"))] * 20
    )
    assert answers == [{"case": str(case_id), "version": before + 1, "seq": before + 1}] * 20
    assert rooms.kinds(case_id).count("followup.note_added") == 1
    assert rooms.version(case_id) == before + 1


def test_twenty_operators_answer_one_call_and_one_has_it(room: rooms.Room) -> None:
    call_id = room.ring()
    people = [room.person(f"o{number}", Role.OPERATOR, f"O{number}") for number in range(20)]

    def answer(person: User) -> door.Answer:
        passage = room.passage(person)
        return rooms.insist(lambda: intake.answer_call(passage, call_id=call_id))

    answers = together.at_once([functools.partial(answer, person) for person in people])
    taken = [answer for answer in answers if isinstance(answer, dict)]
    refused = [answer for answer in answers if isinstance(answer, refusals.Refusal)]
    assert len(taken) == 1
    assert [refusal.code for refusal in refused] == ["call_taken"] * 19
    case = Case.objects.get()
    assert case.holder is not None
    assert all(case.holder.position in refusal.message for refusal in refused)


def test_a_command_id_used_again_for_something_else_is_refused(room: rooms.Room) -> None:
    case_id, other_id = room.case(), room.case()
    passage = room.passage(case_id=case_id)
    followup.add_note(passage, text="Uno")
    before = rooms.everything()
    others: tuple[Callable[[], door.Answer], ...] = (
        lambda: followup.add_note(passage, text="Dos"),
        lambda: followup.add_note(dataclasses.replace(passage, case_id=other_id), text="Uno"),
        lambda: followup.schedule_callback(passage, minutes=5, text="Uno"),
        lambda: followup.add_note(
            dataclasses.replace(passage, actor=actors.person(room.marcos)), text="Uno"
        ),
    )
    for other in others:
        with pytest.raises(refusals.CommandReused) as refused:
            other()
        assert refused.value.status == 422
    assert rooms.everything() == before


def test_a_command_keeps_ids_and_codes_and_no_hash_that_could_be_guessed(room: rooms.Room) -> None:
    case_id = room.answered()
    number = "+34655443322"
    command_id = uuid4()
    passage = room.passage(case_id=case_id, base_version=1, command_id=command_id)
    intake.record_intake(passage, **rooms.NOWHERE | {"caller": {"callback_number": number}})
    kept = Command.objects.get(id=command_id)
    assert kept.answer == {"case": str(case_id), "version": 2, "changed": ["caller"]}
    asked = {"case": case_id, "base_version": 1, **rooms.NOWHERE}
    asked |= {"caller": {"callback_number": number}}
    mark = commands.fingerprint("intake.record", asked)
    assert bytes(kept.request_hash) == mark, "the guess below would prove nothing"
    with override_settings(SECRET_KEY="another"):
        assert commands.fingerprint("intake.record", asked) != mark


def test_a_refusal_leaves_nothing_and_is_judged_anew(room: rooms.Room) -> None:
    case_id = room.case()
    followup.schedule_callback(room.passage(case_id=case_id), minutes=5, text="")
    before = rooms.everything()
    passage = room.passage(case_id=case_id)
    close: dict[str, Any] = {"disposition": Disposition.RESOLVED_BY_ADVICE, "summary": "Bien"}
    with pytest.raises(refusals.Refusal) as refused:
        closure.close_case(passage, **close)
    assert refused.value.code == "commitments_open"
    assert rooms.everything() == before
    assert passage.command_id not in effects()
    promise = Commitment.objects.get(case=case_id)
    followup.settle_callback(
        room.passage(case_id=case_id), commitment_id=promise.id, result="done", text=""
    )
    assert closure.close_case(passage, **close)["disposition"] == "resolved_by_advice"


@door.step("followup.note")
def break_down(sheet: Sheet) -> door.Answer:
    """Fail after everything was written."""
    sheet.record(NoteAdded(text="half"))
    sheet.finish()
    raise RuntimeError("in the middle")


@door.step("followup.note")
def let_go(sheet: Sheet) -> door.Answer:
    """Leave a case on nobody's desk."""
    sheet.release()
    sheet.record(NoteAdded(text="gone home"))
    return {}


def test_what_breaks_in_the_middle_leaves_nothing(room: rooms.Room) -> None:
    case_id = room.case()
    before = rooms.everything()
    passage = room.passage(case_id=case_id)
    with pytest.raises(RuntimeError, match="in the middle"):
        break_down(passage)
    assert rooms.everything() == before
    assert passage.command_id not in effects()


def test_an_open_case_is_never_left_to_nobody(room: rooms.Room) -> None:
    case_id = room.case()
    before = rooms.everything()
    with pytest.raises(refusals.Refusal) as refused:
        let_go(room.passage(case_id=case_id))
    assert refused.value.code == "orphan_case"
    assert rooms.everything() == before


def test_something_dated_that_is_owed_holds_a_case_in_a_persons_stead(room: rooms.Room) -> None:
    case_id = room.case()
    followup.schedule_callback(room.passage(case_id=case_id), minutes=5, text="")
    let_go(room.passage(case_id=case_id))
    assert Case.objects.get(id=case_id).holder is None
    promise = Commitment.objects.get(case=case_id)
    before = rooms.everything()
    with pytest.raises(refusals.Refusal) as refused:
        followup.settle_callback(
            room.passage(case_id=case_id), commitment_id=promise.id, result="done", text=""
        )
    assert refused.value.code == "orphan_case"
    assert rooms.everything() == before


def test_who_waits_too_long_for_a_case_is_told_to_try_again(
    room: rooms.Room, database: clones.Clone
) -> None:
    case_id = room.case()
    browser = rooms.Browser(room.lucia)
    before = rooms.everything()
    with database.connect() as other, other.transaction():
        other.execute("SELECT 1 FROM casefile_case WHERE id = %s FOR UPDATE", [case_id])
        with pytest.raises(refusals.Busy):
            followup.add_note(room.passage(case_id=case_id), text="Espera")
        answer = browser.command(f"/cases/{case_id}/followup/note/", text="Espera")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "1"
    assert rooms.everything() == before
    assert browser.command(f"/cases/{case_id}/followup/note/", text="Ya").status_code == 200


def test_when_it_happened_and_when_it_was_learned_are_both_kept(room: rooms.Room) -> None:
    case_id = room.case()
    happened = room.now - timedelta(hours=1)
    passage = dataclasses.replace(room.passage(case_id=case_id), at=happened, recorded_at=room.now)
    answer = followup.schedule_callback(passage, minutes=5, text="")
    line = Event.objects.get(stream=case_id, seq=answer["version"])
    assert (line.at, line.recorded_at) == (happened, room.now)
    assert Commitment.objects.get(case=case_id).due_at == room.now + timedelta(minutes=5)


def test_a_case_of_others_is_there_but_not_ones_own_to_change(room: rooms.Room) -> None:
    case_id = room.case()
    before = rooms.everything()
    with pytest.raises(refusals.Forbidden):
        followup.add_note(room.passage(room.marcos, case_id), text="")
    for outsider in (room.elena, room.person("adm", Role.ADMINISTRATOR)):
        with pytest.raises(refusals.NotFound):
            followup.add_note(room.passage(outsider, case_id), text="")
    with pytest.raises(refusals.NotFound):
        followup.add_note(room.passage(case_id=uuid4()), text="")
    with pytest.raises(refusals.Forbidden):
        intake.answer_call(room.passage(room.elena), call_id=room.ring())
    assert rooms.everything()["cases"] == before["cases"]


def test_no_action_is_allowed_on_a_closed_case(room: rooms.Room) -> None:
    case_id = room.case()
    room.offered(case_id)
    Commitment.objects.update(settled_at=room.now)
    closure.dismiss_case(room.passage(case_id=case_id), outcome=Disposition.MISDIAL)
    case = Case.objects.get(id=case_id)
    everybody = [actors.SYSTEM, rooms.GATEWAY, *map(actors.person, (room.lucia, room.elena))]
    for action in stage_table.ALLOWED:
        actor = next(actor for actor in everybody if may(actor, action, case))
        with pytest.raises(refusals.OutOfStage) as refused:
            door.step(action)(let_in)(
                dataclasses.replace(room.passage(case_id=case_id), actor=actor)
            )
        assert refused.value.status == 409


def effects() -> set[UUID]:
    """Give the ids of the commands that took effect."""
    return set(Command.objects.values_list("id", flat=True))


def let_in(sheet: Sheet) -> door.Answer:
    """Say that the table let somebody through."""
    raise AssertionError(sheet.case.stage)


def may(actor: actors.Actor, action: str, case: Case) -> bool:
    """Say whether the policy lets an actor do this to a case."""
    try:
        door.admit(actor, action, case)
    except refusals.Refusal:
        return False
    return True
