"""Every action of the stage table, in every stage a case can stand in."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from calls.casefile import door, refusals, stage_table
from calls.casefile.kinds import Disposition, Mark, Severity, Stage
from calls.casefile.models import Case, Commitment
from calls.stages import arrest
from calls.stages.closure import services as closure
from calls.stages.followup import services as followup
from calls.stages.instructions import services as instructions
from calls.stages.intake import covert, incidents, silence, unanswered
from calls.stages.intake import services as intake
from calls.stages.intake.codes import (
    SilentAnswer,
    SilentMeans,
    SilentQuestion,
    Sound,
    UnansweredResult,
)
from calls.stages.intake.models import SilenceResult
from calls.stages.transfer import services as transfer
from calls.stages.transfer.models import Offer
from calls.stages.triage import casualties, changes, sorting, time_critical
from calls.stages.triage import services as triage
from calls.stages.triage.models import CountedBy, Onset
from calls.telephony import cautions
from calls.telephony.models import CautionKind
from tests.calls import room as rooms
from tests.calls.stages.intake import joining as joining_news
from tests.calls.stages.triage import scenes

# Actions of other rooms than the six stages; dispatch tries its own.
ELSEWHERE = {
    "call.answer",
    "call.hang_up",
    "call.locate_on_case",
    "case.open",
    "commitment.lapse",
}
STAGES = [stage for stage in Stage if stage != Stage.CLOSED]


def brought_to(room: rooms.Room, stage: Stage) -> UUID:
    """Give a case whose work stands in a stage, as work brings it there."""
    case_id = room.case()
    if stage == Stage.TRIAGE:
        triage.start_protocol(room.passage(case_id=case_id), protocol="unconscious")
    if stage == Stage.INSTRUCTIONS:
        instructions.start_script(room.passage(case_id=case_id), script="cpr_adult")
    if stage in {Stage.TRANSFER, Stage.FOLLOWUP}:
        offer = room.offered(case_id, room.fire)
        if stage == Stage.FOLLOWUP:
            transfer.accept_transfer(room.passage(room.jorge, case_id), offer_id=offer)
    assert Case.objects.get(id=case_id).stage == stage
    return case_id


def unheard(case_id: UUID, passage: Callable[[], door.Passage]) -> door.Passage:
    """Let a call of an open case have broken off."""
    if Case.objects.get(id=case_id).stage != Stage.CLOSED:
        Commitment.objects.create(
            case_id=case_id, kind="intake.dropped_call", ref=case_id, opened_seq=1
        )
    return passage()


def silent(passage: Callable[[], door.Passage]) -> door.Passage:
    """Let nobody speak."""
    silence.open_silence(passage())
    return passage()


def acts(room: rooms.Room, case_id: UUID) -> dict[str, Callable[[], dict[str, Any]]]:
    """Give each action as somebody does it who may, with what it needs prepared."""

    def passage(name: str = "lucia") -> Any:
        base = rooms.version(case_id)
        return room.passage(getattr(room, name), case_id, base_version=base)

    def asked() -> UUID:
        return room.offered(case_id)

    def settle() -> dict[str, Any]:
        followup.schedule_callback(passage(), minutes=5, text="")
        promise = Commitment.objects.get(case=case_id, kind="followup.callback")
        return followup.settle_callback(passage(), commitment_id=promise.id, result="done", text="")

    def freed(end: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        for offer in Offer.objects.filter(case=case_id).exclude(state="withdrawn"):
            transfer.withdraw_transfer(passage(), offer_id=offer.id, reason="x")
        return end()

    def answer() -> dict[str, Any]:
        triage.start_protocol(passage(), protocol="unconscious")
        return triage.answer_question(passage(), question="awake", answer="no")

    def read() -> dict[str, Any]:
        instructions.start_script(passage(), script="cpr_adult")
        return instructions.record_step(passage(), step="speaker", result="done")

    def worded() -> dict[str, Any]:
        instructions.start_script(passage(), script="cpr_adult")
        return instructions.choose_wording(passage(), language="en")

    def gone_back() -> dict[str, Any]:
        read()
        instructions.start_script(passage(), script="recovery_position")
        return instructions.resume_script(passage(), script="cpr_adult")

    return {
        "case.take_over": lambda: intake.take_over(passage("marcos"), reason="relevo"),
        "intake.record": lambda: intake.record_intake(
            passage(), **rooms.NOWHERE | {"caller": {"caller_name": "Ana"}}
        ),
        "intake.settle_unanswered": lambda: unanswered.settle_unanswered(
            unheard(case_id, passage), result=UnansweredResult.REACHED_SAFE, text=""
        ),
        "intake.open_silence": lambda: silence.open_silence(passage()),
        "intake.hear_sound": lambda: silence.hear_sound(silent(passage), sound=Sound.COUGH),
        "intake.answer_silently": lambda: silence.answer_silently(
            silent(passage), asked=SilentQuestion.FIRE, answer=SilentAnswer.NO, by=SilentMeans.KEY
        ),
        "intake.end_silence": lambda: silence.end_silence(
            silent(passage), result=SilenceResult.SAFE_VOICE
        ),
        "intake.mark_covert": lambda: covert.mark_covert(passage(), covert=True, reason=""),
        "intake.mark_case": lambda: covert.mark_case(
            passage(), mark=Mark.STAFF, on=True, reason=""
        ),
        "triage.start_protocol": lambda: triage.start_protocol(passage(), protocol="collision"),
        "triage.answer_question": answer,
        "triage.judge": lambda: triage.judge_severity(passage(), severity=Severity.P0, reason=""),
        "arrest.suspect": lambda: arrest.suspect_arrest(passage()),
        "instructions.start_script": lambda: instructions.start_script(
            passage(), script="cpr_adult"
        ),
        "instructions.record_step": read,
        "instructions.choose_wording": worded,
        "instructions.resume_script": gone_back,
        "transfer.offer": lambda: transfer.offer_transfer(passage(), agency="health"),
        "transfer.withdraw": lambda: transfer.withdraw_transfer(
            passage(), offer_id=asked(), reason="x"
        ),
        "transfer.accept": lambda: transfer.accept_transfer(passage("elena"), offer_id=asked()),
        "transfer.refuse": lambda: transfer.refuse_transfer(
            passage("elena"), offer_id=asked(), reason="x"
        ),
        "followup.note": lambda: followup.add_note(passage(), text="x"),
        "followup.schedule_callback": lambda: followup.schedule_callback(
            passage(), minutes=5, text=""
        ),
        "followup.settle": settle,
        "closure.close": lambda: freed(
            lambda: closure.close_case(passage(), disposition=Disposition.DECEASED, summary="x")
        ),
        "closure.dismiss": lambda: freed(
            lambda: closure.dismiss_case(passage(), outcome=Disposition.HOAX)
        ),
    }


def minutes_and_numbers(room: rooms.Room, case_id: UUID) -> dict[str, Callable[[], dict[str, Any]]]:
    """Give what is told of a case that counts minutes, is judged anew, or has many hurt."""

    def passage() -> door.Passage:
        scenes.counts_minutes(case_id)
        told: door.Passage = room.passage(case_id=case_id, base_version=rooms.version(case_id))
        return told

    def planned() -> door.Passage:
        scenes.calls_for(case_id, "health")
        return passage()

    return {
        "intake.answer_life": lambda: intake.answer_life(passage(), life={"awake": "yes"}),
        "triage.see_change": lambda: changes.see_change(
            passage(), seq=scenes.was_judged_anew(case_id)
        ),
        "triage.record_onset": lambda: time_critical.record_onset(
            passage(), condition="stroke", onset=Onset.UNKNOWN, onset_at=None, said_by="su hija"
        ),
        "triage.alert_hospital": lambda: time_critical.alert_hospital(
            passage(), condition="stroke", hospital="Clínico", taken_by="Dra. Ruiz"
        ),
        "triage.waive_prealert": lambda: time_critical.waive_prealert(
            passage(), condition="stroke", reason="x"
        ),
        "triage.count_casualties": lambda: casualties.count_casualties(
            passage(), counts=dict.fromkeys(sorting.Colour.values, 1), source=CountedBy.CREW
        ),
        "triage.sort_casualty": lambda: casualties.sort_casualty(
            passage(),
            method=sorting.Method.START,
            signs=sorting.Signs(walks=True),
            source=CountedBy.CREW,
        ),
        "transfer.offer_plan": lambda: transfer.offer_plan(planned()),
    }


def untidy(room: rooms.Room, case_id: UUID) -> dict[str, Callable[[], dict[str, Any]]]:
    """Give each action that needs more than the case itself."""

    def passage(name: str = "lucia") -> door.Passage:
        base = rooms.version(case_id)
        told: door.Passage = room.passage(getattr(room, name), case_id, base_version=base)
        return told

    def other() -> UUID:
        return room.case(room.marcos)

    def joining(into: UUID) -> door.Passage:
        return dataclasses.replace(passage(), other_id=into)

    def apart() -> dict[str, Any]:
        """Let another case join this one, and separate it."""
        told = room.case()
        incidents.join_case(
            dataclasses.replace(room.passage(case_id=told), other_id=case_id),
            told=joining_news.NOTHING_NEW,
        )
        incidents.separate_case(room.passage(case_id=told))
        return {"version": rooms.version(case_id)}

    def own_means() -> dict[str, Any]:
        offer = room.offered(case_id)
        transfer.accept_transfer(passage("elena"), offer_id=offer)
        return transfer.carry_on_alone(passage("elena"), offer_id=offer, text="")

    def gone_on() -> dict[str, Any]:
        ended = room.case(room.marcos)
        closure.close_case(
            room.passage(room.marcos, ended), disposition=Disposition.NOTHING_FOUND, summary="x"
        )
        return incidents.continue_case(passage(), closed_id=ended)

    def remarked() -> dict[str, Any]:
        return cautions.write_from_case(
            passage(), kind=CautionKind.DOG, about="number", text="x", reason="x", days=1
        )

    return {
        "incident.join": lambda: incidents.join_case(
            joining(other()), told=joining_news.NOTHING_NEW
        ),
        "incident.receive": apart,
        "incident.separate": apart,
        "incident.split": lambda: (
            incidents.split_case(passage()) | {"version": rooms.version(case_id)}
        ),
        "incident.continue": gone_on,
        "caution.write_on_case": remarked,
        "transfer.carry_on_alone": own_means,
    }


@pytest.mark.parametrize("stage", STAGES)
def test_every_sheet_is_open_in_every_open_stage(stage: Stage, room: rooms.Room) -> None:
    case_id = brought_to(room, stage)
    tried = acts(room, case_id) | minutes_and_numbers(room, case_id) | untidy(room, case_id)
    of_stages = {action for action in stage_table.ALLOWED if not action.startswith("dispatch.")}
    assert set(tried) == of_stages - ELSEWHERE
    for action, act in tried.items():
        with transaction.atomic():
            before = rooms.version(case_id)
            answer = act()
            assert answer["version"] == rooms.version(case_id) > before, action
            onward = Stage(Case.objects.get(id=case_id).stage)
            assert onward == stage or reaches(stage, onward), (action, onward)
            transaction.set_rollback(True)


def reaches(stage: Stage, onward: Stage) -> bool:
    """Say whether the moves of the table lead from one stage to another."""
    direct = stage_table.MOVES[stage]
    return onward in direct or any(onward in stage_table.MOVES[between] for between in direct)


def test_no_sheet_is_open_in_a_closed_case(room: rooms.Room) -> None:
    case_id = room.case()
    offer = room.offered(case_id)
    transfer.withdraw_transfer(room.passage(case_id=case_id), offer_id=offer, reason="x")
    closure.close_case(
        room.passage(case_id=case_id), disposition=Disposition.REFUSED_HELP, summary="x"
    )
    before = rooms.everything()
    known: list[Callable[[], Any]] = [
        act
        for action, act in (acts(room, case_id) | minutes_and_numbers(room, case_id)).items()
        if action not in {"transfer.accept", "transfer.refuse", "case.take_over"}
    ]
    desk = room.passage(room.elena, case_id)
    known += [
        lambda: transfer.accept_transfer(desk, offer_id=offer),
        lambda: transfer.refuse_transfer(desk, offer_id=offer, reason="x"),
        lambda: intake.take_over(room.passage(room.carmen, case_id), reason="x"),
    ]
    for act in known:
        with pytest.raises(refusals.OutOfStage):
            act()
    assert rooms.everything() == before
    ended = rooms.version(case_id)
    for act in untidy(room, case_id).values():
        with pytest.raises(refusals.OutOfStage):
            act()
    assert rooms.version(case_id) == ended
