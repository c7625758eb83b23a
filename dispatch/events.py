"""What the logs say of units: in the case's, who went and how far; in the unit's, what it did."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from calls.casefile import events
from calls.casefile.events import Code
from dispatch.models import UnitKind, UnitStatus


@dataclasses.dataclass(frozen=True, kw_only=True)
class _OnACase(events.StreamEvent):
    assignment: UUID
    unit: UUID
    callsign: Code
    status: UnitStatus

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Name the unit and what it does."""
        return f"{data['callsign']} · {UnitStatus(data['status']).label}"


@events.kind("dispatch.unit_assigned", _("Unit assigned"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class UnitAssigned(_OnACase):
    """A centre sends a unit; something is to be heard of it by `due_at`."""

    unit_kind: UnitKind
    offer: UUID
    centre: UUID
    due_at: datetime

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Name the unit and its kind."""
        return f"{data['callsign']} · {UnitKind(data['unit_kind']).label}"


@events.kind("dispatch.unit_status_changed", _("Unit status"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class UnitStatusChanged(_OnACase):
    """A unit on the case came further; the next is to be heard of it by `due_at`."""

    due_at: datetime


@events.kind("dispatch.unit_released", _("Unit released"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class UnitReleased(_OnACase):
    """A unit left the case; `arrived` where it had reached the place of help."""

    arrived: bool


@events.kind("dispatch.unit_registered", _("Unit registered"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class UnitRegistered(events.StreamEvent):
    """A centre has a new unit; the first line of the unit's own log."""

    callsign: Code
    unit_kind: UnitKind
    centre: UUID

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Name the unit and its kind."""
        return f"{data['callsign']} · {UnitKind(data['unit_kind']).label}"


@events.kind("dispatch.unit_moved", _("Unit moved on"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class UnitMoved(events.StreamEvent):
    """A unit came from one status into another, on a case or without one."""

    before: UnitStatus
    status: UnitStatus
    case: UUID | None = None

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Say what it does now."""
        return str(UnitStatus(data["status"]).label)
