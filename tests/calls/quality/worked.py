"""A closed case with a protocol worked through and a script read, a second at a time."""

from __future__ import annotations

from uuid import UUID

from calls.casefile.kinds import Disposition
from calls.casefile.models import Case
from calls.people.models import User
from calls.stages.closure import services as closure
from calls.stages.instructions import readings
from calls.stages.instructions import services as instructions
from calls.stages.transfer import services as transfer
from calls.stages.transfer.models import Offer
from calls.stages.triage import services as triage
from tests.calls import room as rooms


def worked(
    room: rooms.Room,
    *,
    protocol: str = "unconscious",
    answers: tuple[tuple[str, str], ...] = (("awake", "no"), ("breathing", "no"), ("age", "adult")),
    disposition: Disposition = Disposition.TAKEN_TO_HOSPITAL,
    wait: float = 5,
    close: bool = True,
) -> UUID:
    """Work a protocol and close the case; `wait` seconds before each deed."""
    case_id = room.answered()
    room.later(seconds=wait)
    triage.start_protocol(room.passage(case_id=case_id), protocol=protocol)
    for question, answer in answers:
        room.later(seconds=wait)
        triage.answer_question(room.passage(case_id=case_id), question=question, answer=answer)
    if close:
        room.later(seconds=wait)
        end(room, case_id, disposition)
    return case_id


def end(
    room: rooms.Room, case_id: UUID, disposition: Disposition, user: User | None = None
) -> None:
    """Close a case, what was offered by itself taken back."""
    for offer in Offer.objects.filter(case=case_id, state__in=transfer.STANDING):
        passage = room.passage(user, case_id)
        transfer.withdraw_transfer(passage, offer_id=offer.id, reason="Ya atendido.")
    passage = room.passage(user, case_id)
    closure.close_case(passage, disposition=disposition, summary="Atendido.")


def read(room: rooms.Room, case_id: UUID, script: str, results: list[dict[str, str]]) -> None:
    """Read a script, the one on screen already or another; a result for each first step."""
    on_screen = readings.newest(Case.objects.get(id=case_id))
    if on_screen is None or on_screen.script != script:
        instructions.start_script(room.passage(case_id=case_id), script=script)
    for told in results:
        room.later(seconds=4)
        instructions.record_step(room.passage(case_id=case_id), **told)
