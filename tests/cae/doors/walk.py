"""Every door there is: the URL resolver is walked, so a new one is found by itself."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, UUIDConverter

from tests.house import test_routes as house


@dataclasses.dataclass(frozen=True)
class Door:
    """One address, who may come through, and whether it takes whatever comes."""

    where: str
    view: Any
    arguments: Mapping[str, Any]

    @property
    def action(self) -> str | None:
        """Return the action of `access.toml` that it needs."""
        return house.action_of(self.view)

    @property
    def rings(self) -> bool:
        """Tell whether it is a door at which nothing is refused for its content."""
        return bool(getattr(getattr(self.view, "cls", None), "takes_anything", False))

    def address(self, known: Mapping[str, str], **told: str) -> str:
        """Return an address of it; `known` gives what an argument of that name is here."""
        written = self.where
        for name, converter in self.arguments.items():
            value = told.get(name, known.get(name, _usual(converter)))
            kind = type(converter).__name__.removesuffix("Converter").lower()
            for shape in (f"<{kind}:{name}>", f"<str:{name}>", f"<{name}>"):
                written = written.replace(shape, value)
        return f"/{written}"

    @property
    def words(self) -> list[str]:
        """Return the names of the arguments that take any text."""
        numbered = (UUIDConverter, IntConverter)
        return [name for name, kind in self.arguments.items() if not isinstance(kind, numbered)]


def doors(urlconf: str | None = None) -> Iterator[Door]:
    """Yield every door of a URLconf, of the centre's own where none is named."""
    yield from _inside(get_resolver(urlconf), "", {})


def _inside(resolver: URLResolver, prefix: str, before: Mapping[str, Any]) -> Iterator[Door]:
    for entry in resolver.url_patterns:
        where = f"{prefix}{entry.pattern}"
        arguments = {**before, **entry.pattern.converters}
        if isinstance(entry, URLResolver):
            yield from _inside(entry, where, arguments)
        elif isinstance(entry, URLPattern):
            yield Door(where, entry.callback, arguments)


def _usual(converter: Any) -> str:
    match converter:
        case UUIDConverter():
            return "00000000-0000-7000-8000-000000000000"
        case IntConverter():
            return "1"
        case _:
            return "2026-000001"
