"""A night is played through the real services: whole, once, on from where it stopped."""

from __future__ import annotations

import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core import management
from django.core.management.base import CommandError

from cae.replay import agreement, deeds, engine, report, sealing
from cae.replay import plan as plans
from cae.replay.models import ReplayRun
from calls.archive import search
from calls.archive.models import SealedFile
from calls.casefile import clock
from calls.casefile.deployment import Deployment, RoomClock
from calls.casefile.models import Case, Commitment, Event
from calls.directory.models import Agency, Jurisdiction, Level, OperationsCentre
from calls.stages.transfer.models import Offer, OfferState
from calls.stages.triage.models import TimeCritical
from tests.cae.replay import nights
from tests.cae.replay.sources import files
from tests.support import clones

# Asks at each commit, and looks at nothing that the product looks at to answer.
NO_ORPHANS = """
CREATE FUNCTION test_no_orphan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM casefile_case AS held WHERE held.id = NEW.id
        AND held.stage <> 'closed' AND held.holder_id IS NULL AND held.joined_to_id IS NULL
        AND NOT EXISTS (SELECT FROM casefile_commitment AS owed WHERE owed.case_id = held.id
            AND owed.settled_at IS NULL AND owed.due_at IS NOT NULL))
    THEN RAISE EXCEPTION 'case % is an orphan', NEW.reference; END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER test_no_orphan AFTER INSERT OR UPDATE ON casefile_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION test_no_orphan();
"""


@pytest.fixture(autouse=True)
def exercise(database: clones.Clone) -> None:
    Deployment.objects.create(purpose="exercise")


@pytest.fixture
def watched(database: clones.Clone) -> None:
    with database.connect("superuser") as observer:
        observer.execute(NO_ORPHANS)


def played(plan: plans.Plan, *, until: int | None = None) -> ReplayRun:
    """Play a plan on, to its end or until so many of its moments are done."""
    one = engine.Engine(plan)

    def progress(position: int, _at: datetime) -> None:
        one.stop = until is not None and position >= until

    return one.run(speed=0, name="night.csv", progress=progress)


def file_of(folder: Path, text: str) -> Path:
    path = folder / "night.csv"
    path.write_text(text, encoding="utf-8")
    return path


def life(case: Case) -> list[tuple[str, str]]:
    """Give what a case lived through, without what is made anew each time."""
    rows = Event.objects.filter(stream_id=case.id).order_by("seq")
    return [(row.kind, f"{row.at:%H:%M:%S} {row.recorded_at:%H:%M:%S}") for row in rows]


def lives() -> dict[str, list[tuple[str, str]]]:
    rows = Case.objects.order_by("calls__gateway_call_id")
    keys = rows.values_list("calls__gateway_call_id", flat=True)
    return {str(key): life(case) for key, case in zip(keys, rows, strict=True)}


def replay(path: Path, *more: str) -> tuple[str, dict[str, Any]]:
    out, kept = io.StringIO(), path.with_suffix(".json")
    management.call_command("replay", str(path), *more, report=kept, stdout=out)
    return out.getvalue(), json.loads(kept.read_text())


@pytest.mark.usefixtures("watched")
def test_a_night_is_played_whole_and_everything_holds(tmp_path: Path) -> None:
    shown, told = replay(file_of(tmp_path, nights.text(calls=4, seed=5, most_units=2)))
    figures = told["figures"]
    assert told["holds"], shown
    assert figures["calls"] == figures["cases"] == figures["closed"] == figures["sealed"] == 4
    assert figures["orphans"] == figures["faults"] == 0
    assert figures["joined"] + figures["continued"] > 0
    assert told["refused"] == {}
    assert "Everything holds." in shown
    assert not RoomClock.objects.exists(), "the room has the world's time again"


def test_a_night_is_late_and_judged_as_planned_and_what_is_unclassified_is_found(
    tmp_path: Path,
) -> None:
    plan = nights.plan(tmp_path, calls=3, seed=12, most_units=2)
    told = report.make(played(plan), plan)
    assert told.late
    assert {kind: late["here"] for kind, late in told.late.items()} == {
        kind: late["in_source"] for kind, late in told.late.items()
    }
    assert Commitment.objects.filter(settled_at__isnull=True).count() == 0
    assert told.agreement == agreement.of(plan, plan.severities)
    assert told.agreement.unclassified == {"Zeppelin Landing": 1}
    assert told.blemishes["type_unknown"]["types"] == {"Zeppelin Landing": 1}
    sealing.wait_or_seal()
    [zeppelin] = Case.objects.filter(complaint_text="Zeppelin Landing")
    wanted = search.Wanted(facets={"protocol": search.NOTHING})
    found = search.matching(
        SealedFile.objects.all(), wanted, at=plan.moments[-1].learned_at, disclosed=False
    )
    assert list(found.values_list("case_id", flat=True)) == [zeppelin.id]


def test_what_is_odd_is_counted_and_explained(tmp_path: Path) -> None:
    told = report.odd(nights.plan(tmp_path))
    assert {"stamp_unreadable", "available_missing", "type_unknown"} <= set(told)
    assert all(odd["why"] and odd["count"] for odd in told.values())


def test_every_case_is_marked_as_an_exercise_from_its_first_event(tmp_path: Path) -> None:
    played(nights.plan(tmp_path, calls=1, most_units=1))
    assert not Case.objects.filter(exercise=False).exists()
    opened = Event.objects.filter(kind="intake.case_opened")
    assert all(json.loads(event.body)["data"]["exercise"] for event in opened)


def test_stopped_the_room_stands_still_and_then_it_goes_on_from_there(tmp_path: Path) -> None:
    plan = nights.plan(tmp_path, calls=2, most_units=1)
    record = played(plan, until=10)
    assert record.finished_at is None
    assert clock.now() == plan.moments[9].learned_at, "so that nothing is late meanwhile"
    record = played(plan)
    assert record.finished_at is not None
    assert report.make(record, plan).figures["calls"] == 2
    assert RoomClock.objects.count() == 0


def test_killed_before_it_wrote_down_how_far_it_was_nothing_happens_twice(tmp_path: Path) -> None:
    plan = nights.plan(tmp_path, calls=3, seed=12, most_units=2)
    for until, back in ((len(plan.moments) // 3, 1), (len(plan.moments) - 5, 30)):
        record = played(plan, until=until)
        record.position = until - back
        record.save()
    again = played(plan)
    assert again.finished_at is not None
    told = report.make(again, plan)
    assert told.refused == {}
    twice = lives()
    with clones.fresh() as other, clones.used_by_django(other):
        Deployment.objects.create(purpose="exercise")
        played(plan)
        assert lives() == twice


def test_played_again_the_same_content_changes_nothing(tmp_path: Path) -> None:
    path = file_of(tmp_path, nights.text(calls=2, seed=3, most_units=1))
    replay(path)
    events = Event.objects.count()
    _shown, told = replay(path)
    assert told["holds"]
    assert Event.objects.count() == events


def test_records_of_one_incident_are_joined_where_the_source_names_none(tmp_path: Path) -> None:
    rows = (
        {"title": "EMS: VEHICLE ACCIDENT"},
        {"title": "Traffic: VEHICLE ACCIDENT -", "timeStamp": "2015-12-10 17:41:00"},
        {"title": "Fire: FIRE ALARM", "lat": "40.11", "lng": "-75.30", "addr": "ELSEWHERE"},
    )
    shown, told = replay(file_of(tmp_path, files.montco(*rows)))
    assert told["holds"], shown
    assert (told["figures"]["cases"], told["figures"]["joined"]) == (3, 1)
    [joined] = Case.objects.filter(joined_to__isnull=False)
    assert joined.disposition == "joined"


def test_what_the_room_asks_by_itself_and_the_source_tells_nothing_of_is_taken_back(
    tmp_path: Path,
) -> None:
    Agency.objects.create(code="health", kind="health", name_es="Salud", name_en="Health")
    centre = OperationsCentre.objects.create(code="room", name="Room", agency_id="health")
    Jurisdiction.objects.create(centre=centre, level=Level.COUNTRY, code="ES")
    elsewhere = {"lat": "40.11", "lng": "-75.30", "addr": "ELSEWHERE"}
    rows = (
        {"title": "EMS: CVA/STROKE"},
        {"title": "Fire: CARDIAC ARREST", **elsewhere},
        {"title": "EMS: CARDIAC ARREST", "lat": "40.2", "lng": "-75.1", "addr": "FAR AWAY"},
    )
    shown, told = replay(file_of(tmp_path, files.montco(*rows)))
    assert told["holds"], shown
    assert (told["refused"], told["late"]) == ({}, {})
    assert TimeCritical.objects.get(code="stroke").waived == deeds.UNTOLD
    here = Offer.objects.filter(centre=centre)
    assert sorted((one.case.complaint_text, one.state, one.reason) for one in here) == [
        ("EMS: CARDIAC ARREST", OfferState.WITHDRAWN, deeds.UNTOLD),
        ("Fire: CARDIAC ARREST", OfferState.WITHDRAWN, deeds.UNTOLD),
    ]


def test_a_live_database_is_refused(tmp_path: Path, database: clones.Clone) -> None:
    with database.connect("superuser") as connected:
        connected.execute("ALTER TABLE casefile_deployment DISABLE TRIGGER ALL")
        connected.execute("DELETE FROM casefile_deployment")
    with pytest.raises(CommandError, match="exercise"):
        replay(file_of(tmp_path, files.sf({})))
    assert not Case.objects.exists()


def test_a_file_of_no_known_source_says_what_each_needs(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Call Number"):
        replay(file_of(tmp_path, "a,b\n1,2\n"))


def test_an_edited_type_map_decides_the_protocol(tmp_path: Path) -> None:
    types = tmp_path / "types.csv"
    types.write_text(
        "source,source_type,family,protocol,severity,agencies\n"
        "sf,Medical Incident,SAN,unconscious,P0,health\nsf,Broken,XX,nowhere,P9,nobody\n"
    )
    replay(file_of(tmp_path, files.sf({})), "--type-map", str(types))
    assert Case.objects.get().complaint_protocol == "unconscious"


def test_two_replays_do_not_play_in_one_room(tmp_path: Path, database: clones.Clone) -> None:
    with database.connect("app") as other:
        other.execute("SELECT pg_advisory_lock(%s)", [engine.LOCK])
        with pytest.raises(engine.AnotherPlays):
            played(nights.plan(tmp_path, calls=1))
    assert not Case.objects.exists()
