"""The locked case as a step sees it; the one writer of stage, severity and version."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from calls.casefile import events, log, refusals, stage_table
from calls.casefile.kinds import Severity, Stage
from calls.casefile.models import Case, Commitment, Event, Hand, Stream
from calls.people.actor import Actor
from calls.people.models import User

GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "caller": (
            "caller_name",
            "callback_raw",
            "callback_number",
            "caller_kind",
            "caller_reference",
        ),
        "location": (
            "location_text",
            "municipality_id",
            "latitude",
            "longitude",
            "location_source",
            "road",
            "kilometre",
            "carriageway",
            "street",
        ),
        "complaint": ("complaint_text", "complaint_protocol"),
        "life": ("awake", "breathing"),
        "severity": ("severity",),
    }
)
"""The fields that conflict together: an edit of one group never hinders another's."""
ASKED_AS = MappingProxyType({"municipality_id": "municipality", "callback_raw": "callback_number"})
UNDERSTOOD = frozenset({"callback_number", "road", "kilometre", "carriageway", "street"})
"""What was understood of something typed, and is no field of its own on any form."""


class Versioned(Protocol):
    """A thing with a stream of its own: a call, a unit."""

    id: UUID
    version: int

    def save(self, *, update_fields: list[str]) -> None:
        """Write these fields."""


class Sheet:
    """One case, locked, with whoever came through the door and when."""

    def __init__(
        self,
        *,
        case: Case,
        stream: Stream,
        actor: Actor,
        at: datetime,
        recorded_at: datetime,
        base_version: int | None = None,
    ) -> None:
        self.case = case
        self.actor = actor
        self.at = at
        self.recorded_at = recorded_at
        self.base_version = base_version
        # The second case of a step on two, and the cases joined to this one.
        self.other: Sheet | None = None
        self.joined: list[Sheet] = []
        self._stream = stream
        self._opened_at_version = case.version

    @property
    def has_changed(self) -> bool:
        """Say whether anything was written in the case's log."""
        return self.case.version != self._opened_at_version

    def beside(self) -> list[Sheet]:
        """Give the sheets of the other cases of this step."""
        return [*([self.other] if self.other else []), *self.joined]

    def record(self, event: events.StreamEvent, *, group: str | None = None) -> int:
        """Append an event to the case's log; `group` names the fields it changed."""
        seq = log.append(
            stream=self._stream,
            event=event,
            actor=self.actor,
            at=self.at,
            recorded_at=self.recorded_at,
        )
        self.case.version = seq
        if group is not None:
            setattr(self.case, f"{group}_version", seq)
        return seq

    def move_to(self, stage: Stage) -> bool:
        """Let the case's work go on to a stage; False where it stands there or is past it."""
        if self.case.stage == stage or not stage_table.may_move(self.case.stage, stage):
            return False
        self.case.stage = stage
        return True

    def judge(self, severity: Severity) -> None:
        """Set the severity; the event that says so is the caller's to record."""
        self.case.severity = severity

    def edit(self, groups: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
        """Apply edits by group and give those that changed something.

        Raises Conflict, with both values, for every group that was changed since `base_version`,
        Invalid where an edit does not say which version it was made from; nothing of the edit
        is applied then.
        """
        if self.base_version is None:
            raise refusals.Invalid(
                _("An edit carries the version it was made from."),
                fields={"base_version": [_("A whole number is needed.")]},
            )
        changed = {
            group: fields
            for group, wanted in groups.items()
            if (fields := {f: v for f, v in wanted.items() if getattr(self.case, f) != v})
        }
        clashes = {
            group: self._clash(group, fields)
            for group, fields in changed.items()
            if getattr(self.case, f"{group}_version") > self.base_version
        }
        if clashes:
            raise refusals.Conflict(
                _("Somebody changed this since you opened it."),
                version=self.case.version,
                conflicts=clashes,
            )
        for fields in changed.values():
            for name, value in fields.items():
                setattr(self.case, name, value)
        return changed

    def person(self) -> User:
        """Give the person who acts; what follows from it is no machine's to do."""
        user = User.objects.filter(id=self.actor.id).first() if self.actor.id else None
        if user is None:
            raise refusals.Forbidden(_("Only a person at a desk may do this."))
        return user

    def hold(self, user: User) -> None:
        """Give the case to a person, who may from now on read it."""
        self.case.holder = user
        self.lend(user)

    def lend(self, user: User) -> None:
        """Let a person read and work on the case without holding it."""
        Hand.objects.get_or_create(case=self.case, user=user)

    def release(self) -> None:
        """Leave the case with what is promised in it, and nobody's desk."""
        self.case.holder = None

    def open_commitment(
        self,
        kind: str,
        *,
        ref: UUID,
        seq: int,
        due_at: datetime | None,
        holder_user: UUID | None = None,
        holder_centre: UUID | None = None,
    ) -> Commitment:
        """Promise something in the case's name, opened by event `seq`."""
        return Commitment.objects.create(
            case=self.case,
            kind=kind,
            ref=ref,
            due_at=due_at,
            opened_seq=seq,
            holder_user_id=holder_user,
            holder_centre_id=holder_centre,
        )

    def settle_commitment(self, kind: str, *, ref: UUID, seq: int, result: str) -> bool:
        """Settle what was promised by event `seq`; False where nothing was open."""
        return bool(
            Commitment.objects.filter(
                case=self.case, kind=kind, ref=ref, settled_at__isnull=True
            ).update(settled_seq=seq, settled_at=self.recorded_at, result=result)
        )

    def aside(self) -> Aside:
        """Give the same actor and moment, to write in another stream of this transaction."""
        return Aside(actor=self.actor, at=self.at, recorded_at=self.recorded_at)

    def owed(self) -> list[Commitment]:
        """Give what is still promised in this case."""
        return list(
            Commitment.objects.filter(case=self.case, settled_at__isnull=True).order_by("due_at")
        )

    def finish(self) -> None:
        """Write the case back; refuse to leave it an orphan."""
        self.case.save()
        case = self.case
        if case.stage == Stage.CLOSED or case.holder_id or case.joined_to_id:
            return
        if not any(promise.due_at for promise in self.owed()):
            raise refusals.Refusal(
                _("An open case needs somebody who holds it or something dated that is owed."),
                code="orphan_case",
            )

    def _clash(self, group: str, mine: Mapping[str, Any]) -> dict[str, Any]:
        last = Event.objects.filter(
            stream_id=self.case.id, seq=getattr(self.case, f"{group}_version")
        ).first()
        return {
            "mine": _as_asked(mine),
            "theirs": _as_asked({name: getattr(self.case, name) for name in GROUPS[group]})
            | self._names(group),
            "by": last.position if last else "",
            "at": events.stamp(last.recorded_at) if last else "",
        }

    def _names(self, group: str) -> dict[str, str]:
        town = self.case.municipality if group == "location" else None
        return {"municipality_name": town.name} if town else {}


def _as_asked(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Give a group's fields by the names forms have for them, a number as it was typed."""
    return {
        ASKED_AS.get(name, name): value for name, value in fields.items() if name not in UNDERSTOOD
    }


@dataclasses.dataclass(frozen=True, kw_only=True)
class Aside:
    """A step beside the cases: a call that rings, a unit that moves."""

    actor: Actor
    at: datetime
    recorded_at: datetime

    def record(self, thing: Versioned, event: events.StreamEvent, *fields: str) -> int:
        """Append to the thing's own stream and write it back with its new version."""
        seq = log.append(
            stream=log.lock(thing.id),
            event=event,
            actor=self.actor,
            at=self.at,
            recorded_at=self.recorded_at,
        )
        thing.version = seq
        thing.save(update_fields=[*fields, "version"])
        return seq
