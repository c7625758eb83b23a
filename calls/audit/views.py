"""The access log by browser, for the auditor."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from calls.people import access, trace
from calls.people import actor as actors
from calls.people.models import User
from calls.people.trace_models import AccessRecord

PAGE = 100


@access.requires("audit.read")
@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """Give the access log, newest first; reading it is itself recorded."""
    rows = AccessRecord.objects.using("auditor").order_by("-id")
    before = request.GET.get("before", "")
    if before:
        try:
            rows = rows.filter(id__lt=before)
        except ValidationError as error:
            raise BadRequest("before", _("The id of a record is needed.")) from error
    records = list(rows[: PAGE + 1])
    trace.record_access(
        actor=actors.of(request),
        action="audit.read",
        subject_kind="access_log",
        subject_id=None,
        at=timezone.now(),
        source=request.META.get("REMOTE_ADDR"),
    )
    names = dict(User.objects.values_list("id", "display_name"))
    shown = [_named(record, names) for record in records[:PAGE]]
    further = f"?before={records[PAGE - 1].id}" if len(records) > PAGE else ""
    context = {"records": shown, "next_url": further, "room": "audit"}
    return render(request, "audit/log.html", context)


def _named(record: AccessRecord, names: dict[Any, str]) -> dict[str, Any]:
    return {
        "at": record.at,
        "role": record.role,
        "position": record.position,
        "action": record.action,
        "subject_kind": record.subject_kind,
        "subject_id": record.subject_id,
        "reason": record.reason,
        "source": record.source,
        "actor_name": names.get(record.actor_id, record.actor_kind),
    }
