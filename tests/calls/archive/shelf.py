"""Sealed files of many kinds, to look for: closed through the services and sealed at once."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse

from calls.archive import services
from calls.archive.models import SealedFile
from calls.casefile.kinds import Disposition, Severity
from calls.people.models import User
from calls.people.trace_models import AccessRecord
from calls.stages.closure import services as closure
from calls.stages.intake import services as intake
from calls.stages.triage import services as triage
from tests.calls import room as rooms

WHY = "Orden judicial 12/2026"


def sealed(
    room: rooms.Room,
    *,
    by: User | None = None,
    place: str = "Calle Zamora 1",
    told: str = "Se ha caído",
    number: str = "+34600123123",
    name: str = "Ana Belén",
    severity: Severity | None = None,
    disposition: Disposition = Disposition.RESOLVED_ON_SCENE,
    town: str | None = "37274",
) -> SealedFile:
    """Work, close and seal a case, and give its file without its document."""
    case_id = closed(
        room,
        by=by,
        place=place,
        told=told,
        number=number,
        name=name,
        severity=severity,
        disposition=disposition,
        town=town,
    )
    services.seal_case(case_id=case_id, at=room.now)
    return SealedFile.objects.defer("document").get(case_id=case_id)


def closed(
    room: rooms.Room,
    *,
    by: User | None = None,
    place: str,
    told: str,
    number: str,
    name: str,
    severity: Severity | None,
    disposition: Disposition,
    town: str | None,
) -> UUID:
    """Work and close a case."""
    case_id = room.answered(by, callback_number=number)

    def passage() -> Any:
        return room.passage(by, case_id, base_version=rooms.version(case_id))

    location = {"location_text": place} | ({"municipality_id": town} if town else {})
    intake.record_intake(
        passage(),
        location=location,
        complaint={"complaint_text": told, "complaint_protocol": "general"},
        life={},
        caller={"caller_name": name, "callback_raw": number},
    )
    if severity is not None:
        triage.judge_severity(passage(), severity=severity, reason="Lo veo así")
    closure.close_case(passage(), disposition=disposition, summary="Atendida en el lugar")
    return case_id


def search(user: User, *, reason: str = "", **query: Any) -> HttpResponse:
    """Ask for the page of a search, as a person does who has stated a reason, or has not."""
    return page(user, f"/archive/?{urlencode(query)}", reason=reason)


def page(user: User, path: str, *, reason: str = "") -> HttpResponse:
    """Ask for a page, as a person does."""
    client = stating(user, reason).client
    answer: Any = client.get(path, headers={"Accept": "text/html"})
    found: HttpResponse = answer
    return found


def stating(user: User, reason: str) -> rooms.Browser:
    """Give the browser of somebody who has just stated this reason, if any."""
    browser = rooms.Browser(user)
    if reason:
        answer = browser.client.post("/archive/reason/", {"reason": reason})
        assert answer.status_code == 302, answer.content
    return browser


def references(answer: HttpResponse) -> list[str]:
    """Give the files that a page lists, in its order."""
    assert answer.status_code == 200, text(answer)
    return [row["reference"] for row in answer.context["files"]]  # type: ignore[attr-defined]  # a test client's answer


def found(user: User, **query: Any) -> list[str]:
    """Search with a reason and give what is found."""
    return references(search(user, reason=WHY, **query))


def text(answer: HttpResponse) -> str:
    """Give what a page says."""
    return answer.content.decode()


def faults(user: User, *, reason: str = "", **query: Any) -> dict[str, list[str]]:
    """Give what a script is told of a search that is refused."""
    answer = stating(user, reason).get("/archive/", **query)
    assert answer.status_code == 400
    told: dict[str, list[str]] = json.loads(answer.content)["fields"]
    return told


def records() -> list[AccessRecord]:
    """Give what the access log says, the oldest first."""
    return list(AccessRecord.objects.order_by("id"))
