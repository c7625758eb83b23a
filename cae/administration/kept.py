"""A thing under administration: a locked row, and its own log, whose last entry is its version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid5

from django.db.models import Model
from django.utils.translation import gettext as _

from calls.casefile import events, log, refusals
from calls.casefile.models import Event, Stream
from calls.people.models import User

KIND = "administration"
NAMED = UUID("0193d1a0-0000-7000-8000-000000000112")
"""What the ids of logs are made from where a row's key is a code (UUIDv5)."""
M = TypeVar("M", bound=Model)


class Kept(Generic[M]):
    """A row as `Aside.record` wants a thing: its version is no column, its log's head has it."""

    def __init__(self, row: M, *, version: int) -> None:
        self.row = row
        self.id = stream_id(row)
        self.version = version

    def save(self, *, update_fields: list[str]) -> None:
        """Write these fields of the row."""
        self.row.save(update_fields=[name for name in update_fields if name != "version"])

    def edit(self, wanted: Mapping[str, Any], *, base_version: int | None) -> dict[str, Any]:
        """Apply what differs and give it as an event's `changed`, `before_…` and `after_…`.

        Raises Conflict, with both values, for a field that somebody changed since
        `base_version`; Invalid without one. An edit that changes nothing gives nothing.
        """
        if base_version is None:
            raise refusals.Invalid(
                _("An edit carries the version it was made from."),
                fields={"base_version": [_("A whole number is needed.")]},
            )
        differing = {
            name: value for name, value in wanted.items() if getattr(self.row, name) != value
        }
        self._refuse_clashes(differing, base_version)
        if not differing:
            return {}
        told: dict[str, Any] = {"changed": tuple(events.Code(_field(name)) for name in differing)}
        for name, value in differing.items():
            told[f"before_{_field(name)}"] = _told(getattr(self.row, name))
            told[f"after_{_field(name)}"] = _told(value)
            setattr(self.row, name, value)
        return told

    def answer(self, name: str) -> dict[str, Any]:
        """Give what a command on this thing answers."""
        return {name: str(self.row.pk), "version": self.version}

    def _refuse_clashes(self, differing: Mapping[str, Any], base_version: int) -> None:
        since = last_changes(self.id, after=base_version)
        clashes = {
            _field(name): {
                "mine": {_field(name): _shown(value)},
                "theirs": {_field(name): _shown(getattr(self.row, name))},
                "by": _by(since[_field(name)]),
                "at": events.stamp(since[_field(name)].recorded_at),
            }
            for name, value in differing.items()
            if _field(name) in since
        }
        if clashes:
            raise refusals.Conflict(
                _("Somebody changed this since you opened it."),
                version=self.version,
                conflicts=clashes,
            )


def stream_id(row: Model) -> UUID:
    """Give the id of a row's log: its own, or one made of its kind and code."""
    if isinstance(row.pk, UUID):
        return row.pk
    return uuid5(NAMED, f"{type(row).__name__}/{row.pk}")


def begin(row: M) -> Kept[M]:
    """Insert a new row and open its log."""
    row.save(force_insert=True)
    log.begin(stream_id=stream_id(row), kind=KIND)
    return Kept(row, version=0)


def take(row: M) -> Kept[M]:
    """Give a row that is locked; what was there before administration begins its log here."""
    stream = Stream.objects.filter(id=stream_id(row)).first()
    stream = stream or log.begin(stream_id=stream_id(row), kind=KIND)
    return Kept(row, version=stream.seq)


def versions(rows: Iterable[Model]) -> dict[Any, int]:
    """Give primary key → version of rows; 0 is what nobody ever changed here."""
    wanted = {stream_id(row): row.pk for row in rows}
    found = dict(Stream.objects.filter(id__in=wanted).values_list("id", "seq"))
    return {key: found.get(identity, 0) for identity, key in wanted.items()}


def last_changes(stream: UUID, *, after: int) -> dict[str, log.Line]:
    """Give field → the last line that changed it, of the lines after that version."""
    if not Event.objects.filter(stream_id=stream, seq__gt=after).exists():
        return {}
    return {
        name: line
        for line in log.read(stream)
        if line.seq > after
        for name in line.data.get("changed", ())
    }


def _by(line: log.Line) -> str:
    """Name who changed something: an administrator need not sit at a desk."""
    who = User.objects.filter(id=line.actor_id).first() if line.actor_id else None
    return who.display_name if who else line.position or line.actor_kind


def _field(name: str) -> str:
    return name.removesuffix("_id")


def _told(value: Any) -> Any:
    """Give a value as an event takes it: a code is a code, what is empty is absent."""
    return None if value in ("", None) else value


def _shown(value: Any) -> Any:
    """Give a value as JSON shows it."""
    if isinstance(value, datetime):
        return events.stamp(value)
    return value if isinstance(value, str | int | float | bool | list | None) else str(value)
