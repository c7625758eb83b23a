"""Outlines come out of a TopoJSON atlas."""

from typing import Any

from calls.directory import outline as outlines
from calls.directory.build import atlas

# Two squares side by side that share an arc, one flattened to a line.
TOPOLOGY: dict[str, Any] = {
    "transform": {"scale": [0.1, 0.1], "translate": [-4.0, 40.0]},
    "arcs": [
        [[1, 0], [0, 1]],
        [[1, 1], [-1, 0], [0, -1], [1, 0]],
        [[1, 0], [1, 0], [0, 1], [-1, 0]],
        [[3, 3], [1, 0], [-1, 0]],
    ],
    "objects": {
        "towns": {
            "geometries": [
                {"type": "Polygon", "id": "1", "arcs": [[0, 1]], "properties": {"name": "West"}},
                {
                    "type": "MultiPolygon",
                    "id": "2",
                    "arcs": [[[2, -1]]],
                    "properties": {"name": "East"},
                },
                {"type": "Polygon", "id": "3", "arcs": [[3]], "properties": {"name": "Line"}},
            ]
        }
    },
}


def test_neighbours_share_their_border() -> None:
    found = atlas.outlines_of(TOPOLOGY, "towns")
    assert outlines.holds(found["1"], (-3.95, 40.05))
    assert not outlines.holds(found["2"], (-3.95, 40.05))
    assert outlines.holds(found["2"], (-3.85, 40.05))
    assert outlines.box(found["2"]).west == outlines.box(found["1"]).east


def test_a_flattened_ring_is_not_drawn() -> None:
    found = atlas.outlines_of(TOPOLOGY, "towns")
    assert atlas.drawn(found["3"]) == []
    assert atlas.drawn(found["1"]) == found["1"]


def test_a_layer_tells_its_names() -> None:
    assert atlas.names(TOPOLOGY, "towns") == {"1": "West", "2": "East", "3": "Line"}


def test_an_inner_point_is_inside_even_a_hollow_shape() -> None:
    around = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]
    hollow = [(0.5, 0.1), (3.5, 0.1), (3.5, 3.9), (0.5, 3.9), (0.5, 0.1)]
    assert outlines.holds([around, hollow], atlas.inner_point([around, hollow]))
