"""The changes of administration, read newest first from among everything else that happened."""

from __future__ import annotations

from django.db import connection

from cae.administration import history, people
from calls.casefile.models import Disclosure, Event
from calls.people.models import Role
from tests.cae.administration.office import Office


def test_the_log_of_cases_is_not_searched_for_them(office: Office) -> None:
    people.disable_person(office.by(), person_id=office.room.marcos.id)
    rows = Event.objects.filter(kind__startswith="administration.").order_by("-id")[:50]
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off; SET enable_sort = off")
        plan = rows.explain()
    assert "event_of_administration" in plan


def test_a_name_that_was_shredded_is_gone_and_the_change_is_still_told(office: Office) -> None:
    people.disable_person(office.by(), person_id=office.room.marcos.id)
    answer = people.change_person(
        office.by(),
        person_id=office.room.lucia.id,
        base_version=0,
        display_name="Lucía Gil",
        role=Role.OPERATOR,
        centre=None,
        language="es",
    )
    assert answer["version"] == 1
    (told,) = history.changes(of=office.room.lucia.id, at_most=5)
    assert [(each.before, each.after) for each in told.details] == [("Lucia", "Lucía Gil")]
    Disclosure.objects.using("migrator").filter(stream_id=office.room.lucia.id).delete()
    (told,) = history.changes(of=office.room.lucia.id, at_most=5)
    assert told.details == []
    assert told.about == "Lucía Gil"


def test_what_was_done_to_one_thing_is_read_apart_from_the_rest(office: Office) -> None:
    for user in (office.room.marcos, office.room.lucia, office.room.carmen):
        people.disable_person(office.by(), person_id=user.id)
    rows = history.changes(at_most=10)
    assert [row.about for row in rows] == ["Carmen", "Lucia", "Marcos"]
    assert rows[0].actor == "Teresa"
    assert [row.about for row in history.changes(before=rows[0].id, at_most=1)] == ["Lucia"]
    assert [row.about for row in history.changes(of=office.room.lucia.id, at_most=9)] == ["Lucia"]
