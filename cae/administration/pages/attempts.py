"""What these pages share: a form is tried, and its page shows what was refused or made once."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cae.administration import sheets, wording
from cae.administration.once import Once
from calls.casefile import door, passages, query_door, refusals
from calls.people import access, trace
from calls.people import actor as actors

CHANGE = "administration.create_person"
Act = Callable[[door.Passage], door.Answer]
Page = Callable[..., HttpResponse]
Onward = Callable[[door.Answer], str]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Clash:
    """What somebody made of a field meanwhile."""

    field: str
    theirs: str
    by: str
    at: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Sent:
    """A form that was sent: which of its page it is, of which row, and what came of it."""

    name: str
    form: sheets.Sheet
    status: int
    of: str = ""
    clashes: Sequence[Clash] = ()
    once: Once | None = None


def attempt(
    request: HttpRequest,
    form: sheets.Sheet,
    act: Act,
    *,
    name: str,
    page: Page,
    onward: str | Onward,
    of: str = "",
    once: Once | None = None,
) -> HttpResponse:
    """Do it and go `onward`; show the page with what was typed where it is refused.

    What is made once is shown on the page that answers, and never again.
    """
    query_door.read(request.GET)
    try:
        values = passages.checked(form)
        answer = act(_passage(request, values))
    except refusals.NotFound:
        raise
    except refusals.Refusal as refusal:
        if access.wants_json(request):
            raise
        form.refuse(refusal.message, refusal.fields)
        return page(request, _refused(refusal, form, name=name, of=of))
    if access.wants_json(request):
        response: HttpResponse = JsonResponse(answer | ({"text": once.text} if once else {}))
    elif once is None:
        return redirect(onward if isinstance(onward, str) else onward(answer))
    else:
        sent = Sent(name=name, form=form, status=HTTPStatus.OK, of=of, once=once)
        response = page(request, sent)
    response["Cache-Control"] = "no-store"
    return response


def show(
    request: HttpRequest, template: str, context: Mapping[str, Any], sent: Sent | None
) -> HttpResponse:
    """Render a page of administration, forms for those alone who may change things."""
    told = {
        "room": "administration",
        "may_change": access.may(actors.of(request).role, CHANGE),
        "sent": sent,
        "fresh": _fresh,
    }
    status = sent.status if sent else HTTPStatus.OK
    return render(request, f"cae/administration/{template}", {**told, **context}, status=status)


def form_of(
    kind: type[sheets.Sheet], sent: Sent | None, which: str, /, *, of: str = "", **initial: Any
) -> sheets.Sheet:
    """Give the form of a page: the one that was sent, or a fresh one with names of its own."""
    if sent is not None and sent.once is None and (sent.name, sent.of) == (which, of):
        return sent.form
    return kind(initial=initial, auto_id=auto_id(which, of))


def auto_id(name: str, of: str = "") -> str:
    """Give what the ids of a form's fields are made of; many forms stand on a page."""
    return f"{name}{of and '-'}{of}-%s"


def note(request: HttpRequest, subject_kind: str, subject_id: UUID | None = None) -> None:
    """Record who read what of people, before it is shown."""
    trace.record_access(
        actor=actors.of(request),
        action="administration.read",
        subject_kind=subject_kind,
        subject_id=subject_id,
        at=timezone.now(),
        source=request.META.get("REMOTE_ADDR"),
    )


def _fresh() -> sheets.Plain:
    """Give a form without fields, and so a command of its own, each time a page asks."""
    return sheets.Plain(auto_id=False)


def _refused(refusal: refusals.Refusal, form: sheets.Sheet, *, name: str, of: str) -> Sent:
    clashes: Sequence[Clash] = ()
    if isinstance(refusal, refusals.Conflict):
        clashes = _clashes(refusal)
        # Sent once more it is made from what the page shows now: the choice is deliberate.
        form.data = {**dict(form.data.items()), "base_version": str(refusal.version)}
    return Sent(name=name, form=form, status=refusal.status, of=of, clashes=clashes)


def _clashes(refusal: refusals.Conflict) -> list[Clash]:
    known = wording.names(clash["theirs"] for clash in refusal.conflicts.values())
    return [
        Clash(
            field=field,
            theirs=wording.value(field, clash["theirs"][field], known),
            by=clash["by"],
            at=wording.moment(datetime.fromisoformat(clash["at"])),
        )
        for field, clash in refusal.conflicts.items()
    ]


def _passage(request: HttpRequest, values: Mapping[str, Any]) -> door.Passage:
    """Give the passage of a page's form, which brings its command; a script's has a header.

    Administration goes by the world's time, whatever a replay makes of the room's.
    """
    command_id = values["command_id"]
    if command_id is None or access.wants_json(request):
        return dataclasses.replace(passages.of(request), at=timezone.now())
    return door.Passage(actor=actors.of(request), at=timezone.now(), command_id=command_id)
