"""The fleet of a rehearsal."""

from __future__ import annotations

from collections import Counter

from calls.casefile.events import CODE
from calls.casefile.models import Event
from calls.directory import demonstration as directory
from dispatch import demonstration, recommendation
from dispatch.models import Unit
from tests.support import clones


def test_every_centre_has_units_that_stand_somewhere(database: clones.Clone) -> None:
    units = demonstration.load_demonstration_units()
    centres = directory.load_demonstration_centres()
    counts = Counter(unit.centre_id for unit in units)
    assert {centre.id for centre in centres} == set(counts)
    assert set(counts.values()) <= {3, 4, 5}
    assert all(CODE.fullmatch(unit.callsign) for unit in units)
    assert all(unit.status == "available" for unit in units)
    near = [(unit, centre) for unit in units for centre in centres if centre.id == unit.centre_id]
    for unit, centre in near:
        assert unit.latitude is not None
        assert unit.longitude is not None
        if centre.latitude is not None and centre.longitude is not None:
            place = (centre.latitude, centre.longitude)
            assert recommendation.distance_km(place, (unit.latitude, unit.longitude)) < 10


def test_loading_it_again_changes_nothing(database: clones.Clone) -> None:
    first = demonstration.load_demonstration_units()
    before = (list(Unit.objects.order_by("id").values()), Event.objects.count())
    assert demonstration.load_demonstration_units() == first
    assert (list(Unit.objects.order_by("id").values()), Event.objects.count()) == before
