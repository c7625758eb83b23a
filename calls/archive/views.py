"""The archive by browser: find sealed files, and read one; each is written down first."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from calls.archive import facets, forms, opening, scope, search, shown, spelling
from calls.casefile import clock, refusals
from calls.people import access, trace
from calls.people import actor as actors
from calls.people.actor import Actor

QUERY_AT_MOST = 150


@access.requires("archive.search")
@require_GET
def search_page(request: HttpRequest) -> HttpResponse:
    """Give the search, and what it finds once it is known why; the address is the query."""
    actor = actors.of(request)
    try:
        asked = forms.read(request.GET)
        _may_ask(actor, asked)
    except refusals.Invalid as refusal:
        if access.wants_json(request):
            raise
        return _search_page(request, actor, {"faults": refusal.fields}, status=refusal.status)
    if scope.needs_reason(actor) and not asked.reason:
        return _search_page(request, actor, {"resting": True})
    return _search_page(request, actor, _found(request, actor, asked))


@access.requires("archive.search")
@require_GET
def file_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Give one sealed file to read and print, and whether it is what was sealed."""
    actor = actors.of(request)
    reason = forms.read_reason(request.GET)
    there = scope.files(actor, at=clock.now()).defer("document")
    file = there.filter(reference=reference).first()
    if file is None:
        raise refusals.NotFound(_("There is no such file for you."))
    disclosed = scope.is_disclosed(actor) and bool(reason or not scope.needs_reason(actor))
    record = _record(request, actor, file.case_id, reason=reason, disclosed=disclosed)
    opened = opening.open_file(file, record=record)
    context = {
        "file": file,
        "opened": opened,
        "verified": opened.holds,
        "disclosed": disclosed,
        "may_state_reason": scope.is_disclosed(actor) and not disclosed,
        "state": shown.whole(file, opened, disclosed=disclosed),
        "read_at": timezone.now(),
        "reason": reason,
        "room": "archive",
    }
    return render(request, "archive/file.html", context)


def _search_page(
    request: HttpRequest, actor: Actor, found: dict[str, Any], *, status: int = HTTPStatus.OK
) -> HttpResponse:
    typed = forms.as_text(request.GET)
    faults = found.get("faults", {})
    context = {
        "typed": typed,
        # A new search in the box keeps what it was narrowed to.
        "kept_facets": [
            {"name": name, "value": typed[name]} for name in shown.CHOSEN if name not in faults
        ],
        "other_faults": {name: texts for name, texts in faults.items() if name not in forms.BOXES},
        "disclosed": scope.is_disclosed(actor),
        "needs_reason": scope.needs_reason(actor),
        "reach": access.matrix()["archive.search"][actor.role],
        "room": "archive",
    }
    return render(request, "archive/search.html", context | found, status=status)


def _may_ask(actor: Actor, asked: forms.Search) -> None:
    """Raise Invalid where the search lacks its reason, or is for what its reader may not see."""
    faults: dict[str, list[str]] = {}
    if scope.needs_reason(actor) and not asked.reason and not asked.is_blank:
        faults["reason"] = [_("State why you look into the archive; it is recorded.")]
    box = asked.wanted.asked
    if box is not None and box.personal and not scope.is_disclosed(actor):
        faults["q"] = [
            _("An incident's number, or its last digits: what was told is not shown to your role.")
        ]
    if faults:
        raise refusals.Invalid(_("Some parameters cannot be taken as they are."), fields=faults)


def _found(request: HttpRequest, actor: Actor, asked: forms.Search) -> dict[str, Any]:
    """Search, write down who asked what and why, and only then give it."""
    now, wanted, disclosed = clock.now(), asked.wanted, scope.is_disclosed(actor)
    there = scope.files(actor, at=now)
    matching = search.matching(there, wanted, at=now, disclosed=disclosed)
    page = search.page(matching, wanted, disclosed=disclosed)
    counts = facets.count(matching, wanted, at=now)
    trace.record_access(
        actor=actor,
        action=scope.DISCLOSE if disclosed else "archive.search",
        subject_kind="file_list",
        subject_id=None,
        at=timezone.now(),
        source=request.META.get("REMOTE_ADDR"),
        reason=_told(request, asked, len(page.files), counts),
    )
    chosen = {**wanted.facets, "period": wanted.period, "agency": wanted.agency}
    why = f"?{urlencode({'reason': asked.reason})}" if asked.reason else ""
    words = wanted.asked.words if wanted.asked and not counts.total else ()
    return {
        "searched": True,
        "asked": shown.understood(wanted.asked, disclosed=disclosed),
        "files": shown.files(page.files, disclosed=disclosed),
        "counts": counts,
        "facets": shown.facet_list(counts, chosen, request.GET),
        "older": page.older is not None and shown.address(request.GET, before=page.older),
        "newer": page.newer is not None and shown.address(request.GET, after=page.newer),
        "newest": shown.address(request.GET),
        "narrowed": bool(wanted.asked or any(chosen.values()) or asked.has_days),
        "anything": shown.address(request.GET, **dict.fromkeys(forms.NARROWING)),
        "meant": [(text, shown.address(request.GET, q=text)) for text in spelling.better(words)],
        "why": why,
    }


def _told(request: HttpRequest, asked: forms.Search, found: int, counts: facets.Counts) -> str:
    """Say why, what was asked, and how many were shown of how many."""
    query = "&".join(
        f"{name}={value}" for name, value in request.GET.items() if value and name != "reason"
    )
    of = f"{found}/{counts.total}{'+' if counts.more else ''}"
    return " · ".join(text for text in (asked.reason, query[:QUERY_AT_MOST], of) if text)


def _record(
    request: HttpRequest, actor: Actor, case_id: UUID, *, reason: str, disclosed: bool
) -> UUID:
    return trace.record_access(
        actor=actor,
        action=scope.DISCLOSE if disclosed else "archive.search",
        subject_kind="file",
        subject_id=case_id,
        at=timezone.now(),
        source=request.META.get("REMOTE_ADDR"),
        reason=reason,
    )
