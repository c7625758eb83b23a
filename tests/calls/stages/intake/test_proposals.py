"""What is proposed as the same incident: near, lately, related, and only to who may see it."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from uuid_utils.compat import uuid7

from calls.casefile import door
from calls.casefile.kinds import Disposition, EndedBy
from calls.casefile.models import Case, Commitment
from calls.people import actor as actors
from calls.people.models import User
from calls.people.trace_models import AccessRecord
from calls.stages.closure import services as closure
from calls.stages.intake import incidents, proposals, unanswered
from calls.stages.intake import services as intake
from tests.calls import room as rooms
from tests.calls.stages.intake.joining import join

LATITUDE, LONGITUDE = 40.9688, -5.6639
METRE = 1 / 111_195
QUERIES = 3
QUICK_S = 0.05
"""Of this process's own time; the machine may do other things too."""
WORDS = [
    f"{first} {second}{third}"
    for first in ("Toro", "Zamora", "Prior", "Rúa", "Pozo")
    for second in ("Alto", "Bajo", "Nuevo", "Viejo", "Largo")
    for third in ("", " Uno", " Sur", " Real", " Vega", " Luna", " Sol", " Mar")
]


def told(
    room: rooms.Room,
    user: User | None = None,
    *,
    north_m: float = 0,
    protocol: str = "collision",
    place: str = "",
    number: str = "",
) -> UUID:
    """Give a case some metres north of Salamanca's square."""
    case_id = room.answered(
        user, callback_number=number or f"+34600{room.now.timestamp() % 1e6:06.0f}"
    )
    point = {} if place else {"latitude": LATITUDE + north_m * METRE, "longitude": LONGITUDE}
    intake.record_intake(
        room.passage(user, case_id, base_version=rooms.version(case_id)),
        **rooms.NOWHERE
        | {
            "location": {"location_text": place, "municipality_id": "37274"} | point,
            "complaint": {"complaint_protocol": protocol},
        },
    )
    room.later(seconds=1)
    return case_id


def proposed(
    room: rooms.Room, case_id: UUID, user: User | None = None, **typed: Any
) -> list[dict[str, Any]]:
    """Give what is proposed to somebody."""
    case = Case.objects.get(id=case_id)
    return proposals.proposals(
        case,
        actor=actors.person(user or room.lucia),
        at=room.now,
        ground=proposals.ground_of(case, typed),
    )


def names(found: list[dict[str, Any]]) -> list[UUID]:
    """Name what is proposed, in order."""
    return [UUID(each["case"]) for each in found]


def test_the_nearest_of_the_same_reason_comes_first(room: rooms.Room) -> None:
    far = told(room, room.marcos, north_m=200)
    near = told(room, room.marcos, north_m=20)
    related = told(room, room.marcos, north_m=20, protocol="unconscious")
    told(room, room.marcos, north_m=400)
    here = told(room)
    found = proposed(room, here)
    assert names(found) == [near, related, far]
    first = found[0]
    assert (first["kind"], first["distance_m"], first["minutes"]) == ("same", 20, 0)
    assert (first["holder_position"], first["complaint"]) == ("OP2", "collision")
    assert first["score"] > found[1]["score"] > found[2]["score"]


def test_too_long_ago_is_another_incident(room: rooms.Room) -> None:
    told(room)
    room.later(minutes=31)
    assert proposed(room, told(room)) == []


def test_on_a_road_what_counts_is_the_axis(room: rooms.Room) -> None:
    same = told(room, room.marcos, place="A-6 km 25 sentido Madrid")
    other = told(room, room.marcos, place="A-6 km 23,4 sentido A Coruña")
    told(room, room.marcos, place="A-6 km 29 sentido Madrid")
    told(room, room.marcos, place="A-5 km 23,4")
    here = told(room, place="A-6 km 23,4 sentido Madrid")
    found = proposed(room, here)
    assert names(found) == [same, other]
    assert [each["road"] for each in found] == ["same", "other"]
    assert [each["distance_m"] for each in found] == [1600, 0]
    ground = proposals.ground_of(Case.objects.get(id=here))
    assert proposals.brief(ground, found) == ["trapped", "fire_or_load", "other_carriageway"]


def test_without_a_point_the_street_is_compared_by_its_words(room: rooms.Room) -> None:
    there = told(room, room.marcos, place="C/ del Toro, 3")
    told(room, room.marcos, place="Plaza del Toro")
    assert names(proposed(room, told(room, place="Calle Toro 5, 2.º"))) == [there]


def test_what_is_typed_counts_before_it_is_saved(room: rooms.Room) -> None:
    there = told(room, room.marcos)
    on_the_road = told(room, room.marcos, place="A-6 km 25")
    here = told(room, north_m=5_000)
    assert proposed(room, here) == []
    assert names(proposed(room, here, latitude=LATITUDE, longitude=LONGITUDE)) == [there]
    assert names(proposed(room, here, location_text="A-6 km 24")) == [on_the_road]
    point: dict[str, Any] = {"latitude": LATITUDE, "longitude": LONGITUDE}
    related, same = (
        proposed(room, here, **point, complaint_protocol=protocol)[0]["score"]
        for protocol in ("unconscious", "collision")
    )
    assert related < same


def test_the_incident_is_proposed_and_not_what_joined_it(room: rooms.Room) -> None:
    first = told(room, north_m=290)
    second = told(room, north_m=150)
    join(room, second, first)
    here = told(room)
    found = proposed(room, here)
    assert names(found) == [first]
    assert found[0]["joined"] == 1
    assert found[0]["distance_m"] == 150, "the nearest of its reports is not what counts"
    assert names(proposed(room, second)) == [here], "its own incident is proposed to it"
    assert names(proposed(room, first)) == [here]


def test_a_cluster_of_three_reports_has_its_brief(room: rooms.Room) -> None:
    cases = [told(room) for _number in range(3)]
    ground = proposals.ground_of(Case.objects.get(id=cases[0]))
    assert proposals.brief(ground, proposed(room, cases[0])) == []
    cases.append(told(room))
    assert proposals.brief(ground, proposed(room, cases[0])) == ["trapped", "fire_or_load"]


def test_a_covert_case_is_proposed_to_those_alone_who_may_see_it(room: rooms.Room) -> None:
    secret = told(room, room.marcos)
    Case.objects.filter(id=secret).update(covert=True)
    here = told(room)
    assert proposed(room, here, room.lucia) == []
    assert names(proposed(room, here, room.marcos)) == [secret]
    assert names(proposed(room, here, room.carmen)) == [secret]
    third = told(room)
    Case.objects.filter(id=third).update(joined_to=secret)
    assert proposed(room, here, room.lucia) == [], "its incident is covert"


def test_the_same_number_is_proposed_wherever_it_is(room: rooms.Room) -> None:
    number = "+34611222333"
    there = told(room, room.marcos, north_m=9_000, number=number)
    room.later(hours=3)
    passage = door.Passage(actor=rooms.GATEWAY, at=room.now)
    rung = room.ring(callback_number=number)
    gone = unanswered.end_call(passage, call_id=rung, ended_by=EndedBy.CALLER)
    gone.refresh_from_db()
    here = told(room, number=number, protocol="unconscious")
    found = proposed(room, here)
    assert {UUID(each["case"]): each["kind"] for each in found} == {
        there: "same_number",
        gone.case_id: "abandoned",
    }
    room.later(hours=25)
    assert proposed(room, here) == []


def test_a_closed_case_of_the_day_may_go_on(room: rooms.Room) -> None:
    number = "+34611222333"
    by_number = told(room, room.marcos, north_m=9_000, number=number)
    by_place = told(room, room.marcos, protocol="unconscious")
    joined = told(room, room.marcos)
    mistake = told(room, room.marcos)
    join(room, joined, by_place, room.marcos)
    for case_id, disposition in (
        (by_number, Disposition.HOAX),
        (by_place, Disposition.TAKEN_TO_HOSPITAL),
        (mistake, Disposition.MISDIAL),
    ):
        closure.close_case(room.passage(room.marcos, case_id), disposition=disposition, summary="x")
    room.later(hours=2)
    here = told(room, number=number)
    found = proposed(room, here)
    assert set(names(found)) == {by_number, by_place}
    assert {each["kind"] for each in found} == {"continuation"}
    assert [each["place"] for each in found] == ["", ""], "she has not worked on them"
    open_now = told(room, room.marcos)
    assert names(proposed(room, here))[0] == open_now
    incidents.continue_case(room.passage(case_id=here), closed_id=by_place)


def send_unit(case_id: UUID) -> None:
    """Let a unit be assigned, as far as the stages see it."""
    Commitment.objects.create(
        case_id=case_id, kind="dispatch.unit_assigned", ref=uuid7(), opened_seq=1
    )


def test_where_the_help_is_is_answered_by_the_case_that_has_units(room: rooms.Room) -> None:
    number = "+34611222333"
    there = told(room, room.marcos, number=number)
    nearest = told(room, room.marcos)
    room.later(hours=2)
    here = told(room, number=number)
    browser = rooms.Browser(room.lucia)
    Case.objects.update(opened_at=room.now - timedelta(hours=2))
    path = f"/cases/{here}/whereabouts/"
    case, lucia = Case.objects.get(id=here), actors.person(room.lucia)
    assert proposals.whereabouts(case, actor=lucia, at=room.now) == {}
    assert json.loads(browser.get(path).content) == {}
    send_unit(nearest)
    assert proposals.whereabouts(case, actor=lucia, at=room.now)["case"] == str(nearest)
    send_unit(there)
    assert proposals.whereabouts(case, actor=lucia, at=room.now) == {
        "case": str(there),
        "reference": Case.objects.get(id=there).reference,
    }


def test_the_console_asks_while_place_and_reason_are_typed(room: rooms.Room) -> None:
    there = told(room, room.marcos, place="A-6 km 25")
    here = told(room, place="Calle Zamora 1")
    browser = rooms.Browser(room.lucia)
    path = f"/cases/{here}/same-incident/"
    before = AccessRecord.objects.count()
    answer = json.loads(browser.get(path, location_text="A-6 km 24").content)
    assert [each["case"] for each in answer["proposals"]] == [str(there)]
    assert answer["proposals"][0]["place"] == "A-6 km 25"
    assert answer["brief"] == ["trapped", "fire_or_load", "other_carriageway"]
    records = AccessRecord.objects.order_by("at", "id").values_list("subject_id", "action")
    assert list(records)[before:] == [(here, "intake.compare"), (there, "intake.compare")]
    assert json.loads(browser.get(path).content) == {"proposals": [], "brief": []}
    stranger = rooms.Browser(room.marcos).get(path)
    assert stranger.status_code == 403
    desk = rooms.Browser(room.elena).get(path)
    assert desk.status_code == 403


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"latitude": "91", "longitude": "0"}, "latitude"),
        ({"latitude": "nan", "longitude": "0"}, "latitude"),
        ({"latitude": "40"}, "longitude"),
        ({"longitude": "1e3", "latitude": "0"}, "longitude"),
        ({"municipality": "Salamanca"}, "municipality"),
        ({"complaint_protocol": "made_up"}, "complaint_protocol"),
        ({"location_text": "x" * 401}, "location_text"),
        ({"n": "1"}, "n"),
    ],
    ids=str,
)
def test_what_cannot_be_compared_is_named(
    fields: dict[str, str], field: str, room: rooms.Room
) -> None:
    case_id = room.case()
    answer = rooms.Browser(room.lucia).get(f"/cases/{case_id}/same-incident/", **fields)
    assert answer.status_code == 400
    assert list(json.loads(answer.content)["fields"]) == [field]


def test_among_two_thousand_open_cases_it_is_quick(room: rooms.Room) -> None:
    here = told(room, place="Calle del Toro Alto 3", number="+34611222333")
    Case.objects.filter(id=here).update(latitude=LATITUDE, longitude=LONGITUDE)
    template = Case.objects.get(id=here)
    rows = []
    for number in range(7_000):
        closed = number >= 2_000
        rows.append(
            Case(
                id=uuid7(),
                number=10_000 + number,
                reference=f"x-{number}",
                exercise=True,
                opened_at=room.now - timedelta(seconds=number % 3_000),
                closed_at=room.now - timedelta(seconds=number) if closed else None,
                stage="closed" if closed else "intake",
                callback_number=f"+346{number:08d}",
                location_text=f"Calle {WORDS[number % len(WORDS)]} {number % 90}, 2.º B",
                street=WORDS[number % len(WORDS)].lower(),
                municipality_id="37274",
                latitude=LATITUDE + (number % 80) * 100 * METRE,
                longitude=LONGITUDE + (number // 80 % 25) * 100 * METRE,
                complaint_protocol=template.complaint_protocol,
            )
        )
    Case.objects.bulk_create(rows, batch_size=500)
    took = []
    with CaptureQueriesContext(connection) as asked:
        found = proposed(room, here)
    for _turn in range(9):
        begun = time.process_time()
        proposed(room, here)
        took.append(time.process_time() - begun)
    assert len(asked) == 1 + QUERIES, "the first reads the case itself"
    assert len(found) == proposals.AT_MOST
    assert min(took) < QUICK_S, f"{1_000 * min(took):.1f} ms"
