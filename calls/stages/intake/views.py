"""Intake by browser."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from calls.casefile import clock, door, passages, query_door, refusals
from calls.casefile.kinds import Channel, Mark
from calls.directory import queries as directory
from calls.directory import validation
from calls.people import access
from calls.stages.intake import codes, covert, forms, services, silence, unanswered
from calls.stages.intake.models import SilenceResult

WRITTEN_DOWN_WITHIN = timedelta(days=31)


@passages.command("call.answer")
def answer(request: HttpRequest, call_id: UUID) -> door.Answer:
    """Answer a ringing call."""
    return services.answer_call(passages.of(request), call_id=call_id)


@passages.command("call.answer")
def answer_next(request: HttpRequest) -> door.Answer:
    """Answer the call whose turn it is."""
    return services.answer_call(passages.of(request))


@passages.command("case.open")
def open_case(request: HttpRequest) -> door.Answer:
    """Open a case by hand."""
    values = passages.checked(forms.OpenCaseForm(request.POST))
    now = clock.now()
    received_at = values["received_at"] or now
    if not now - WRITTEN_DOWN_WITHIN <= received_at <= now:
        raise refusals.Invalid(
            _("Some fields cannot be taken as they are."),
            fields={"received_at": [_("A contact lies in the past, at most a month ago.")]},
        )
    passage = passages.of(request)
    return services.open_case(
        door.Passage(
            actor=passage.actor,
            command_id=passage.command_id,
            at=received_at,
            recorded_at=passage.at,
        ),
        channel=Channel(values["channel"]),
        received_at=received_at,
        callback_number=values["callback_number"],
    )


@passages.command("intake.record")
def record(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Write down any part of the intake sheet."""
    form = forms.IntakeForm(request.POST)
    passages.checked(form)
    return services.record_intake(passages.of(request, case_id), **form.groups())


@passages.command("intake.answer_life")
def answer_life(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Answer the life questions from wherever one works."""
    form = forms.LifeForm(request.POST)
    passages.checked(form)
    return services.answer_life(passages.of(request, case_id), life=form.life())


@passages.command("case.take_over")
def take_over(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Go on with a case another person held."""
    values = passages.checked(forms.TakeOverForm(request.POST))
    return services.take_over(passages.of(request, case_id), reason=values["reason"])


@passages.command("intake.settle_unanswered")
def settle_unanswered(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Say what came of calling back."""
    values = passages.checked(forms.UnansweredForm(request.POST))
    return unanswered.settle_unanswered(
        passages.of(request, case_id),
        result=codes.UnansweredResult(values["result"]),
        text=values["text"],
    )


@passages.command("intake.open_silence")
def open_silence(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Open the sheet of a caller who does not speak."""
    return silence.open_silence(passages.of(request, case_id))


@passages.command("intake.hear_sound")
def hear_sound(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Write down a sound."""
    values = passages.checked(forms.SoundForm(request.POST))
    return silence.hear_sound(passages.of(request, case_id), sound=codes.Sound(values["sound"]))


@passages.command("intake.answer_silently")
def answer_silently(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Write down a question and what came back."""
    values = passages.checked(forms.SilentAnswerForm(request.POST))
    return silence.answer_silently(
        passages.of(request, case_id),
        asked=codes.SilentQuestion(values["asked"]),
        answer=codes.SilentAnswer(values["answer"]),
        by=codes.SilentMeans(values["by"]) if values["by"] else None,
    )


@passages.command("intake.end_silence")
def end_silence(request: HttpRequest, case_id: UUID) -> door.Answer:
    """End a silence."""
    values = passages.checked(forms.SilenceEndForm(request.POST))
    return silence.end_silence(
        passages.of(request, case_id), result=SilenceResult(values["result"])
    )


@passages.command("intake.mark_case")
def mark_case(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Put a mark on a case, or take it off."""
    values = passages.checked(forms.MarkForm(request.POST))
    return covert.mark_case(
        passages.of(request, case_id),
        mark=Mark(values["mark"]),
        on=values["on"] == "1",
        reason=values["reason"],
    )


@passages.command("intake.mark_covert")
def mark_covert(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Put a case under cover, or lift it."""
    values = passages.checked(forms.CovertForm(request.POST))
    return covert.mark_covert(
        passages.of(request, case_id), covert=values["covert"] == "1", reason=values["reason"]
    )


@access.requires("directory.read")
@require_GET
def municipalities(request: HttpRequest) -> HttpResponse:
    """Give municipalities whose name, or a place of theirs, begins as typed."""
    try:
        asked = query_door.read(request.GET, q=str)
        prefix = validation.clean_query(asked.get("q", ""))
    except ValueError as error:
        raise refusals.Invalid(
            _("The text to look for cannot be read."), fields={"q": [str(error)]}
        ) from error
    return JsonResponse({"results": directory.municipalities(prefix)})
