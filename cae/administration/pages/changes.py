"""The log of administration: every change with what was and what is, newest first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from cae.administration import history
from cae.administration.pages import attempts
from calls.casefile import query_door
from calls.people import access


@access.requires("administration.read")
@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    """Give the changes, page by page; the reading is recorded."""
    asked = query_door.read(
        request.GET, before=query_door.whole_number(1, 10**18 - 1), of=query_door.identity
    )
    attempts.note(request, "administration", asked.get("of"))
    rows = history.changes(
        of=asked.get("of"), before=asked.get("before"), at_most=history.AT_ONCE + 1
    )
    shown = rows[: history.AT_ONCE]
    context = {
        "section": "changes",
        "rows": shown,
        "asked": asked,
        "earlier": shown[-1].id if len(rows) > len(shown) else None,
    }
    return attempts.show(request, "changes.html", context, None)
