"""What a person is given of a case they called about: what they are, said and were answered.

Who else called, what crews and operators wrote, and what others said of it is not theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from calls.archive import labels
from calls.casefile.events import stamp
from calls.casefile.models import Call, Case, Fix
from calls.directory import folding
from calls.export.subjects.models import SubjectItem, SubjectRequest, Verdict
from calls.telephony import numbers

FORMAT = "cae.subject/1"


def make(request: SubjectRequest, items: Iterable[SubjectItem], *, at: datetime) -> dict[str, Any]:
    """Give the package: what is included, and why something was withheld, but not what."""
    items = list(items)
    given = [item for item in items if item.verdict != Verdict.WITHHOLD]
    return {
        "format": FORMAT,
        "request": str(request.id),
        "made_at": stamp(at),
        "asked_at": stamp(request.opened_at),
        "person": {"name": request.name, "numbers": request.numbers},
        "incidents": [
            about(request, item.case, texts=item.verdict == Verdict.INCLUDE) for item in given
        ],
        "withheld": sorted(item.reason for item in items if item.verdict == Verdict.WITHHOLD),
    }


def about(request: SubjectRequest, case: Case, *, texts: bool) -> dict[str, Any]:
    """Give what of a case is this person's; `texts` are in their own words and may name others."""
    calls = Call.objects.filter(case=case, number__in=request.numbers).order_by("received_at")
    told: dict[str, Any] = {
        "reference": case.reference,
        "opened_at": stamp(case.opened_at),
        "closed_at": stamp(case.closed_at) if case.closed_at else None,
        "exercise": case.exercise,
        "calls": [_call(call) for call in calls],
    }
    if not is_the_caller(request, case):
        return told
    town = case.municipality
    told |= {
        "caller": {
            "name": case.caller_name,
            "number": numbers.display(case.callback_number, case.callback_raw),
        },
        "municipality": town.name if town else "",
        "severity": case.severity,
        "disposition": _label(case.disposition),
    }
    if texts:
        told |= {"place": case.location_text, "reason": case.complaint_text}
    return told


def is_the_caller(request: SubjectRequest, case: Case) -> bool:
    """Say whether the case's caller is this person, and not another who called about it too."""
    if case.callback_number in request.numbers:
        return True
    caller = set(folding.fold(case.caller_name).split())
    return bool(caller) and set(folding.fold(request.name).split()) <= caller


def _call(call: Call) -> dict[str, Any]:
    fixes: Sequence[Fix] = list(Fix.objects.filter(call=call).order_by("at"))
    return {
        "received_at": stamp(call.received_at),
        "number": numbers.display(call.number, call.number_raw),
        "positions": [
            {
                "at": stamp(fix.at),
                "latitude": fix.latitude,
                "longitude": fix.longitude,
                "radius_m": fix.radius_m,
            }
            for fix in fixes
        ],
    }


def _label(disposition: str) -> str:
    return str(labels.of("disposition", [disposition])[disposition]) if disposition else ""
