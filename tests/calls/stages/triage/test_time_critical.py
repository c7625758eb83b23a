"""What counts minutes, and how many are hurt: told once, owed until done, never from afar."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from calls.casefile import refusals
from calls.casefile.models import Case
from calls.protocols import contents, reader, walk
from calls.stages.triage import casualties, queries, sorting, telling, time_critical
from calls.stages.triage import services as triage
from calls.stages.triage.models import CountedBy, Onset, TimeCritical
from tests.calls import room as rooms
from tests.calls.stages.triage import scenes

COLOURS = {"immediate": 2, "delayed": 3, "minor": 5, "deceased": 0}


def path_to(condition: str) -> tuple[contents.Protocol, dict[str, str]]:
    """Find a protocol of the book and answers that name a condition."""
    for protocol in reader.book().protocols.values():
        trails: list[dict[str, str]] = [{}]
        while trails:
            answers = trails.pop()
            if any(each.time_critical == condition for each in walk.named(protocol, answers)):
                return protocol, answers
            step = walk.next_step(protocol, answers)
            if isinstance(step, contents.Question):
                trails += [{**answers, step.code: each.code} for each in step.answers]
    pytest.skip(f"no protocol of the book names {condition} yet")


def told(case_id: UUID) -> list[tuple[str, str, bool]]:
    """Give what is told of a case's conditions."""
    found = telling.time_critical(Case.objects.get(id=case_id))
    return [(each["code"], each["onset"], each["owed"]) for each in found if each["active"]]


@pytest.mark.parametrize("condition", ["stroke", "stemi"])
def test_answers_that_name_it_owe_a_hospital_a_word_until_one_is_told(
    condition: str, room: rooms.Room
) -> None:
    protocol, answers = path_to(condition)
    case_id = room.case()
    triage.start_protocol(room.passage(case_id=case_id), protocol=protocol.code)
    for question, answer in answers.items():
        triage.answer_question(room.passage(case_id=case_id), question=question, answer=answer)
    assert told(case_id) == [(condition, "", True)]
    assert "triage.prealert" in rooms.owed(case_id)
    time_critical.record_onset(
        room.passage(case_id=case_id),
        condition=condition,
        onset=Onset.LAST_SEEN_WELL,
        onset_at=room.now - timedelta(hours=2),
        said_by="su hija",
    )
    room.later(minutes=3)
    time_critical.alert_hospital(
        room.passage(case_id=case_id), condition=condition, hospital="Clínico", taken_by="Dra. R"
    )
    assert told(case_id) == [(condition, "last_seen_well", False)]
    assert "triage.prealert" not in rooms.owed(case_id)
    row = TimeCritical.objects.get(case=case_id)
    assert (row.hospital, row.alerted_at) == ("Clínico", room.now)


def test_another_protocol_takes_nothing_of_what_is_owed_to_a_hospital(room: rooms.Room) -> None:
    protocol, answers = path_to("stemi")
    case_id = room.case()
    triage.start_protocol(room.passage(case_id=case_id), protocol=protocol.code)
    for question, answer in answers.items():
        triage.answer_question(room.passage(case_id=case_id), question=question, answer=answer)
    triage.start_protocol(room.passage(case_id=case_id), protocol="fall")
    while True:
        part = queries.case_part(Case.objects.get(id=case_id), rooms.GATEWAY)
        if part["question"] is None:
            break
        triage.answer_question(
            room.passage(case_id=case_id),
            question=part["question"]["code"],
            answer=part["question"]["answers"][-1]["code"],
        )
    assert part["protocol"]["code"] == "fall"
    assert part["determinant"] is not None
    assert ("stemi", "", True) in told(case_id)
    assert "triage.prealert" in rooms.owed(case_id)


def test_why_no_hospital_is_told_settles_what_is_owed_as_well(room: rooms.Room) -> None:
    case_id = room.case()
    scenes.counts_minutes(case_id)
    time_critical.waive_prealert(
        room.passage(case_id=case_id), condition="stroke", reason="no se traslada"
    )
    assert told(case_id) == [("stroke", "", False)]
    time_critical.alert_hospital(
        room.passage(case_id=case_id), condition="stroke", hospital="X", taken_by="Y"
    )
    with pytest.raises(refusals.Invalid):
        time_critical.waive_prealert(
            room.passage(case_id=case_id), condition="stroke", reason="tarde"
        )


@pytest.mark.parametrize(
    ("onset", "ago", "field"),
    [
        (Onset.EXACT, None, "onset_time"),
        (Onset.UNKNOWN, timedelta(0), "onset_time"),
        (Onset.EXACT, timedelta(minutes=-1), "onset_time"),
        (Onset.LAST_SEEN_WELL, timedelta(days=8), "onset_time"),
    ],
)
def test_a_time_that_cannot_be_is_refused_and_the_field_named(
    onset: Onset, ago: timedelta | None, field: str, room: rooms.Room
) -> None:
    case_id = room.case()
    scenes.counts_minutes(case_id)
    before = rooms.everything()
    with pytest.raises(refusals.Invalid) as refused:
        time_critical.record_onset(
            room.passage(case_id=case_id),
            condition="stroke",
            onset=onset,
            onset_at=None if ago is None else room.now - ago,
            said_by="x",
        )
    assert set(refused.value.fields) == {field}
    assert rooms.everything() == before


def test_a_condition_nobody_found_has_no_onset_and_those_found_are_named(
    room: rooms.Room,
) -> None:
    case_id = room.case()
    scenes.counts_minutes(case_id)
    with pytest.raises(refusals.Invalid) as refused:
        time_critical.record_onset(
            room.passage(case_id=case_id),
            condition="stemi",
            onset=Onset.UNKNOWN,
            onset_at=None,
            said_by="x",
        )
    assert refused.value.fields["condition"] == ["stroke"]


def count(room: rooms.Room, case_id: UUID, source: CountedBy, **more: int) -> None:
    """Count as somebody who has just read the sheet."""
    casualties.count_casualties(
        room.passage(case_id=case_id, base_version=rooms.version(case_id)),
        counts=COLOURS | more,
        source=source,
    )


def test_by_telephone_nobody_is_counted_or_sorted_as_deceased(room: rooms.Room) -> None:
    case_id = room.case()
    with pytest.raises(refusals.Invalid) as refused:
        count(room, case_id, CountedBy.CALLER, deceased=1)
    assert set(refused.value.fields) == {"deceased"}
    still = sorting.Signs(walks=False, breathing=sorting.Breathing.NO)
    for source, colour in ((CountedBy.CALLER, "immediate"), (CountedBy.CREW, "deceased")):
        answer = casualties.sort_casualty(
            room.passage(case_id=case_id), method=sorting.Method.START, signs=still, source=source
        )
        assert answer["colour"] == colour
    count(room, case_id, CountedBy.CREW, deceased=1)
    shown = telling.casualties_part(Case.objects.get(id=case_id), rooms.GATEWAY)
    assert shown is not None
    assert {name: shown[name] for name in COLOURS} == COLOURS | {"deceased": 1}


@pytest.mark.parametrize("deceased", [0, 1, 2])
def test_a_count_by_telephone_leaves_the_dead_whom_a_crew_counted(
    deceased: int, room: rooms.Room
) -> None:
    case_id = room.case()
    count(room, case_id, CountedBy.CREW, deceased=2)
    count(room, case_id, CountedBy.CALLER, deceased=deceased, minor=9)
    shown = telling.casualties_part(Case.objects.get(id=case_id), rooms.GATEWAY)
    assert shown is not None
    assert (shown["deceased"], shown["minor"]) == (2, 9)
    with pytest.raises(refusals.Invalid) as refused:
        count(room, case_id, CountedBy.CALLER, deceased=3)
    assert set(refused.value.fields) == {"deceased"}


def test_two_who_count_at_once_are_told_of_each_other(room: rooms.Room) -> None:
    case_id = room.case()
    opened = rooms.version(case_id)
    count(room, case_id, CountedBy.CREW)
    with pytest.raises(refusals.Conflict) as refused:
        casualties.count_casualties(
            room.passage(case_id=case_id, base_version=opened),
            counts=COLOURS,
            source=CountedBy.CREW,
        )
    assert refused.value.conflicts["casualties"]["theirs"] == COLOURS


def test_what_must_be_looked_at_first_is_named(room: rooms.Room) -> None:
    case_id = room.case()
    with pytest.raises(refusals.Invalid) as refused:
        casualties.sort_casualty(
            room.passage(case_id=case_id),
            method=sorting.Method.START,
            signs=sorting.Signs(walks=False, breathing=sorting.Breathing.YES),
            source=CountedBy.CREW,
        )
    assert set(refused.value.fields) == {"rate"}
