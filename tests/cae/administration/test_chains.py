"""What administration writes is verified with everything else, and a forgery of it is found."""

from __future__ import annotations

from django.db import connections

from cae.administration import people
from calls.archive import verification
from calls.casefile.models import Stream
from tests.cae.administration.office import Office


def test_the_logs_of_administration_are_among_those_verified(office: Office) -> None:
    people.disable_person(office.by(), person_id=office.room.marcos.id)
    report = verification.verify()
    assert report.fault_count == 0
    assert report.streams == Stream.objects.count() == 1
    assert report.entries == 1


def test_a_change_that_was_told_otherwise_afterwards_is_found(office: Office) -> None:
    people.disable_person(office.by(), person_id=office.room.marcos.id)
    with connections["migrator"].cursor() as cursor:
        cursor.execute("ALTER TABLE casefile_event DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE casefile_event SET body = replace(body, '\"after_is_active\":false',"
            " '\"after_is_active\":true')"
        )
        cursor.execute("ALTER TABLE casefile_event ENABLE TRIGGER USER")
    report = verification.verify()
    assert [fault.where for fault in report.faults] == [f"administration {office.room.marcos.id}"]
