"""START and JumpSTART, rule by rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.stages.triage import sorting
from calls.stages.triage.sorting import Breathing, Colour, Method, Signs

WELL = {"breathing": Breathing.YES, "rate": 20, "pulse": True, "responds": True}
seen = st.one_of(st.none(), st.booleans())
signs = st.builds(
    Signs,
    walks=st.booleans(),
    breathing=st.one_of(st.none(), st.sampled_from(Breathing)),
    rate=st.one_of(st.none(), st.integers(0, 120)),
    pulse=seen,
    responds=seen,
)


@pytest.mark.parametrize(
    ("method", "told", "colour"),
    [
        (Method.START, {}, Colour.DELAYED),
        (Method.START, {"breathing": Breathing.NO}, Colour.DECEASED),
        (Method.START, {"breathing": Breathing.AFTER_OPENING}, Colour.IMMEDIATE),
        (Method.START, {"rate": 30}, Colour.DELAYED),
        (Method.START, {"rate": 31}, Colour.IMMEDIATE),
        (Method.START, {"rate": 8}, Colour.DELAYED),
        (Method.START, {"pulse": False}, Colour.IMMEDIATE),
        (Method.START, {"responds": False}, Colour.IMMEDIATE),
        (Method.JUMPSTART, {}, Colour.DELAYED),
        (Method.JUMPSTART, {"rate": 14}, Colour.IMMEDIATE),
        (Method.JUMPSTART, {"rate": 15}, Colour.DELAYED),
        (Method.JUMPSTART, {"rate": 45}, Colour.DELAYED),
        (Method.JUMPSTART, {"rate": 46}, Colour.IMMEDIATE),
        (Method.JUMPSTART, {"breathing": Breathing.NO, "pulse": False}, Colour.DECEASED),
        (Method.JUMPSTART, {"breathing": Breathing.AFTER_BREATHS}, Colour.IMMEDIATE),
        (Method.JUMPSTART, {"breathing": Breathing.NOT_AFTER_BREATHS}, Colour.DECEASED),
        (Method.JUMPSTART, {"pulse": False}, Colour.IMMEDIATE),
        (Method.JUMPSTART, {"responds": False}, Colour.IMMEDIATE),
    ],
)
def test_a_casualty_who_does_not_walk_has_the_colour_of_the_rules(
    method: Method, told: dict[str, object], colour: Colour
) -> None:
    assert sorting.sort(method, Signs(walks=False, **{**WELL, **told})) == colour  # type: ignore[arg-type] # a table of signs of several types


def test_a_child_with_a_pulse_gets_five_breaths_before_anybody_calls_it_deceased() -> None:
    with pytest.raises(sorting.Missing) as asked:
        sorting.sort(Method.JUMPSTART, Signs(walks=False, breathing=Breathing.NO, pulse=True))
    assert asked.value.field == "breathing"


@given(st.sampled_from(Method), signs)
def test_every_casualty_has_a_colour_or_one_more_thing_to_look_at(
    method: Method, told: Signs
) -> None:
    colour, missing = outcome(method, told)
    assert (colour == Colour.MINOR) == told.walks
    assert colour != Colour.DECEASED or told.breathing != Breathing.YES
    assert colour or missing in {"breathing", "rate", "pulse", "responds"}


def outcome(method: Method, told: Signs) -> tuple[Colour | None, str]:
    """Give the colour, or what is missing for it."""
    try:
        return sorting.sort(method, told), ""
    except sorting.Missing as missing:
        return None, missing.field
