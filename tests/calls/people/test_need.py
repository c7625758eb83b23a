"""The file of need to know: what each desk sees, and that nothing personal is left out of it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import pytest

from calls.casefile import events, kinds
from calls.people import need

AGENCIES = ("health", "fire", "police", "civil_protection", "sea_rescue")
PLAIN = frozenset({"always"})


def held(*conditions: str) -> need.Groups:
    return PLAIN | frozenset(conditions)


def kept(conditions: Iterable[str], agency: str, *, crew: bool = False) -> set[str]:
    """Name what is kept from a desk, but who sits in the room."""
    groups = need.withheld(held(*conditions), need.Desk(agency=agency, crew=crew))
    return set(groups) - {"room"}


@pytest.mark.parametrize(
    ("condition", "group", "open_to", "crew"),
    [
        ("health_protocol", "clinical", {"health"}, False),
        ("protected_address", "address", {"police"}, True),
        ("gender_violence", "gender_violence", {"police"}, True),
        ("minor", "minors", {"health", "police"}, True),
        ("staff", "staff", set(), True),
    ],
)
def test_each_group_is_for_whom_the_plan_of_access_says(
    condition: str, group: str, open_to: set[str], *, crew: bool
) -> None:
    for agency, on_it in itertools.product(AGENCIES, (False, True)):
        is_kept = group in kept([condition], agency, crew=on_it)
        assert is_kept is not (agency in open_to or (on_it and crew)), (agency, on_it)


def test_safety_and_cover_are_told_to_every_desk() -> None:
    everything = [*kinds.Mark.values, "covert", "health_protocol"]
    for agency in AGENCIES:
        assert not {"safety", "covert"} & kept(everything, agency)


def test_of_an_ordinary_case_nothing_is_kept_but_who_sits_in_the_room() -> None:
    for agency in AGENCIES:
        assert kept([], agency) == set()


def test_from_who_sits_at_no_centres_desk_nothing_is_kept() -> None:
    assert need.withheld(held(*kinds.Mark.values, "health_protocol"), None) == frozenset()


def test_every_mark_is_a_condition_and_every_condition_is_known() -> None:
    known = {"always", "covert", "health_protocol", *kinds.Mark.values}
    used = {each for group in need.table()["groups"].values() for each in group["when"]}
    assert used == known
    assert set(need.table()["marks"]) <= set(kinds.Mark.values)


def test_every_group_that_is_named_is_one() -> None:
    table = need.table()
    named = {
        group
        for part in ("state", "card", "lines")
        for groups in table[part].values()
        for group in groups
    }
    named |= {
        group
        for fields in table["values"].values()
        for groups in fields.values()
        for group in groups
    }
    assert named <= set(table["groups"])


def test_every_personal_value_a_case_can_tell_has_its_group() -> None:
    """A new event with a personal field fails here until the file says whose it is."""
    of_no_case = {
        *("telephony.caution_", "telephony.message_", "administration.", "subjects."),
        *("protocols.", "quality."),
    }
    missing = [
        (name, field)
        for name, cls in events.all_kinds().items()
        if not any(name.startswith(prefix) for prefix in of_no_case)
        for field in events.disclosed_fields(cls)
        if field not in need.table()["values"].get(name, {})
    ]
    assert missing == []


def test_the_file_speaks_of_kinds_and_fields_that_exist() -> None:
    all_kinds = events.all_kinds()
    for name, fields in need.table()["values"].items():
        assert set(fields) <= set(events.disclosed_fields(all_kinds[name])), name
    assert set(need.table()["lines"]) <= set(all_kinds)


def test_a_childs_call_is_a_minors_and_some_protocols_bring_their_mark() -> None:
    def conditions(caller_kind: str, *protocols: str) -> need.Groups:
        return need.conditions(
            marks=(),
            covert=False,
            caller_kind=caller_kind,
            protocols=protocols,
            is_health=False,
        )

    assert conditions("child") == held("minor")
    assert conditions("witness") == PLAIN
    assert conditions("", "gender_violence") == held("gender_violence")


def test_what_is_kept_is_blank_in_its_own_shape_and_named() -> None:
    state = {
        "location": {"text": "Zamora 1", "latitude": 1.5, "municipality": "37274"},
        "fixes": [{"latitude": 1.5}],
        "holder": None,
    }
    shown = need.trimmed(state, frozenset({"address", "room"}))
    assert shown == {
        "location": {"text": "", "latitude": None, "municipality": "37274"},
        "fixes": [],
        "holder": None,
        "withheld": ["address", "room"],
    }
    assert state["location"] == {"text": "Zamora 1", "latitude": 1.5, "municipality": "37274"}
