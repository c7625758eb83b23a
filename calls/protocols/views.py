"""The book by browser: to be read by everybody, compared by who answers for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from calls.casefile import query_door, refusals
from calls.people import access
from calls.people import actor as actors
from calls.protocols import changes, comparison, contents, drawing, labels, queries, reader, wording
from calls.protocols.faults import BookError
from calls.protocols.models import EnforcedBook

QUERY_AT_MOST = 80
HISTORY_AT_MOST = 100
HIGHEST = 99_999
COMPARE = "protocols.compare"
NAMES: Mapping[str, str] = {
    "es": "Español",
    "en": "English",
    "ca": "Català",
    "gl": "Galego",
    "eu": "Euskara",
    "fr": "Français",
    "de": "Deutsch",
    "pt": "Português",
    "ro": "Română",
}


@access.requires("protocols.read")
@require_GET
def book(request: HttpRequest) -> HttpResponse:
    """Give the book in force, family by family."""
    asked = query_door.read(
        request.GET,
        q=query_door.words(QUERY_AT_MOST),
        family=query_door.one_of("", *labels.FAMILIES),
    )
    listed = drawing.rows(reader.book(), _language())
    shown = [
        row
        for row in drawing.found(listed, asked.get("q", ""))
        if asked.get("family", "") in ("", row.protocol.family)
    ]
    context = {
        "section": "book",
        "families": [
            (name, [row for row in shown if row.protocol.family == family])
            for family, name in labels.FAMILIES.items()
        ],
        "choices": labels.FAMILIES.items(),
        "asked": asked,
        "shown": len(shown),
        "total": len(listed),
        "unreviewed": sum(not row.reviewed for row in listed),
        "enforced": queries.history().first(),
    }
    return _render(request, "book.html", context)


@access.requires("protocols.read")
@require_GET
def protocol(request: HttpRequest, code: str) -> HttpResponse:
    """Give one protocol for a reviewer: in force, or a version that once was."""
    asked = query_door.read(
        request.GET,
        version=query_door.whole_number(1, HIGHEST),
        beside=query_door.one_of("", *contents.SPOKEN_LANGUAGES),
    )
    present = reader.book().protocols.get(code)
    shown = reader.version(code, asked["version"]) if "version" in asked else present
    if shown is None:
        # Whoever asks for what is out of the book sees what it was last.
        known = queries.versions([code]).get(code)
        shown = reader.version(code, max(known)) if known else reader.book().protocol(code)
    language, beside = _language(), asked.get("beside", "")
    versions = sorted({*queries.versions([code]).get(code, {}), shown.version}, reverse=True)
    context = {
        "protocol": shown,
        "present": present,
        "title": wording.title(shown, language),
        "family": labels.FAMILIES[shown.family],
        "expects": labels.expects(shown),
        "reviewed": not shown.review.casefold().startswith(drawing.UNREVIEWED),
        "versions": versions,
        "asked_first": drawing.questions(shown, language),
        "results": drawing.results(reader.beside(shown), shown, language),
        "scripts": drawing.scripts(shown, language, beside),
        "beside": beside,
        "tongues": [(each, NAMES[each]) for each in drawing.spoken(shown) if each != language],
        "language": language,
        "names": NAMES,
    }
    return _render(request, "protocol.html", context)


@access.requires(COMPARE)
@require_GET
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """Give two versions of a protocol side by side."""
    number = query_door.whole_number(1, HIGHEST)
    asked = query_door.read(request.GET, before=number, after=number)
    known = sorted(queries.versions([code]).get(code, {}))
    present = reader.book().protocols.get(code)
    latest = asked.get("after") or (present.version if present else max(known, default=1))
    earlier = [each for each in known if each < latest]
    after = reader.version(code, latest)
    before = reader.version(code, asked.get("before") or max(earlier, default=latest))
    items = comparison.compare(before, after, language=_language())
    context = {
        "code": code,
        "title": wording.title(after, _language()),
        "before": before,
        "after": after,
        "versions": sorted({*known, before.version, after.version}),
        **_compared(items),
    }
    return _render(request, "compare.html", context)


@access.requires(COMPARE)
@require_GET
def history(request: HttpRequest) -> HttpResponse:
    """Give every book that was in force, the newest first."""
    query_door.read(request.GET)
    context = {"section": "history", "rows": queries.history()[:HISTORY_AT_MOST]}
    return _render(request, "history.html", context)


@access.requires(COMPARE)
@require_GET
def put(request: HttpRequest, book_id: int) -> HttpResponse:
    """Give what a book that was put in force changed of the one before it."""
    query_door.read(request.GET)
    row = queries.history().filter(id=book_id).first()
    if row is None:
        raise refusals.NotFound(_("There is no such book."))
    earlier = EnforcedBook.objects.filter(id__lt=book_id).order_by("-id").first()
    try:
        after = reader.stored(queries.Mark(row.id, row.digest))
        before = reader.stored(queries.Mark(earlier.id, earlier.digest)) if earlier else None
    except BookError as error:
        raise refusals.NotFound(_("This book cannot be read any more.")) from error
    context = {
        "section": "history",
        "row": row,
        "earlier": earlier,
        "total": len(after.protocols),
    }
    return _render(request, "put.html", context | told_of(changes.between(before, after)))


def told_of(found: tuple[changes.Change, ...]) -> dict[str, Any]:
    """Give changes as a page shows them: each with its title and how it compares."""
    language = _language()
    rows = []
    for each in found:
        items: tuple[comparison.Item, ...] = ()
        if each.before and each.after:
            items = comparison.compare(each.before, each.after, language=language)
        rows.append(
            {"change": each, "title": wording.title(each.shown, language), **_compared(items)}
        )
    return {"changes": rows}


def _compared(items: tuple[comparison.Item, ...]) -> dict[str, Any]:
    return {
        "count": comparison.count(items),
        "sections": [
            (name, [item for item in items if item.section == section])
            for section, name in _sections().items()
        ],
        "items": items,
    }


def _sections() -> Mapping[str, str]:
    return {
        "protocol": _("The protocol"),
        "entry": _("What callers say"),
        "questions": _("Questions"),
        "exceptions": _("Exceptions, signed"),
        "determinants": _("Determinants"),
        "scripts": _("Instructions"),
    }


def _render(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    may_compare = access.may(actors.of(request).role, COMPARE)
    told = {"room": "book", "may_compare": may_compare}
    return render(request, f"protocols/{template}", told | dict(context))


def _language() -> str:
    return (get_language() or wording.FALLBACK).partition("-")[0]
