"""Which action is allowed where a case stands. One table, in one file."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from calls.casefile.kinds import Stage

INTAKE, TRIAGE, INSTRUCTIONS, TRANSFER, FOLLOWUP, CLOSED = Stage
OPEN = frozenset({INTAKE, TRIAGE, INSTRUCTIONS, TRANSFER, FOLLOWUP})

ALLOWED: Mapping[str, frozenset[Stage]] = MappingProxyType(
    {
        "call.answer": OPEN,
        "call.hang_up": OPEN,
        "call.locate_on_case": OPEN,
        "case.open": OPEN,
        "case.take_over": OPEN,
        "caution.write_on_case": OPEN,
        "intake.record": OPEN,
        "intake.answer_life": OPEN,
        "intake.settle_unanswered": OPEN,
        "intake.open_silence": OPEN,
        "intake.hear_sound": OPEN,
        "intake.answer_silently": OPEN,
        "intake.end_silence": OPEN,
        "intake.mark_covert": OPEN,
        "intake.mark_case": OPEN,
        "incident.join": OPEN,
        "incident.receive": OPEN,
        "incident.separate": OPEN,
        "incident.split": OPEN,
        "incident.continue": OPEN,
        "triage.start_protocol": OPEN,
        "triage.answer_question": OPEN,
        "triage.judge": OPEN,
        "triage.see_change": OPEN,
        "triage.record_onset": OPEN,
        "triage.alert_hospital": OPEN,
        "triage.waive_prealert": OPEN,
        "triage.count_casualties": OPEN,
        "triage.sort_casualty": OPEN,
        "arrest.suspect": OPEN,
        "instructions.start_script": OPEN,
        "instructions.record_step": OPEN,
        "instructions.choose_wording": OPEN,
        "instructions.resume_script": OPEN,
        "transfer.offer": OPEN,
        "transfer.offer_plan": OPEN,
        "transfer.withdraw": OPEN,
        "transfer.accept": OPEN,
        "transfer.refuse": OPEN,
        "transfer.carry_on_alone": OPEN,
        "commitment.lapse": OPEN,
        "dispatch.assign": frozenset({TRANSFER, FOLLOWUP}),
        "dispatch.set_status": OPEN,
        "followup.note": OPEN,
        "followup.schedule_callback": OPEN,
        "followup.settle": OPEN,
        "closure.close": OPEN,
        "closure.dismiss": OPEN,
    }
)
"""Sheets of every stage stay open for additions until closure; units follow an offer."""

MOVES: Mapping[Stage, frozenset[Stage]] = MappingProxyType(
    {
        INTAKE: frozenset({TRIAGE, INSTRUCTIONS, TRANSFER, FOLLOWUP, CLOSED}),
        TRIAGE: frozenset({INSTRUCTIONS, TRANSFER, FOLLOWUP, CLOSED}),
        INSTRUCTIONS: frozenset({TRIAGE, TRANSFER, FOLLOWUP, CLOSED}),
        TRANSFER: frozenset({FOLLOWUP, CLOSED}),
        FOLLOWUP: frozenset({TRANSFER, CLOSED}),
        CLOSED: frozenset(),
    }
)
"""Where the work of a case may go on to; staying is always allowed while it is open."""


def allows(action: str, stage: str) -> bool:
    """Say whether an action is allowed while a case stands in this stage."""
    return Stage(stage) in ALLOWED[action]


def may_move(stage: str, onward: str) -> bool:
    """Say whether the work of a case may go from one stage to another."""
    return Stage(onward) in MOVES[Stage(stage)]
