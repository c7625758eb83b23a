"""Snapshot and frames are the fresh snapshot, whatever kind of event happened."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from calls.casefile import announce, clock, door, events, registry
from calls.casefile.kinds import Disposition, EndedBy, Mark, Severity
from calls.casefile.models import Call, Case, Commitment
from calls.people.actor import SYSTEM
from calls.stages.closure import services as closure
from calls.stages.intake import covert, incidents, unanswered
from calls.stages.intake import services as intake
from calls.stages.intake.codes import UnansweredResult
from calls.stages.transfer import services as transfer
from calls.stages.triage import casualties, changes, sorting, time_critical
from calls.stages.triage import services as triage
from calls.stages.triage.models import CountedBy, Onset, TriageChange
from calls.telephony import cautions, gateway, locating, messages
from calls.telephony.models import CautionKind
from dispatch import positions
from dispatch import services as dispatch
from dispatch.models import UnitKind, UnitStatus
from tests.calls import room as rooms
from tests.calls.live.watched import Watched
from tests.calls.stages import test_every_stage as stages
from tests.calls.stages.intake import joining
from tests.calls.stages.triage import scenes
from tests.support import clones

NUMBER = "+34600123123"
REGISTER = "what waiting callers hear is in the supervisor's register, on no board"
READ = "a ringing call's card has it from the second's reading: a caution is about many calls"
# What an administrator or an auditor changes stands on pages of their own.
ON_NO_BOARD = ("administration.", "subjects.", "protocols.", "quality.")
# Kinds that nobody announces, and why.
UNTOLD = {
    "telephony.message_started": REGISTER,
    "telephony.message_stopped": REGISTER,
    "telephony.caution_renewed": READ,
    "telephony.caution_reviewed": READ,
    "telephony.caution_ended": READ,
}


@pytest.fixture
def watched(database: clones.Clone, monkeypatch: pytest.MonkeyPatch) -> Watched:
    """Give a room between whose commands boards are compared."""
    made = Watched()
    monkeypatch.setattr(announce, "publisher", lambda: made)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made


def every_action(room: Watched) -> None:
    """Do each action of the six stages, to a case of its own, beside one that is never touched."""
    names = {**stages.acts(room, room.case()), **stages.untidy(room, room.case())}
    # That one plants a promise behind everybody's back.
    for name in sorted(names.keys() - {"intake.settle_unanswered"}):
        case_id = room.case()
        {**stages.acts(room, case_id), **stages.untidy(room, case_id)}[name]()
        room.later(seconds=20)


def by_gateway(room: Watched) -> door.Passage:
    """Come to the door as the telephone system."""
    return door.Passage(actor=rooms.GATEWAY, at=room.now)


def calls_that_end(room: Watched) -> None:
    """Let calls ring, be located, break off and be called back."""
    case_id, ringing = room.answered(), room.ring()
    here = gateway.read_fixes({"latitude": 40.97, "longitude": -5.66}, now=room.now)
    for call_id in (ringing, Call.objects.get(case=case_id).id):
        locating.locate(by_gateway(room), call_id=call_id, fixes=here)
        room.look()
        unanswered.end_call(by_gateway(room), call_id=call_id, ended_by=EndedBy.CALLER)
        room.look()
    left = rooms.call(ringing).case_id
    assert left is not None
    intake.take_over(room.passage(case_id=left), reason="")
    for result in (UnansweredResult.NO_ANSWER, UnansweredResult.REACHED_SAFE):
        unanswered.settle_unanswered(room.passage(case_id=left), result=result, text="")
    ended = room.answered()
    call = Call.objects.get(case=ended).id
    closure.dismiss_case(room.passage(case_id=ended), outcome=Disposition.INFORMATION)
    unanswered.end_call(by_gateway(room), call_id=call, ended_by=EndedBy.CENTRE)
    room.look()


def promises_that_lapse(room: Watched) -> None:
    """Let an offer, a silence, a callback and an abandoned call wait too long."""
    case_id = room.case()
    room.offered(case_id)
    stages.silent(lambda: room.passage(case_id=case_id))
    for _minute in range(5):
        room.later(minutes=1)
        room.sweep()


def incidents_of_several_calls(room: Watched) -> None:
    """Let a graver report join a case, ask where help is, and leave it again."""
    first, second = room.case(room.marcos), room.case()
    joining.judge(room, second, Severity.P0)
    incidents.join_case(
        dataclasses.replace(room.passage(case_id=second), other_id=first),
        told=joining.NOTHING_NEW | {"worse": "yes"},
        asks_whereabouts=True,
    )
    incidents.separate_case(room.passage(case_id=second))


def cover(room: Watched) -> None:
    """Hide a case that a centre has, hand it over while hidden, and show it again."""
    case_id = room.case()
    room.offered(case_id)
    covert.mark_covert(room.passage(case_id=case_id), covert=True, reason="")
    intake.take_over(room.passage(room.carmen, case_id), reason="relevo")
    triage.judge_severity(
        room.passage(room.carmen, case_id, base_version=rooms.version(case_id)),
        severity=Severity.P1,
        reason="x",
    )
    covert.mark_covert(room.passage(room.carmen, case_id), covert=False, reason="a salvo")
    for on in (True, False):
        covert.mark_case(
            room.passage(room.carmen, case_id), mark=Mark.GENDER_VIOLENCE, on=on, reason="x"
        )


def a_protocol(room: Watched) -> None:
    """Answer the questions of life, and a protocol to its end."""
    case_id = room.case()
    intake.record_intake(
        room.passage(case_id=case_id, base_version=rooms.version(case_id)),
        **rooms.NOWHERE | {"life": {"awake": "yes", "breathing": "yes"}},
    )
    triage.start_protocol(room.passage(case_id=case_id), protocol="unconscious")
    for question in ("awake", "breathing"):
        triage.answer_question(room.passage(case_id=case_id), question=question, answer="no")
    told = Commitment.objects.get(case=case_id, kind="transfer.answer")
    triage.answer_question(room.passage(case_id=case_id), question="age", answer="child")
    room.look()
    changed = TriageChange.objects.filter(case=case_id).latest("seq")
    assert changed.waiting == [str(told.holder_centre_id)]
    changes.see_change(room.passage(room.elena, case_id), seq=changed.seq)


def minutes_and_numbers(room: Watched) -> None:
    """Say since when, tell a hospital or nobody, and count who is hurt."""
    case_id = room.case()
    scenes.counts_minutes(case_id)
    time_critical.record_onset(
        room.passage(case_id=case_id),
        condition="stroke",
        onset=Onset.UNKNOWN,
        onset_at=None,
        said_by="su hija",
    )
    time_critical.waive_prealert(
        room.passage(case_id=case_id), condition="stroke", reason="no se traslada"
    )
    time_critical.alert_hospital(
        room.passage(case_id=case_id), condition="stroke", hospital="Clínico", taken_by="Dra. R"
    )
    casualties.sort_casualty(
        room.passage(case_id=case_id),
        method=sorting.Method.START,
        signs=sorting.Signs(walks=True),
        source=CountedBy.CREW,
    )


def units(room: Watched) -> None:
    """Register a unit, send it, let it drive, hide its case, free it, take it out of service."""
    registered = dispatch.register_unit(
        door.Passage(actor=SYSTEM, at=room.now),
        centre_id=room.health.id,
        callsign="SVA-1",
        kind=UnitKind.AMBULANCE_ALS,
        latitude=40.97,
        longitude=-5.66,
    )
    unit = UUID(registered["unit"])
    case_id = room.case()
    offer = room.offered(case_id)
    transfer.accept_transfer(room.passage(room.elena, case_id), offer_id=offer)
    dispatch.assign_unit(room.passage(room.elena, case_id), unit_id=unit)
    room.later(seconds=9)
    told = {"callsign": "SVA-1", "latitude": 40.96, "longitude": -5.6, "at": room.now.isoformat()}
    assert positions.report(
        room.health.id, *positions.read({"positions": [told]}, now=room.now)
    ).moved
    room.look()
    covert.mark_covert(room.passage(case_id=case_id), covert=True, reason="")
    room.look()
    for status in ("en_route", "on_scene", "available", "out_of_service"):
        dispatch.set_status(room.passage(room.elena), unit_id=unit, status=UnitStatus(status))


def a_number_that_is_known(room: Watched) -> None:
    """Let a number ring while what is known of it changes."""
    first = room.case()
    room.later(minutes=1)
    room.ring()
    note: dict[str, Any] = {"text": "x", "reason": "x", "days": 30}
    carmen = room.carmen
    written = cautions.write_caution(
        room.passage(carmen),
        kind=CautionKind.HANDLING,
        about=cautions.About(number=NUMBER),
        **note,
    )
    about = {"caution_id": UUID(written["caution"])}
    cautions.renew_caution(room.passage(carmen), **about, reason="x", days=60)
    cautions.review_caution(room.passage(carmen), **about)
    cautions.end_caution(room.passage(carmen), **about, reason="x")
    offer = room.offered(first)
    transfer.accept_transfer(room.passage(room.elena, first), offer_id=offer)
    transfer.carry_on_alone(room.passage(room.elena, first), offer_id=offer, text="")
    closure.close_case(
        room.passage(case_id=first), disposition=Disposition.RESOLVED_ON_SCENE, summary="x"
    )


def recorded_messages(room: Watched) -> None:
    """Tell waiting callers something, and stop."""
    room.look()
    started = messages.start_message(
        room.passage(room.carmen), text_es="x", text_en="", municipality=None, minutes=5
    )
    messages.stop_message(room.passage(room.carmen), message_id=UUID(started["message"]))


SCENES: tuple[Callable[[Watched], None], ...] = (
    every_action,
    calls_that_end,
    promises_that_lapse,
    incidents_of_several_calls,
    cover,
    a_protocol,
    minutes_and_numbers,
    units,
    a_number_that_is_known,
    recorded_messages,
)


def test_after_every_kind_of_event_each_board_is_what_a_newcomer_sees(watched: Watched) -> None:
    for scene in SCENES:
        scene(watched)
        watched.look()
    on_boards = {kind for kind in events.all_kinds() if not kind.startswith(ON_NO_BOARD)}
    assert on_boards == watched.touching.keys() | watched.quiet
    assert watched.quiet - watched.touching.keys() == set(UNTOLD)


def test_a_service_that_tells_nobody_and_raises_no_version_is_found(watched: Watched) -> None:
    case_id = watched.case()
    watched.look()
    Case.objects.filter(id=case_id).update(covert=True)
    with pytest.raises(AssertionError, match="board as told"):
        watched.look()


def test_a_service_that_forgets_to_announce_is_found(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = watched.case()
    monkeypatch.setattr(announce, "after_commit", lambda kind, *ids: None)
    joining.judge(watched, case_id, Severity.P2)
    with pytest.raises(AssertionError, match="board as told"):
        watched.look()


def test_a_card_that_depends_on_what_no_version_tells_of_is_found(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    def others(ids: Any) -> dict[UUID, dict[str, Any]]:
        return {case_id: {"others": Case.objects.count()} for case_id in ids}

    monkeypatch.setitem(registry.card_parts, "planted", others)
    watched.case()
    watched.look()
    with pytest.raises(AssertionError, match="board as told"):
        watched.case()
