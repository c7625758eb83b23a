"""The registers by browser: cautions, recorded messages, and calls that are open questions."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from calls.casefile import clock, door, page_forms, passages, query_door
from calls.people import access, trace
from calls.people import actor as actors
from calls.telephony import cautions, forms, messages, numbers, registers
from calls.telephony.models import Caution, CautionKind

QUERY_AT_MOST = 80
CAUTIONS = "telephony:cautions"
MESSAGES = "telephony:messages"


@access.requires("caution.read")
@require_GET
def read_cautions(request: HttpRequest) -> HttpResponse:
    """Give the cautions in force, those to be reviewed first; the reading is recorded."""
    return _cautions(request)


@access.requires("caution.write")
@require_POST
def write_caution(request: HttpRequest) -> HttpResponse:
    """Write a caution down."""
    form = forms.WriteForm(request.POST)

    def act(passage: door.Passage, values: dict[str, Any]) -> door.Answer:
        return cautions.write_caution(
            passage,
            kind=CautionKind(values["kind"]),
            about=form.about(),
            text=values["text"],
            reason=values["reason"],
            days=values["days"],
        )

    return page_forms.attempt(request, form, act, page=_cautions, back=CAUTIONS, name="write")


@access.requires("caution.renew")
@require_POST
def renew_caution(request: HttpRequest, caution_id: UUID) -> HttpResponse:
    """Let a caution hold longer."""

    def act(passage: door.Passage, values: dict[str, Any]) -> door.Answer:
        told = {name: values[name] for name in ("reason", "days")}
        return cautions.renew_caution(passage, caution_id=caution_id, **told)

    form = page_forms.of_row(forms.DaysForm, "renew", caution_id, request.POST)
    return page_forms.attempt(
        request, form, act, page=_cautions, back=CAUTIONS, name="renew", of=caution_id
    )


@access.requires("caution.review")
@require_POST
def review_caution(request: HttpRequest, caution_id: UUID) -> HttpResponse:
    """Say that a caution was read again and holds."""

    def act(passage: door.Passage, _values: dict[str, Any]) -> door.Answer:
        return cautions.review_caution(passage, caution_id=caution_id)

    form = page_forms.of_row(forms.PlainForm, "review", caution_id, request.POST)
    return page_forms.attempt(
        request, form, act, page=_cautions, back=CAUTIONS, name="review", of=caution_id
    )


@access.requires("caution.end")
@require_POST
def end_caution(request: HttpRequest, caution_id: UUID) -> HttpResponse:
    """End a caution."""

    def act(passage: door.Passage, values: dict[str, Any]) -> door.Answer:
        return cautions.end_caution(passage, caution_id=caution_id, reason=values["reason"])

    form = page_forms.of_row(forms.EndForm, "end", caution_id, request.POST)
    return page_forms.attempt(
        request, form, act, page=_cautions, back=CAUTIONS, name="end", of=caution_id
    )


@passages.command("caution.write_on_case")
def write_from_case(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Write down a caution about a case's number or its place."""
    values = passages.checked(forms.OnCaseForm(request.POST))
    kind = CautionKind(values.pop("kind"))
    return cautions.write_from_case(passages.of(request, case_id), kind=kind, **values)


@access.requires("message.read")
@require_GET
def read_messages(request: HttpRequest) -> HttpResponse:
    """Give what waiting callers hear, and what they heard in the last day."""
    query_door.read(request.GET)
    return _messages(request)


@access.requires("message.start")
@require_POST
def start_message(request: HttpRequest) -> HttpResponse:
    """Let waiting callers hear a message."""

    def act(passage: door.Passage, values: dict[str, Any]) -> door.Answer:
        told = {name: values[name] for name in ("text_es", "text_en", "municipality", "minutes")}
        return messages.start_message(passage, **told)

    return page_forms.attempt(
        request, forms.StartForm(request.POST), act, page=_messages, back=MESSAGES, name="start"
    )


@access.requires("message.stop")
@require_POST
def stop_message(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Let nobody hear it any more."""

    def act(passage: door.Passage, _values: dict[str, Any]) -> door.Answer:
        return messages.stop_message(passage, message_id=message_id)

    form = page_forms.of_row(forms.PlainForm, "stop", message_id, request.POST)
    return page_forms.attempt(
        request, form, act, page=_messages, back=MESSAGES, name="stop", of=message_id
    )


@access.requires("callback.read")
@require_GET
def callbacks(request: HttpRequest) -> HttpResponse:
    """Give the calls that are still open questions, the oldest first."""
    query_door.read(request.GET)
    trace.record_access(
        actor=actors.of(request),
        action="callback.read",
        subject_kind="callback_list",
        subject_id=None,
        at=timezone.now(),
        source=request.META.get("REMOTE_ADDR"),
        # Somebody waits to be called back: the list is work, and not blocked.
        on_live_call=True,
    )
    rows = registers.open_questions(actors.of(request))
    context = {"rows": rows, "read_at": clock.now(), "room": "callbacks"}
    return render(request, "telephony/callbacks.html", context)


def _cautions(request: HttpRequest, sent: page_forms.Sent | None = None) -> HttpResponse:
    asked = query_door.read(request.GET, q=query_door.words(QUERY_AT_MOST))
    trace.record_access(
        actor=actors.of(request),
        action="caution.read",
        subject_kind="caution",
        subject_id=sent.of if sent else None,
        at=timezone.now(),
        source=request.META.get("REMOTE_ADDR"),
    )
    text = str(asked.get("q", "")).strip()
    found = registers.cautions(text, at=clock.now())
    context = {
        "room": "cautions",
        "q": text,
        "found": {name: _rows(rows, sent) for name, rows in found.items()},
        "at_most": registers.SHOWN_AT_MOST,
        "write": sent.form if sent and sent.name == "write" else forms.WriteForm(),
        "refused": sent,
    }
    status = sent.status if sent else HTTPStatus.OK
    return render(request, "telephony/cautions.html", context, status=status)


def _rows(found: Iterable[Caution], sent: page_forms.Sent | None) -> list[dict[str, Any]]:
    rows = []
    for caution in found:
        row: dict[str, Any] = {
            "caution": caution,
            "number": numbers.display(caution.number, caution.number),
            "renew": page_forms.of_row(forms.DaysForm, "renew", caution.id),
            "review": page_forms.of_row(forms.PlainForm, "review", caution.id),
            "end": page_forms.of_row(forms.EndForm, "end", caution.id),
        }
        if sent and sent.of == caution.id:
            row |= {sent.name: sent.form, "refused": sent.name}
        rows.append(row)
    return rows


def _messages(request: HttpRequest, sent: page_forms.Sent | None = None) -> HttpResponse:
    now = clock.now()
    context = {
        "room": "messages",
        "playing": [
            {"message": message, "stop": page_forms.of_row(forms.PlainForm, "stop", message.id)}
            for message in messages.playing(now)
        ],
        "played": messages.played(now),
        "start": sent.form if sent and sent.name == "start" else forms.StartForm(),
        "refused": sent,
    }
    status = sent.status if sent else HTTPStatus.OK
    return render(request, "telephony/recorded_messages.html", context, status=status)
