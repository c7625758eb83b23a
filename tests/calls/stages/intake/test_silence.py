"""A caller who does not speak: three endings, and none of them is that nobody spoke."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from calls.casefile import door, refusals
from calls.casefile.kinds import Disposition, EndedBy
from calls.casefile.models import Call, Case, Commitment
from calls.live import queries as consoles
from calls.people import actor as actors
from calls.stages.closure import services as closure
from calls.stages.intake import services as intake
from calls.stages.intake import silence, unanswered
from calls.stages.intake.codes import SilentAnswer, SilentMeans, SilentQuestion, Sound
from calls.stages.intake.models import SilenceResult
from tests.calls import room as rooms


def silent(room: rooms.Room) -> UUID:
    """Answer a call on which nobody speaks."""
    case_id = room.answered()
    silence.open_silence(room.passage(case_id=case_id))
    return case_id


def owed(case_id: UUID) -> Commitment:
    """Give the open question of a silence."""
    return Commitment.objects.get(case=case_id, kind="intake.silent_call", settled_at=None)


def sheet(room: rooms.Room, case_id: UUID) -> Any:
    """Give the sheet as the console shows it."""
    case = Case.objects.get(id=case_id)
    return consoles.case_state(case, actors.person(room.lucia))["silence"]


def ask(
    room: rooms.Room, case_id: UUID, asked: SilentQuestion, answer: SilentAnswer
) -> door.Answer:
    """Ask something and take what comes back by key."""
    return silence.answer_silently(
        room.passage(case_id=case_id), asked=asked, answer=answer, by=SilentMeans.KEY
    )


def test_a_silence_waits_for_a_location_and_then_a_minute(room: rooms.Room) -> None:
    assert sheet(room, room.answered()) is None
    case_id = silent(room)
    assert owed(case_id).due_at == room.now + timedelta(seconds=20)
    assert owed(case_id).holder_user == room.lucia
    room.later(seconds=20)
    assert room.sweep() == 1
    assert owed(case_id).due_at == room.now + timedelta(seconds=60)
    room.later(seconds=60)
    assert room.sweep() == 1
    assert owed(case_id).lapsed_at == room.now, "nobody is told again that it is late"
    room.later(hours=1)
    assert room.sweep() == 0
    assert rooms.kinds(case_id)[-2:] == ["intake.silence_opened", "intake.silence_lasted"]


def test_opening_it_twice_opens_one(room: rooms.Room) -> None:
    case_id = silent(room)
    before = rooms.version(case_id)
    silence.open_silence(room.passage(room.lucia, case_id))
    assert rooms.version(case_id) == before
    assert Commitment.objects.filter(case=case_id).count() == 1


def test_what_is_heard_and_answered_is_on_the_sheet(room: rooms.Room) -> None:
    case_id = silent(room)
    silence.hear_sound(room.passage(case_id=case_id), sound=Sound.CRYING)
    ask(room, case_id, SilentQuestion.NEED_HELP, SilentAnswer.YES)
    ask(room, case_id, SilentQuestion.MEDICAL, SilentAnswer.NONE)
    told = sheet(room, case_id)
    assert [mark["sound"] for mark in told["heard"]] == ["crying"]
    assert [(mark["asked"], mark["answer"], mark["by"]) for mark in told["answers"]] == [
        ("need_help", "yes", "key"),
        ("medical", "none", ""),
    ]
    assert told["answers"][0]["asked_label"]
    assert told["propose_covert"] is False
    state = consoles.case_state(Case.objects.get(id=case_id), actors.person(room.lucia))
    assert all(row["title"] for row in state["timeline"])
    assert state["timeline"][-1]["text"].count("·") == 1


@pytest.mark.parametrize(
    "asked", [SilentQuestion.IN_DANGER_NOW, SilentQuestion.AGGRESSOR_PRESENT], ids=str
)
def test_a_yes_to_danger_proposes_cover(asked: SilentQuestion, room: rooms.Room) -> None:
    case_id = silent(room)
    ask(room, case_id, asked, SilentAnswer.NO)
    assert sheet(room, case_id)["propose_covert"] is False
    ask(room, case_id, asked, SilentAnswer.YES)
    assert sheet(room, case_id)["propose_covert"] is True
    Case.objects.filter(id=case_id).update(covert=True)
    assert sheet(room, case_id)["propose_covert"] is False


def test_a_silence_is_no_misdial_until_somebody_says_so(room: rooms.Room) -> None:
    case_id = silent(room)
    for outcome in (Disposition.MISDIAL, Disposition.HOAX):
        with pytest.raises(refusals.Refusal) as refused:
            closure.dismiss_case(room.passage(case_id=case_id), outcome=outcome)
        assert refused.value.code == "commitments_open"
    silence.end_silence(room.passage(case_id=case_id), result=SilenceResult.CONFIRMED_MISTAKE)
    closure.dismiss_case(room.passage(case_id=case_id), outcome=Disposition.MISDIAL)
    assert Case.objects.get(id=case_id).disposition == "misdial"


def test_help_was_offered_only_where_a_centre_was_asked(room: rooms.Room) -> None:
    case_id = silent(room)
    with pytest.raises(refusals.Refusal) as refused:
        silence.end_silence(room.passage(case_id=case_id), result=SilenceResult.HELP_OFFERED)
    assert (refused.value.status, refused.value.code) == (409, "no_offer")
    assert set(refused.value.fields) == {"offer"}
    assert sheet(room, case_id)["result"] == ""
    intake.record_intake(
        room.passage(case_id=case_id, base_version=rooms.version(case_id)),
        **rooms.NOWHERE
        | {"location": {"location_text": "Toro 1"}, "complaint": {"complaint_text": "golpes"}},
    )
    room.offered(case_id)
    silence.end_silence(room.passage(case_id=case_id), result=SilenceResult.HELP_OFFERED)
    assert rooms.owed(case_id) == ["transfer.answer"]
    assert sheet(room, case_id)["result"] == "help_offered"


def test_a_silence_that_ended_may_begin_again_with_an_empty_sheet(room: rooms.Room) -> None:
    case_id = silent(room)
    silence.hear_sound(room.passage(case_id=case_id), sound=Sound.SHOTS)
    silence.end_silence(room.passage(case_id=case_id), result=SilenceResult.SAFE_VOICE)
    acts: list[Callable[[], door.Answer]] = [
        lambda: silence.hear_sound(room.passage(case_id=case_id), sound=Sound.COUGH),
        lambda: ask(room, case_id, SilentQuestion.FIRE, SilentAnswer.NO),
        lambda: silence.end_silence(room.passage(case_id=case_id), result=SilenceResult.SAFE_VOICE),
    ]
    for act in acts:
        with pytest.raises(refusals.Refusal) as refused:
            act()
        assert refused.value.code == "no_silence"
    room.later(minutes=1)
    silence.open_silence(room.passage(case_id=case_id))
    told = sheet(room, case_id)
    assert (told["heard"], told["result"], told["ended_at"]) == ([], "", None)
    assert "intake.sound_heard" in rooms.kinds(case_id), "the log keeps both"


def test_a_silent_call_that_breaks_off_is_one_question_and_not_two(room: rooms.Room) -> None:
    case_id = silent(room)
    unanswered.end_call(
        door.Passage(actor=rooms.GATEWAY, at=room.now),
        call_id=Call.objects.get(case=case_id).id,
        ended_by=EndedBy.CALLER,
    )
    assert rooms.owed(case_id) == ["intake.silent_call"]


def test_a_sheet_has_an_end(room: rooms.Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silence, "MARKS_AT_MOST", 2)
    case_id = silent(room)
    for _time in range(2):
        silence.hear_sound(room.passage(case_id=case_id), sound=Sound.MUSIC)
    with pytest.raises(refusals.Refusal) as refused:
        silence.hear_sound(room.passage(case_id=case_id), sound=Sound.MUSIC)
    assert refused.value.code == "sheet_full"
