"""The lines of a log as one desk sees them, and which desk an actor sits at."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

from calls.casefile.log import Line
from calls.directory.models import OperationsCentre
from calls.people import need
from calls.people.actor import Actor


def desk_of(actor: Actor, *, crew: bool) -> need.Desk | None:
    """Give the desk of a centre that an actor sits at; None for who sits at none.

    `crew` says whether a unit of that centre is, or was, on the case.
    """
    if actor.role != "dispatcher" or actor.centre_id is None:
        return None
    centre = OperationsCentre.objects.get(pk=actor.centre_id)
    return need.Desk(agency=centre.agency_id, crew=crew)


def lines(told: Iterable[Line], kept: need.Groups) -> Iterator[Line]:
    """Give the lines of a log without what is kept, and mark where something was."""
    for line in told:
        if not kept:
            yield line
        elif need.hides_line(line.kind, kept):
            yield dataclasses.replace(line, data={}, withheld=True)
        else:
            yield _without_values(line, kept)


def _without_values(line: Line, kept: need.Groups) -> Line:
    hidden = {name for name in line.data if need.hides_value(line.kind, name, kept)}
    if not hidden:
        return line
    data = {name: value for name, value in line.data.items() if name not in hidden}
    return dataclasses.replace(line, data=data, withheld=True)
