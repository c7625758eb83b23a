"""The access log by browser: the auditor's page and its exports, and everybody's own part."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from calls.audit import exports, figures, forms, proven, search, shown, streams, verified
from calls.casefile import query_door, refusals
from calls.people import access, trace
from calls.people import actor as actors

QUERY_AT_MOST = 200


@access.requires("audit.read")
@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """Give the access log, newest first; reading it is itself recorded."""
    try:
        wanted = forms.read(request.GET)
    except refusals.Invalid as refusal:
        if access.wants_json(request):
            raise
        return _page(request, {"faults": refusal.fields}, status=refusal.status)
    now = timezone.now()
    rows = search.matching(wanted)
    page = search.page(rows, wanted)
    found = figures.of(rows, since=wanted.day_from, until=wanted.day_to, now=now)
    _record(request, "audit.read", at=now, reason=_asked(request.GET))
    sealed = proven.Log()
    leaves = sealed.prove(page.records)
    context = {
        "rows": shown.rows(page.records, leaves),
        "figures": found,
        "bars": shown.bars(found),
        "log": sealed,
        "broken": [leaf.number for leaf in leaves.values() if leaf.state == "fails"],
        "older": page.older and _address(request.GET, older=page.older),
        "newer": page.newer and _address(request.GET, newer=page.newer),
        "newest": _address(request.GET),
        "narrowed": wanted.narrowed,
        "export": _address(request.GET),
    }
    return _page(request, context)


@access.requires("audit.export")
@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """Give the records a page shows, all of them, as a file; its beginning and end are recorded."""
    wanted, as_ = forms.read_export(request.GET)
    now, asked = timezone.now(), _asked(request.GET)
    _record(request, "audit.export", at=now, reason=asked)

    def tell(how: str) -> None:
        # The bytes are gone: whatever happens, that they went is written down.
        _record(request, "audit.export_ended", at=timezone.now(), reason=how, on_live_call=True)

    parts = exports.parts(search.matching(wanted), as_=as_, at=now, query=asked)
    name = f"accesses-{now:%Y%m%dT%H%M%SZ}.{as_}"
    headers = {
        "Content-Type": exports.TYPES[as_],
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return streams.answer(request, parts, tell=tell, headers=headers)


@access.requires("audit.read")
@require_GET
def verification(request: HttpRequest) -> HttpResponse:
    """Check the whole access log now, and say what was found."""
    query_door.read(request.GET)
    now = timezone.now()
    _record(request, "audit.read", at=now, reason="verification")
    context = {"told": verified.check(), "checked_at": now, "room": "audit"}
    return render(request, "audit/verification.html", context)


@access.requires("audit.read_own")
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """Give what one has read oneself."""
    wanted = forms.read_own(request.GET)
    page = search.page(search.own(actors.of(request), wanted), wanted)
    _record(request, "audit.read_own", at=timezone.now())
    context = {
        "rows": shown.rows(page.records),
        "older": page.older and _address(request.GET, older=page.older),
        "newer": page.newer and _address(request.GET, newer=page.newer),
        "newest": _address(request.GET),
        "typed": request.GET,
        "room": "own_log",
    }
    return render(request, "audit/own.html", context)


def _page(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    told = {
        "typed": request.GET,
        "role_choices": shown.ROLES,
        "action_choices": shown.ACTIONS,
        "marks": shown.MARKS,
    }
    return render(request, "audit/log.html", told | context | {"room": "audit"}, status=status)


def _asked(query: QueryDict) -> str:
    """Say what was asked for; what was typed is kept in the record, and nowhere else."""
    told = (f"{name}={value}" for name, value in query.items() if value)
    return "&".join(told)[:QUERY_AT_MOST]


def _address(query: QueryDict, **changed: object) -> str:
    asked = query.copy()
    for name in (*forms.CURSORS, "format"):
        asked.pop(name, None)
    for name in [name for name, value in asked.items() if not value]:
        asked.pop(name)
    for name, value in changed.items():
        asked[name] = str(value)
    return f"?{asked.urlencode()}"


def _record(
    request: HttpRequest, action: str, *, at: datetime, reason: str = "", on_live_call: bool = False
) -> None:
    trace.record_access(
        actor=actors.of(request),
        action=action,
        subject_kind="access_log",
        subject_id=None,
        at=at,
        source=request.META.get("REMOTE_ADDR"),
        reason=reason,
        on_live_call=on_live_call,
    )
