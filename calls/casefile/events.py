"""What an event is: a frozen dataclass that names its kind and its personal fields."""

from __future__ import annotations

import dataclasses
import enum
import functools
import re
import typing
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, NewType, TypeVar, cast
from uuid import UUID

from django.utils.functional import Promise

Code = NewType("Code", str)
"""A token from a closed list (a protocol, a determinant, an INE code): never free text."""

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+-]{0,63}")
_DISCLOSED = "disclosed"


class StreamEvent:
    """The base of every event; subclasses are frozen dataclasses made by `kind`."""

    kind: ClassVar[str]
    title: ClassVar[str | Promise]
    corrects: ClassVar[tuple[str, ...] | None] = None
    """Where a later event replaces what an earlier one told: the fields that both must share."""

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Give what a timeline shows below the title: by default what people said or typed."""
        said = (data.get(name) for name in disclosed_fields(cls))
        return " · ".join(text for text in said if isinstance(text, str))


E = TypeVar("E", bound=StreamEvent)
_kinds: dict[str, type[StreamEvent]] = {}


def kind(name: str, title: str | Promise) -> Callable[[type[E]], type[E]]:
    """Name an event kind `room.noun_participle` and give the line a timeline shows for it."""

    def decorate(cls: type[E]) -> type[E]:
        if name in _kinds and _kinds[name].__qualname__ != cls.__qualname__:
            raise ValueError(f"event kind {name} is defined twice")
        cls.kind = name
        cls.title = title
        _kinds[name] = cls
        return cls

    return decorate


def all_kinds() -> dict[str, type[StreamEvent]]:
    """Give every event kind of the loaded rooms."""
    return dict(_kinds)


def disclosed(*, default: Any = None) -> Any:
    """Declare a personal field: it lies beside the log, the log holds only its digest."""
    return dataclasses.field(default=default, metadata={_DISCLOSED: True})


def plain_fields(cls: type[StreamEvent]) -> Mapping[str, Any]:
    """Give the fields that go into the body, with their types."""
    return _plain_fields(cls.kind)


@functools.cache
def _plain_fields(name: str) -> Mapping[str, Any]:
    cls = _kinds[name]
    types = typing.get_type_hints(cls)
    return {
        field.name: types[field.name]
        for field in dataclasses.fields(cast("Any", cls))
        if not field.metadata.get(_DISCLOSED)
    }


def disclosed_fields(cls: type[StreamEvent]) -> list[str]:
    """Name the personal fields of an event kind."""
    return [
        field.name
        for field in dataclasses.fields(cast("Any", cls))
        if field.metadata.get(_DISCLOSED)
    ]


def data_of(event: StreamEvent) -> dict[str, Any]:
    """Give the body's `data`: ids, enums, numbers, times and codes; absent where None.

    Raises ValueError where a code is not a token, so that free text cannot slip into the log.
    """
    found = ((name, getattr(event, name)) for name in plain_fields(type(event)))
    return {name: _plain(name, value) for name, value in found if value is not None}


def personal_of(event: StreamEvent) -> Iterator[tuple[str, Any]]:
    """Give name and value of every personal field that holds something."""
    for name in disclosed_fields(type(event)):
        value = getattr(event, name)
        if value not in (None, ""):
            yield name, value


def stamp(moment: datetime) -> str:
    """Write a time as the log writes it: UTC, microseconds, Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, bool | int):
        return value
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(name, item) for item in value]
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, str) and CODE.fullmatch(value):
        return value
    raise ValueError(f"{name}={value!r} is neither a code, an id, a number nor a time")
