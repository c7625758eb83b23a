"""The archive by browser: find sealed files, and read one; each is written down first."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from calls.archive import box, facets, forms, opening, reasons, scope, search, shown, spelling
from calls.casefile import clock, query_door, refusals
from calls.people import access, trace
from calls.people import actor as actors
from calls.people.actor import Actor

QUERY_AT_MOST = 150


@access.requires("archive.search")
@require_GET
def search_page(request: HttpRequest) -> HttpResponse:
    """Give the search, and what it finds once it is known why; the address is the query."""
    actor, stated = actors.of(request), reasons.standing(request.session, at=timezone.now())
    try:
        asked = forms.read(request.GET)
        _may_ask(actor, asked, stated)
    except refusals.Invalid as refusal:
        if access.wants_json(request):
            raise
        return _search_page(request, actor, {"faults": refusal.fields}, status=refusal.status)
    if scope.needs_reason(actor) and stated is None:
        return _search_page(request, actor, {"resting": True})
    why = stated.text if stated and scope.needs_reason(actor) else ""
    return _search_page(request, actor, _found(request, actor, asked, why=why))


@access.requires("archive.search")
@require_POST
def state_reason(request: HttpRequest) -> HttpResponse:
    """Keep why somebody looks for a while, and go on to what they look for."""
    query_door.read(request.GET)
    actor = actors.of(request)
    try:
        file, onward = forms.read_onward(request.POST)
        text = forms.read_reason(request.POST)
    except refusals.Invalid as refusal:
        if access.wants_json(request):
            raise
        typed = forms.as_text(request.POST) | {"reason": request.POST.get("reason", "")}
        found = {"faults": refusal.fields, "typed": typed}
        return _search_page(request, actor, found, status=refusal.status)
    reasons.state(request.session, text, at=timezone.now())
    where = reverse("archive:file", args=[file]) if file else reverse("archive:search")
    return redirect(f"{where}?{onward.urlencode()}" if onward else where)


@access.requires("archive.search")
@require_GET
def file_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Give one sealed file to read and print, and whether it is what was sealed."""
    query_door.read(request.GET)
    actor, stated = actors.of(request), reasons.standing(request.session, at=timezone.now())
    there = scope.files(actor, at=clock.now()).defer("document")
    file = there.filter(reference=reference).first() if box.is_reference(reference) else None
    if file is None:
        raise refusals.NotFound(_("There is no such file for you."))
    reason = stated.text if stated and scope.needs_reason(actor) else ""
    disclosed = scope.is_disclosed(actor) and bool(reason or not scope.needs_reason(actor))
    record = _record(request, actor, file.case_id, reason=reason, disclosed=disclosed)
    opened = opening.open_file(file, record=record, reader=actor)
    context = {
        "file": file,
        "opened": opened,
        "verified": opened.holds,
        "disclosed": disclosed,
        "may_state_reason": scope.is_disclosed(actor) and not disclosed,
        "state": shown.whole(file, opened, disclosed=disclosed),
        "read_at": timezone.now(),
        "room": "archive",
    }
    return render(request, "archive/file.html", context)


def _search_page(
    request: HttpRequest, actor: Actor, found: dict[str, Any], *, status: int = HTTPStatus.OK
) -> HttpResponse:
    typed = found.get("typed") or forms.as_text(request.GET)
    faults = found.get("faults", {})
    context = {
        "typed": typed,
        # A new search in the box keeps what it was narrowed to.
        "kept_facets": [
            {"name": name, "value": typed[name]} for name in shown.CHOSEN if name not in faults
        ],
        "other_faults": {name: texts for name, texts in faults.items() if name not in forms.BOXES},
        "disclosed": scope.lists_words(actor),
        "needs_reason": scope.needs_reason(actor),
        "stated": reasons.standing(request.session, at=timezone.now()),
        "reach": access.matrix()["archive.search"][actor.role],
        "room": "archive",
    }
    return render(request, "archive/search.html", context | found, status=status)


def _may_ask(actor: Actor, asked: forms.Search, stated: reasons.Stated | None) -> None:
    """Raise Invalid where the search lacks its reason, or is for what its reader may not see."""
    faults: dict[str, list[str]] = {}
    if scope.needs_reason(actor) and stated is None and not asked.is_blank:
        faults["reason"] = [_("State why you look into the archive; it is recorded.")]
    box = asked.wanted.asked
    if box is not None and box.personal and not scope.lists_words(actor):
        faults["q"] = [
            _("An incident's number, or its last digits: what was told is not shown to your role.")
        ]
    if faults:
        raise refusals.Invalid(_("Some parameters cannot be taken as they are."), fields=faults)


def _found(request: HttpRequest, actor: Actor, asked: forms.Search, *, why: str) -> dict[str, Any]:
    """Search, write down who asked what and why, and only then give it."""
    now, wanted, disclosed = clock.now(), asked.wanted, scope.lists_words(actor)
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
        reason=_told(request, why, len(page.files), counts),
    )
    chosen = {**wanted.facets, "period": wanted.period, "agency": wanted.agency}
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
    }


def _told(request: HttpRequest, why: str, found: int, counts: facets.Counts) -> str:
    """Say why, what was asked, and how many were shown of how many."""
    query = "&".join(f"{name}={value}" for name, value in request.GET.items() if value)
    of = f"{found}/{counts.total}{'+' if counts.more else ''}"
    return " · ".join(text for text in (why, query[:QUERY_AT_MOST], of) if text)


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
