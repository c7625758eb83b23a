"""Read the outlines of a TopoJSON atlas."""

import itertools
from typing import Any

from calls.directory import outline as outlines


def names(topology: dict[str, Any], layer: str) -> dict[str, str]:
    """Return the names of one layer by their `id`."""
    geometries = topology["objects"][layer]["geometries"]
    return {geometry["id"]: geometry["properties"]["name"] for geometry in geometries}


def outlines_of(topology: dict[str, Any], layer: str) -> dict[str, outlines.Outline]:
    """Return the outlines of one layer by their `id`.

    The atlas's grid flattens what is very small: such rings have no area (see `drawn`).
    """
    arcs = [_unpack(arc, topology["transform"]) for arc in topology["arcs"]]
    found = {}
    for geometry in topology["objects"][layer]["geometries"]:
        parts = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        found[geometry["id"]] = [_ring(arcs, ring) for polygon in parts for ring in polygon]
    return found


def drawn(outline: outlines.Outline) -> outlines.Outline:
    """Return the rings that enclose something."""
    return [ring for ring in outline if _area(ring) > 0]


def inner_point(outline: outlines.Outline) -> outlines.Point:
    """Return a point well inside the largest part of an outline.

    Of nine lines across that part, the middle of the widest stretch inside.
    """
    largest = max(outline, key=_area)
    frame = outlines.box([largest])
    best, width = largest[0], 0.0
    for step in range(1, 10):
        latitude = frame.south + (frame.north - frame.south) * step / 10
        crossings = outlines.crossings(outline, latitude)
        for west, east in zip(crossings[::2], crossings[1::2], strict=True):
            if east - west > width and frame.west <= west and east <= frame.east:
                best, width = ((west + east) / 2, latitude), east - west
    return best


def _unpack(arc: list[list[int]], transform: dict[str, list[float]]) -> outlines.Ring:
    (x_scale, y_scale), (x_origin, y_origin) = transform["scale"], transform["translate"]
    x = y = 0
    points: outlines.Ring = []
    for east, north in arc:
        x, y = x + east, y + north
        points.append((x_origin + x * x_scale, y_origin + y * y_scale))
    return points


def _ring(arcs: list[outlines.Ring], indexes: list[int]) -> outlines.Ring:
    points: outlines.Ring = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points.extend(arc[1:] if points else arc)
    return points


def _area(ring: outlines.Ring) -> float:
    pairs = itertools.pairwise(ring)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2
