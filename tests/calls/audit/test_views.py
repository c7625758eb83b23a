"""The access log: who read what, for the auditor alone."""

from __future__ import annotations

import json

import pytest

from calls.people.models import Role
from calls.people.trace_models import AccessRecord
from tests.calls import room as rooms


def test_the_auditor_reads_who_read_what_and_that_is_written_down_too(room: rooms.Room) -> None:
    case_id = room.case()
    rooms.Browser(room.carmen).get(f"/cases/{case_id}/state/")
    auditor = room.person("luis", Role.AUDITOR, "AUD1")
    page = rooms.Browser(auditor).get("/audit/")
    assert page.status_code == 200
    assert str(case_id) in page.content.decode()
    assert "Carmen" in page.content.decode()
    record = AccessRecord.objects.latest("id")
    assert (record.action, record.actor_id, record.subject_id) == ("audit.read", auditor.id, None)


def test_a_page_of_the_access_log_that_does_not_exist_is_empty(room: rooms.Room) -> None:
    auditor = rooms.Browser(room.person("luis", Role.AUDITOR))
    nowhere = "00000000-0000-0000-0000-000000000000"
    assert auditor.get("/audit/", before=nowhere).status_code == 200


@pytest.mark.parametrize("before", ["x", "\0"])
def test_a_page_of_the_access_log_after_no_record_is_refused(before: str, room: rooms.Room) -> None:
    auditor = rooms.Browser(room.person("luis", Role.AUDITOR))
    answer = auditor.get("/audit/", before=before)
    assert answer.status_code == 400
    assert list(json.loads(answer.content)["fields"]) == ["before"]
