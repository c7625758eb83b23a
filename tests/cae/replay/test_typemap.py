"""Types are mapped as the table says, and a broken table is told, not followed."""

import dataclasses
import itertools
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cae.replay import judging, typemap
from cae.replay.sources import records
from calls.protocols import codes, reader
from calls.stages.intake import nearness
from tests.cae.replay import nights
from tests.cae.replay.sources.test_incidents import PLAIN
from tests.calls.protocols import broken

SHELF = reader.load(broken.SHELF).protocols
HEADER = "source,source_type,family,subtype,protocol,severity,agencies"


def judged(mapped: typemap.Mapped) -> judging.Judged:
    return judging.judge(nights.BOOK[mapped.protocol], dict(mapped.answers))


def table(folder: Path, *rows: str, header: str = HEADER) -> typemap.TypeMap:
    path = folder / "types.csv"
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return typemap.read(path, protocols=SHELF)


def told(types: typemap.TypeMap) -> list[tuple[int, str]]:
    return [(fault.row, fault.told) for fault in types.faults]


def test_the_shipped_table_is_whole_and_names_protocols_that_are_there() -> None:
    types = typemap.read(protocols=nights.BOOK)
    assert (len(types.rows), types.faults) == (166, ())
    assert {source for source, _ in types.rows} == {"sf", "montco", "seattle"}
    assert all(mapped.family for mapped in types.rows.values())


def test_the_gravest_types_lead_to_their_protocols() -> None:
    types = typemap.read()
    arrest = types.look_up("montco", "EMS: CARDIAC ARREST")
    assert (arrest.protocol, arrest.agencies) == ("cardiac_arrest_adult", ("health",))
    stroke = types.look_up("montco", "EMS: CVA/STROKE")
    assert (stroke.protocol, stroke.answers[0]) == ("stroke", ("signs", "unknown"))
    assert types.look_up("seattle", "Advised Incident").protocol == ""


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("montco", "EMS: CARDIAC ARREST"),
        ("montco", "EMS: UNRESPONSIVE SUBJECT"),
        ("montco", "EMS: UNCONSCIOUS SUBJECT"),
        ("montco", "EMS: CHOKING"),
        ("montco", "EMS: SHOOTING"),
        ("montco", "EMS: STABBING"),
        ("montco", "EMS: ELECTROCUTION"),
        ("montco", "EMS: AMPUTATION"),
        ("sf", "Water Rescue"),
        ("sf", "Confined Space / Structure Collapse"),
        ("seattle", "Medic Response, 7 per Rule"),
        ("seattle", "Multiple Casualty Incident"),
        ("seattle", "Vessel Sinking On Shore"),
    ],
)
def test_what_is_grave_by_its_name_alone_is_vital(source: str, told: str) -> None:
    assert judged(typemap.read(protocols=nights.BOOK).look_up(source, told)).severity == "P0"


def test_the_book_takes_no_type_for_less_grave_than_the_table_does() -> None:
    types = typemap.read(protocols=nights.BOOK)
    lower = {
        key: (mapped.severity, judged(mapped).severity)
        for key, mapped in types.rows.items()
        if mapped.protocol and judged(mapped).severity > mapped.severity
    }
    assert lower == {}


def test_whatever_the_table_says_is_asked() -> None:
    types = typemap.read(protocols=nights.BOOK)
    unasked = {
        key: told
        for key, mapped in types.rows.items()
        for told in mapped.answers
        if told not in judged(mapped).answers
    }
    assert unasked == {}


def test_only_what_is_no_call_for_help_has_no_protocol() -> None:
    without = {
        told for (_source, told), mapped in typemap.read().rows.items() if not mapped.protocol
    }
    assert without == {
        *("other", "citizen assist / service call", "fire: fire special service"),
        *(
            "fire: fire police needed",
            "ems: ems special service",
            "fire: s/b at helicopter landing",
        ),
        *("fire: transferred call", "ems: fire special service", "fire: pump detail"),
        *("ems: warrant service", "investigate out of service", "advised incident"),
        *("trans to amr", "fast back up"),
    }


@pytest.mark.parametrize(
    "spelling",
    ["Traffic: VEHICLE ACCIDENT", "traffic: vehicle accident -", " Traffic:  Vehicle Accident-"],
)
def test_case_spaces_and_the_trailing_dash_do_not_matter(spelling: str) -> None:
    assert typemap.read().look_up("Montco", spelling).subtype == "accidente_trafico"


def test_an_unknown_type_stands_for_nothing() -> None:
    types = typemap.read()
    unknown = typemap.Mapped(known=False)
    assert types.look_up("sf", "Zeppelin") == unknown
    assert types.look_up("london", "Medical Incident") == unknown
    assert (unknown.family, unknown.protocol, unknown.severity, unknown.agencies) == (
        "",
        "",
        "",
        (),
    )


def test_a_table_of_families_alone_will_do(tmp_path: Path) -> None:
    types = table(
        tmp_path, "sf,Alarms,109,INC,alarma", header="source,source_type,dev_count,family,subtype"
    )
    assert types.look_up("sf", "Alarms") == typemap.Mapped(
        family="INC", subtype="alarma", known=True
    )
    assert types.faults == ()


def test_each_wrong_value_is_left_out_and_told(tmp_path: Path) -> None:
    types = table(
        tmp_path,
        "sf,A,XXX,a,general,P1,health",
        "sf,B,INC,b,zeppelin,P9,fire zoo",
        ",C,INC,c,,,",
        "sf,A,INC,a,,,",
        "sf,D",
    )
    assert types.look_up("sf", "A") == typemap.Mapped(
        subtype="a", protocol="general", severity="P1", agencies=("health",), known=True
    )
    assert types.look_up("sf", "B") == typemap.Mapped(
        family="INC", subtype="b", agencies=("fire",), known=True
    )
    assert types.look_up("sf", "D").known
    assert told(types) == [
        (1, "XXX"),
        (2, "zeppelin"),
        (2, "P9"),
        (2, "zoo"),
        (3, ", C"),
        (4, "sf, A"),
        (5, "sf,D"),
    ]
    assert all(str(fault.reason) for fault in types.faults)


def test_what_a_type_answers_is_read_and_an_answer_that_is_not_there_is_told(
    tmp_path: Path,
) -> None:
    types = table(
        tmp_path,
        "sf,A,TRA,a,collision,,police,trapped=yes hurt=one",
        "sf,B,TRA,b,collision,,police,trapped=perhaps hurt=one zeppelin",
        "sf,C,TRA,c,,,police,trapped=yes",
        header=f"{HEADER},answers",
    )
    assert types.look_up("sf", "A").answers == (("trapped", "yes"), ("hurt", "one"))
    assert types.look_up("sf", "B").answers == (("hurt", "one"),)
    assert types.look_up("sf", "C").answers == ()
    assert told(types) == [(2, "trapped=perhaps zeppelin="), (3, "trapped=yes")]


def test_a_table_without_types_maps_nothing_and_says_so(tmp_path: Path) -> None:
    types = table(tmp_path, "1,2", header="a,b")
    assert (types.rows, told(types)) == ({}, [(0, "a, b")])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_any_file_is_a_table_or_a_fault(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "types.csv"
    path.write_bytes(f"{HEADER}\n".encode() + content)
    types = typemap.read(path)
    assert all(mapped.known for mapped in types.rows.values())


@pytest.mark.parametrize(
    ("source", "priority", "severity"),
    [
        ("sf", "E", "P0"),
        ("sf", "3", "P1"),
        ("sf", "a", "P1"),
        ("sf", " 2 ", "P2"),
        ("sf", "", ""),
        ("sf", "X", ""),
        ("seattle", "1", ""),
    ],
)
def test_a_priority_hints_at_a_severity(source: str, priority: str, severity: str) -> None:
    assert typemap.severity_of(source, priority) == severity


def test_relation_is_mutual_and_each_family_is_related_to_itself() -> None:
    families = [typemap.Mapped(family=f, known=True) for f in sorted(typemap.FAMILIES)]
    assert all(typemap.related(one, one) for one in families)
    for one, other in itertools.combinations(families, 2):
        assert typemap.related(one, other) == typemap.related(other, one)


def test_types_are_related_as_the_rooms_own_proposals_relate_protocols() -> None:
    assert set(typemap.FAMILIES.values()) == set(codes.lists().families)
    named = frozenset({"information"})
    for one, other in itertools.combinations(typemap.FAMILIES, 2):
        pair = frozenset({typemap.FAMILIES[one], typemap.FAMILIES[other]})
        there = nearness.relation(*pair) == "related"
        here = typemap.related(
            typemap.Mapped(family=one, known=True), typemap.Mapped(family=other, known=True)
        )
        assert here == (there and not pair & named), pair


def test_a_crash_is_related_to_the_hurt_and_not_to_the_unknown() -> None:
    crash, hurt, police, unknown = (
        typemap.Mapped(family=f, known=bool(f)) for f in ("TRA", "SAN", "SEG", "")
    )
    assert typemap.related(crash, hurt)
    assert not typemap.related(crash, police)
    assert not typemap.related(unknown, unknown)


def test_one_unknown_type_told_by_two_services_is_related() -> None:
    test = typemap.relation(typemap.read(), "montco")

    def of(told: str) -> records.SourceCall:
        return dataclasses.replace(PLAIN, type=told, received_at=datetime(2018, 1, 1, tzinfo=UTC))

    assert test(of("EMS: TRAIN CRASH"), of("Fire: TRAIN CRASH -"))
    assert test(of("EMS: VEHICLE ACCIDENT"), of("Traffic: VEHICLE ACCIDENT"))
    assert not test(of("EMS: TRAIN CRASH"), of("Fire: ZEPPELIN"))
    assert not test(of(""), of(""))
