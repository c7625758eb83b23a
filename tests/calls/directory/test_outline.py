"""What an outline holds."""

import math

from hypothesis import given
from hypothesis import strategies as st

from calls.directory import outline as outlines

SQUARE = [(0.0, 40.0), (0.1, 40.0), (0.1, 40.1), (0.0, 40.1), (0.0, 40.0)]
HOLE = [(0.04, 40.04), (0.06, 40.04), (0.06, 40.06), (0.04, 40.06), (0.04, 40.04)]


def test_a_hole_is_outside() -> None:
    outline = [SQUARE, HOLE]
    assert outlines.holds(outline, (0.02, 40.05))
    assert not outlines.holds(outline, (0.05, 40.05))
    assert not outlines.holds(outline, (0.2, 40.05))


def test_an_outline_is_read_as_it_was_written() -> None:
    text = outlines.write([SQUARE, HOLE])
    assert text == "0,40000 100,0 0,100 -100,0;40,40040 20,0 0,20 -20,0"
    assert outlines.write(outlines.read(text)) == text


def test_a_ring_that_vanishes_on_the_grid_is_left_out() -> None:
    speck = [(0.0001, 40.0), (0.0002, 40.0), (0.0002, 40.0001), (0.0001, 40.0)]
    assert outlines.write([speck, SQUARE]) == outlines.write([SQUARE])
    assert outlines.read("") == []


def test_the_edge_is_as_far_as_it_is_on_the_ground() -> None:
    east = outlines.distance([SQUARE], (0.2, 40.05))
    assert math.isclose(east, 0.1 * math.cos(math.radians(40.05)))
    assert math.isclose(outlines.distance([SQUARE], (0.05, 40.3)), 0.2)
    assert outlines.distance([], (0.0, 0.0)) == math.inf


@given(st.floats(0.001, 0.999), st.floats(0.001, 0.999))
def test_a_triangle_holds_what_lies_between_its_corners(a: float, b: float) -> None:
    corners = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (0.0, 0.0)]
    point = (min(a, b), max(a, b) - min(a, b))
    assert outlines.holds([corners], point) or outlines.distance([corners], point) < 1e-9
    assert not outlines.holds([corners], (1.0 + a, b))


def test_the_box_is_the_least_around_every_ring() -> None:
    frame = outlines.box([SQUARE, [(0.3, 39.9), (0.4, 39.9), (0.4, 39.8), (0.3, 39.9)]])
    assert frame == (0.0, 39.8, 0.4, 40.1)
    assert frame.holds((0.4, 39.8))
    assert not frame.holds((0.41, 39.8))
