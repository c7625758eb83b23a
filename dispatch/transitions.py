"""Which status a unit may come into from which. One table, in one file."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dispatch.models import UnitStatus

(
    AVAILABLE,
    ASSIGNED,
    EN_ROUTE,
    ON_SCENE,
    TRANSPORTING,
    AT_HOSPITAL,
    OUT_OF_SERVICE,
) = UnitStatus

MOVES: Mapping[UnitStatus, tuple[UnitStatus, ...]] = MappingProxyType(
    {
        AVAILABLE: (OUT_OF_SERVICE,),
        OUT_OF_SERVICE: (AVAILABLE,),
        ASSIGNED: (EN_ROUTE, ON_SCENE, TRANSPORTING, AT_HOSPITAL, AVAILABLE, OUT_OF_SERVICE),
        EN_ROUTE: (ON_SCENE, TRANSPORTING, AT_HOSPITAL, AVAILABLE, OUT_OF_SERVICE),
        ON_SCENE: (TRANSPORTING, AT_HOSPITAL, AVAILABLE, OUT_OF_SERVICE),
        TRANSPORTING: (AT_HOSPITAL, AVAILABLE, OUT_OF_SERVICE),
        AT_HOSPITAL: (AVAILABLE, OUT_OF_SERVICE),
    }
)
"""Forward only, and past what a crew forgot to say: real crews skip every one of the steps.

From available into assigned leads the assignment alone.
"""

OFF_CASE = frozenset({AVAILABLE, OUT_OF_SERVICE})
"""What a unit does without a case; whoever comes here from a case leaves it."""

HAS_ARRIVED = frozenset({ON_SCENE, TRANSPORTING, AT_HOSPITAL})
"""What says that the unit reached the place of help."""


def allowed(status: str) -> tuple[UnitStatus, ...]:
    """Give what a unit of this status may come into, the usual next one first."""
    return MOVES[UnitStatus(status)]
