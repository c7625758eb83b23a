"""A call that ends unheard is an open question until somebody ends it as one may."""

from __future__ import annotations

import functools
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from calls.casefile import door, log, refusals, registry
from calls.casefile.kinds import CallState, Disposition, EndedBy
from calls.casefile.models import Call, Case, Commitment, Event
from calls.live import queries as consoles
from calls.people import actor as actors
from calls.people.models import User
from calls.stages.closure import services as closure
from calls.stages.intake import services as intake
from calls.stages.intake import unanswered
from calls.stages.intake.codes import UnansweredResult
from tests.calls import room as rooms
from tests.support import together

NO_ANSWER = UnansweredResult.NO_ANSWER


def end(room: rooms.Room, call_id: UUID, by: EndedBy = EndedBy.CALLER) -> Call:
    """Let the gateway tell that a call is over."""
    passage = door.Passage(actor=rooms.GATEWAY, at=room.now)
    return rooms.insist(lambda: unanswered.end_call(passage, call_id=call_id, ended_by=by))


def answer(room: rooms.Room, call_id: UUID) -> door.Answer:
    """Answer a call, again where one is told to try again."""
    passage = room.passage()
    return rooms.insist(lambda: intake.answer_call(passage, call_id=call_id))


def abandoned(room: rooms.Room, **told: Any) -> UUID:
    """Let a call ring until the caller gives up, and give the case that opens."""
    call_id = room.ring(**told)
    room.later(seconds=15)
    case = end(room, call_id).case_id
    assert case is not None
    return case


def dropped(room: rooms.Room, by: EndedBy = EndedBy.CALLER) -> UUID:
    """Let an answered call break off, and give its case."""
    case_id = room.answered()
    end(room, Call.objects.get(case=case_id).id, by)
    return case_id


def settle(
    room: rooms.Room,
    case_id: UUID,
    result: UnansweredResult,
    user: User | None = None,
    text: str = "",
) -> door.Answer:
    """Say what came of calling back."""
    passage = room.passage(user, case_id)
    return unanswered.settle_unanswered(passage, result=result, text=text)


def shown(room: rooms.Room, case_id: UUID) -> Any:
    """Give what the console shows of the open question."""
    case = Case.objects.get(id=case_id)
    return consoles.case_state(case, actors.person(room.lucia))["unanswered"]


def test_a_call_nobody_answers_leaves_a_case_that_owes_a_call_back(room: rooms.Room) -> None:
    case_id = abandoned(room, callback_number="655443322")
    case, call = Case.objects.get(id=case_id), Call.objects.get()
    assert (call.state, call.ended_at, call.ended_by) == ("abandoned", room.now, "caller")
    assert (case.holder, case.stage, case.exercise) == (None, "intake", True)
    assert case.callback_number == "+34655443322"
    assert rooms.kinds(case_id) == ["intake.case_opened", "intake.call_abandoned"]
    assert rooms.kinds(call.id)[-1] == "telephony.call_abandoned"
    assert set(Event.objects.filter(stream=case_id).values_list("actor_kind", flat=True)) == {
        "system"
    }
    (promise,) = Commitment.objects.filter(case=case_id)
    assert (promise.kind, promise.holder_user) == ("intake.abandoned_call", None)
    assert promise.due_at == room.now + timedelta(seconds=120)


def test_an_abandoned_call_leaves_the_queue_and_its_case_comes_on_the_board(
    room: rooms.Room,
) -> None:
    case_id = abandoned(room)
    (call,) = registry.live_sources["call"].cards([Call.objects.get().id])
    assert call.card is None
    assert list(registry.live_sources["call"].marks(room.now)) == []
    (case,) = registry.live_sources["case"].cards([case_id])
    assert case.topics == ("board",)
    assert case.card is not None
    assert case.card["unanswered"] == {
        "kind": "intake.abandoned_call",
        "due_at": "2026-05-01T12:02:15.000000Z",
        "attempts": 0,
    }


def test_who_answers_too_late_is_told_of_the_case(room: rooms.Room) -> None:
    case_id = abandoned(room)
    with pytest.raises(refusals.Refusal) as refused:
        intake.answer_call(room.passage(), call_id=Call.objects.get().id)
    assert (refused.value.code, refused.value.fields) == (
        "call_abandoned",
        {"case": [str(case_id)]},
    )


def test_whoever_takes_a_case_that_nobody_holds_needs_no_reason_and_owes_it(
    room: rooms.Room,
) -> None:
    case_id = abandoned(room)
    browser = rooms.Browser(room.marcos)
    assert browser.command(f"/cases/{case_id}/take-over/").status_code == 200
    promise = Commitment.objects.get(case=case_id)
    assert promise.holder_user == room.marcos
    again = rooms.Browser(room.lucia).command(f"/cases/{case_id}/take-over/")
    assert (again.status_code, set(json.loads(again.content)["fields"])) == (400, {"reason"})


@pytest.mark.parametrize(
    "result", [UnansweredResult.REACHED_SAFE, UnansweredResult.MISTAKE_CONFIRMED]
)
def test_who_was_reached_is_no_open_question(result: UnansweredResult, room: rooms.Room) -> None:
    case_id = abandoned(room)
    intake.take_over(room.passage(case_id=case_id), reason="")
    for outcome in (Disposition.MISDIAL, Disposition.HOAX):
        with pytest.raises(refusals.Refusal) as refused:
            closure.dismiss_case(room.passage(case_id=case_id), outcome=outcome)
        assert refused.value.code == "commitments_open"
    settle(room, case_id, result, text="fue el niño")
    assert rooms.owed(case_id) == []
    assert Commitment.objects.get().result == result.value
    assert shown(room, case_id) is None
    closure.dismiss_case(room.passage(case_id=case_id), outcome=Disposition.MISDIAL)


def test_only_who_took_the_case_settles_it(room: rooms.Room) -> None:
    case_id = abandoned(room)
    with pytest.raises(refusals.Forbidden):
        settle(room, case_id, UnansweredResult.REACHED_SAFE)
    assert rooms.owed(case_id) == ["intake.abandoned_call"]


def test_that_nobody_answers_ends_nothing(room: rooms.Room) -> None:
    case_id = abandoned(room)
    intake.take_over(room.passage(case_id=case_id), reason="")
    for attempt in (1, 2, 3, 4):
        assert shown(room, case_id)["may_give_up"] is (attempt > 3)
        answer = settle(room, case_id, NO_ANSWER, text="comunica")
        assert (answer["result"], answer["attempts"]) == ("no_answer", attempt)
        assert rooms.owed(case_id) == ["intake.abandoned_call"]
        told = shown(room, case_id)
        assert told["attempts"] == attempt
        (promise,) = Commitment.objects.filter(case=case_id, settled_at=None)
        assert promise.due_at == room.now + timedelta(seconds=300)
        assert promise.holder_user == room.lucia
        room.later(minutes=5)
        room.sweep()
        assert rooms.owed(case_id) == ["intake.abandoned_call"], "being late ended it"
    assert rooms.kinds(case_id).count("intake.callback_tried") == 4


def test_an_operator_gives_up_after_three_attempts_and_for_a_reason(room: rooms.Room) -> None:
    case_id = abandoned(room)
    intake.take_over(room.passage(case_id=case_id), reason="")
    give_up = functools.partial(settle, room, case_id, UnansweredResult.DECIDED_NOT_TO_SEND)
    for _attempt in range(3):
        with pytest.raises(refusals.Refusal) as refused:
            give_up(text="sin historial")
        assert refused.value.code == "try_again"
        settle(room, case_id, NO_ANSWER)
    with pytest.raises(refusals.Invalid) as missing:
        give_up()
    assert set(missing.value.fields) == {"text"}
    give_up(text="sin historial")
    assert rooms.owed(case_id) == []
    *_rest, last = log.read(case_id)
    assert last.data == {"result": "decided_not_to_send", "attempts": 3, "text": "sin historial"}


def test_a_supervisor_may_decide_at_once(room: rooms.Room) -> None:
    case_id = abandoned(room)
    intake.take_over(room.passage(room.carmen, case_id), reason="")
    settle(room, case_id, UnansweredResult.DECIDED_NOT_TO_SEND, room.carmen, text="tormenta")
    assert rooms.owed(case_id) == []


def test_where_there_is_no_number_nobody_can_be_called_back(room: rooms.Room) -> None:
    case_id = abandoned(room, callback_number=None)
    intake.take_over(room.passage(case_id=case_id), reason="")
    assert shown(room, case_id)["may_give_up"] is True
    settle(room, case_id, UnansweredResult.DECIDED_NOT_TO_SEND, text="número oculto")
    assert rooms.owed(case_id) == []


def test_help_was_sent_only_where_a_centre_was_asked(room: rooms.Room) -> None:
    case_id = dropped(room)
    intake.record_intake(
        room.passage(case_id=case_id, base_version=rooms.version(case_id)),
        **rooms.NOWHERE
        | {"location": {"location_text": "Toro 1"}, "complaint": {"complaint_text": "gritos"}},
    )
    with pytest.raises(refusals.Refusal) as refused:
        settle(room, case_id, UnansweredResult.SENT_HELP)
    assert (refused.value.code, set(refused.value.fields)) == ("no_offer", {"offer"})
    room.offered(case_id)
    settle(room, case_id, UnansweredResult.SENT_HELP)
    assert "intake.dropped_call" not in rooms.owed(case_id)


def test_a_call_that_breaks_off_before_the_need_is_known_is_owed_a_call_back(
    room: rooms.Room,
) -> None:
    for by in (EndedBy.CALLER, EndedBy.NETWORK):
        case_id = dropped(room, by)
        (promise,) = Commitment.objects.filter(case=case_id)
        assert (promise.kind, promise.holder_user) == ("intake.dropped_call", room.lucia)
        assert promise.due_at == room.now + timedelta(seconds=60)
        assert rooms.kinds(case_id)[-1] == "intake.call_ended"
    with pytest.raises(refusals.Refusal):
        closure.dismiss_case(room.passage(case_id=case_id), outcome=Disposition.HOAX)


def test_a_call_that_ends_as_calls_do_owes_nothing(room: rooms.Room) -> None:
    assert rooms.owed(dropped(room, EndedBy.CENTRE)) == []
    offered = room.case()
    room.offered(offered)
    call = end(room, Call.objects.get(case=offered).id)
    assert (call.ended_by, call.ended_at) == ("caller", room.now)
    assert rooms.owed(offered) == ["transfer.answer"]
    assert rooms.kinds(offered)[-1] == "intake.call_ended"


def test_told_again_nothing_happens(room: rooms.Room) -> None:
    dropped(room)
    abandoned(room)
    before = rooms.everything()
    for call in Call.objects.all():
        room.later(seconds=1)
        again = end(room, call.id, EndedBy.CENTRE)
        assert (again.ended_at, again.ended_by) == (call.ended_at, call.ended_by)
    assert rooms.everything() == before
    with pytest.raises(refusals.Refusal) as refused:
        settle(room, room.answered(), NO_ANSWER)
    assert refused.value.code == "nothing_unanswered"


def test_a_caller_heard_again_elsewhere_is_no_open_question(room: rooms.Room) -> None:
    case_id, other = abandoned(room), room.answered()

    @door.step("followup.note")
    def heard(sheet: Any) -> door.Answer:
        assert unanswered.settle_by_new_call(sheet, by=other)
        assert not unanswered.settle_by_new_call(sheet, by=other)
        sheet.hold(room.lucia)
        return {}

    intake.take_over(room.passage(case_id=case_id), reason="")
    heard(room.passage(case_id=case_id))
    assert Commitment.objects.get(case=case_id).result == "called_again"
    assert rooms.kinds(case_id)[-1] == "intake.unanswered_settled"


def test_ended_and_answered_at_once_it_is_one_of_the_two(room: rooms.Room) -> None:
    for _round in range(6):
        call_id = room.ring()
        first, *_ends = together.at_once(
            [
                functools.partial(answer, room, call_id),
                *[functools.partial(end, room, call_id)] * 3,
            ]
        )
        call = Call.objects.get(id=call_id)
        assert call.case_id is not None
        assert call.ended_at == room.now
        taken = not isinstance(first, Exception)
        assert call.state == (CallState.ANSWERED if taken else CallState.ABANDONED)
        wanted = "intake.dropped_call" if taken else "intake.abandoned_call"
        assert rooms.owed(call.case_id) == [wanted]
    assert Case.objects.count() == 6
