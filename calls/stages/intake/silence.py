"""A caller who does not speak: what is heard, what is asked and answered without words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from calls.casefile import door, refusals
from calls.casefile.events import Code, stamp
from calls.casefile.models import Case, Commitment
from calls.casefile.sheet import Sheet
from calls.people.actor import Actor
from calls.stages.intake import codes, commitments, events, queries
from calls.stages.intake.models import SilenceResult, SilentCall

MARKS_AT_MOST = 200


@door.step("intake.open_silence")
def open_silence(sheet: Sheet) -> door.Answer:
    """Open the sheet of a silence and wait for a location; an open one stays as it is."""
    silent = SilentCall.objects.filter(case=sheet.case).first()
    if silent is None or silent.result:
        location_until = sheet.recorded_at + commitments.LOCATION_WITHIN
        SilentCall.objects.update_or_create(
            case=sheet.case,
            defaults={
                "opened_at": sheet.at,
                "location_until": location_until,
                "heard": [],
                "answers": [],
                "result": "",
                "ended_at": None,
            },
        )
        seq = sheet.record(events.SilenceOpened(location_until=location_until))
        sheet.open_commitment(
            commitments.SILENT,
            ref=sheet.case.id,
            seq=seq,
            due_at=location_until,
            holder_user=sheet.case.holder_id,
        )
    return {}


@door.step("intake.hear_sound")
def hear_sound(sheet: Sheet, *, sound: codes.Sound) -> door.Answer:
    """Write down a sound that is heard."""
    silent = _open_sheet(sheet, "heard")
    silent.heard.append({"at": stamp(sheet.at), "sound": sound.value})
    silent.save(update_fields=["heard"])
    return {"seq": sheet.record(events.SoundHeard(sound=Code(sound.value)))}


@door.step("intake.answer_silently")
def answer_silently(
    sheet: Sheet,
    *,
    asked: codes.SilentQuestion,
    answer: codes.SilentAnswer,
    by: codes.SilentMeans | None,
) -> door.Answer:
    """Write down what was asked and what came back, by whatever means; none has no means."""
    silent = _open_sheet(sheet, "answers")
    means = Code(by.value) if by and answer != codes.SilentAnswer.NONE else None
    silent.answers.append(
        {"at": stamp(sheet.at), "asked": asked.value, "answer": answer.value, "by": means or ""}
    )
    silent.save(update_fields=["answers"])
    told = events.SilenceAnswered(asked=Code(asked.value), answer=Code(answer.value), means=means)
    return {"seq": sheet.record(told)}


@door.step("intake.end_silence")
def end_silence(sheet: Sheet, *, result: SilenceResult) -> door.Answer:
    """End a silence by one of its three endings; that nobody spoke is none of them.

    Raises a refusal `no_offer` where help is said to be offered and no centre was asked.
    """
    silent = _open_sheet(sheet, "result")
    if result == SilenceResult.HELP_OFFERED:
        queries.need_offer(sheet.case)
    silent.result = result
    silent.ended_at = sheet.at
    silent.save(update_fields=["result", "ended_at"])
    seq = sheet.record(events.SilenceEnded(result=Code(result.value)))
    sheet.settle_commitment(commitments.SILENT, ref=sheet.case.id, seq=seq, result=result.value)
    return {"result": result.value}


def listen_on(sheet: Sheet, commitment: Commitment) -> None:
    """Give a silence its minute once the wait for a location is over; after that it is late."""
    silent = SilentCall.objects.get(case=sheet.case)
    if commitment.due_at is None or commitment.due_at > silent.location_until:
        return
    due_at = sheet.recorded_at + commitments.SILENCE_WITHIN
    seq = sheet.record(events.SilenceLasted(due_at=due_at))
    sheet.settle_commitment(commitments.SILENT, ref=commitment.ref, seq=seq, result="lasted")
    sheet.open_commitment(
        commitments.SILENT,
        ref=commitment.ref,
        seq=seq,
        due_at=due_at,
        holder_user=sheet.case.holder_id,
    )


def case_part(case: Case, actor: Actor) -> dict[str, Any] | None:
    """Give the sheet of the case's silence; `propose_covert` where an aggressor may be there."""
    silent = SilentCall.objects.filter(case=case).first()
    if silent is None:
        return None
    danger = any(
        mark["asked"] in codes.DANGER and mark["answer"] == codes.SilentAnswer.YES
        for mark in silent.answers
    )
    return {
        "opened_at": stamp(silent.opened_at),
        "location_until": stamp(silent.location_until),
        "heard": [mark | {"label": str(codes.Sound(mark["sound"]).label)} for mark in silent.heard],
        "answers": [
            mark
            | {
                "asked_label": str(codes.SilentQuestion(mark["asked"]).label),
                "answer_label": str(codes.SilentAnswer(mark["answer"]).label),
                "by_label": str(codes.SilentMeans(mark["by"]).label) if mark["by"] else "",
            }
            for mark in silent.answers
        ],
        "result": silent.result,
        "result_label": str(SilenceResult(silent.result).label) if silent.result else "",
        "ended_at": stamp(silent.ended_at) if silent.ended_at else None,
        "propose_covert": danger and not case.covert,
    }


def _open_sheet(sheet: Sheet, growing: str) -> SilentCall:
    silent = SilentCall.objects.filter(case=sheet.case, result="").first()
    if silent is None:
        raise refusals.Refusal(_("No silence is open in this case."), code="no_silence", status=409)
    if growing in {"heard", "answers"} and len(getattr(silent, growing)) >= MARKS_AT_MOST:
        raise refusals.Refusal(
            _("This sheet is full; write a note."), code="sheet_full", status=409
        )
    return silent
