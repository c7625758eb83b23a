"""What the list of reads promises is kept: each address leaves its record, or none."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from calls.casefile import clock
from calls.export.subjects.models import SubjectRequest
from calls.people.models import Role
from calls.people.trace_models import AccessRecord
from tests.calls import room as rooms
from tests.calls.archive import shelf
from tests.calls.export import bodies
from tests.house import test_reads

MORE = {"stages:same_incident": 2, "subjects:request": 3}
"""The case one asks about and the one that may be the same; the request and its two cases."""


def test_each_address_that_shows_people_leaves_its_record(
    room: rooms.Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: room.now)
    file = shelf.sealed(room)
    case_id = room.case()
    room.offered(case_id)
    lucia, elena, carmen = map(rooms.Browser, (room.lucia, room.elena, room.carmen))
    auditor = rooms.Browser(room.person("luis", Role.AUDITOR))
    court = Client(headers={"Authorization": f"Bearer {bodies.token(bodies.body('Juzgado', ''))}"})
    asking = {"name": "Ana Belén", "identity": "DNI visto", "numbers": "600 123 123"}
    carmen.command("/subject-requests/open/", **asking)
    of_request = {"request_id": SubjectRequest.objects.get().id}
    of_case, of_file = {"case_id": case_id}, {"reference": file.reference}
    asked: dict[str, tuple[Client, dict[str, Any], dict[str, Any]]] = {
        "archive:file": (lucia.client, of_file, {}),
        "archive:search": (lucia.client, {}, {}),
        "audit:export": (auditor.client, {}, {}),
        "audit:log": (auditor.client, {}, {}),
        "audit:own": (lucia.client, {}, {}),
        "audit:own_api": (court, {}, {}),
        "audit:verification": (auditor.client, {}, {}),
        "dispatch:desk_case": (elena.client, of_case, {}),
        "drafts": (lucia.client, {}, {"case": case_id}),
        "exceptions": (carmen.client, {}, {}),
        "list_case_files": (court, {}, {}),
        "live:case_page": (lucia.client, of_case, {}),
        "live:console_case": (lucia.client, of_case, {}),
        "live:pane": (lucia.client, of_case, {}),
        "live:state": (lucia.client, of_case, {}),
        "quality:case": (carmen.client, {"case_id": file.case_id}, {}),
        "read_case_file": (court, of_file, {}),
        "stages:same_incident": (lucia.client, of_case, {}),
        "stages:whereabouts": (lucia.client, of_case, {}),
        "subjects:request": (carmen.client, of_request, {}),
        "subjects:requests": (carmen.client, {}, {}),
        "telephony:callbacks": (lucia.client, {}, {}),
        "telephony:cautions": (carmen.client, {}, {}),
    }
    promised = test_reads.told()["recorded"]
    assert set(asked) == set(promised), "ask for the new address here"
    for name, (client, given, query) in asked.items():
        last = AccessRecord.objects.order_by("-id").values_list("id", flat=True).first()
        answer = client.get(reverse(name, kwargs=given), query)
        assert answer.status_code == 200, (name, answer.content)
        new = AccessRecord.objects.filter(id__gt=last) if last else AccessRecord.objects.all()
        left = new.exclude(action="audit.export_ended").values_list("action", flat=True)
        # One for each case that it shows.
        assert set(left) == {promised[name]}, name
        assert len(left) == MORE.get(name, 1), name
