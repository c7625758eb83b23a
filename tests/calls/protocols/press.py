"""Who makes new versions of protocols and puts books in force."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from calls.casefile import door, log
from calls.people import actor as actors
from calls.people.actor import SYSTEM
from calls.people.models import Role, User
from calls.protocols import binding, packing, queries, reader, services

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


class Press:
    """A library on disk, an administrator, and a clock."""

    def __init__(self, library: Path) -> None:
        self.library = library
        self.now = NOON
        self.teresa = User.objects.create(
            username="teresa", display_name="Teresa", role=Role.ADMINISTRATOR
        )

    def passage(self, user: User | None = None) -> door.Passage:
        """Come to the door a minute later."""
        self.now += timedelta(minutes=1)
        return door.Passage(
            actor=actors.person(user or self.teresa), at=self.now, command_id=uuid4()
        )

    def ship(self) -> None:
        """Start a release that ships what the library holds now."""
        services.shelve_shipped(door.Passage(actor=SYSTEM, at=self.now))

    def files(self, *codes: str) -> dict[str, dict[str, bytes]]:
        """Give the files of some protocols, or of all."""
        found = binding.library(self.library)
        return {code: found[code] for code in codes or found}

    def bump(self, code: str, to: int, *, word: str = "") -> dict[str, dict[str, bytes]]:
        """Give the files of a protocol as another version, maybe with a word of its own."""
        files = self.files(code)
        text = files[code][binding.STRUCTURE].decode()
        text = re.sub(r"(?m)^version: \d+", f"version: {to}", text)
        files[code][binding.STRUCTURE] = text.encode()
        if word:
            spanish = files[code]["words.es.yaml"].decode()
            files[code]["words.es.yaml"] = re.sub(
                r"(?m)^title: .*", f"title: {word}", spanish
            ).encode()
        return files

    def propose(self, library: binding.Library, *, whole: bool = False) -> UUID:
        """Send files."""
        answer = services.propose(
            self.passage(), content=packing.pack(library), source="new.zip", whole=whole
        )
        return UUID(answer["proposal"])

    def put(
        self, library: binding.Library, *, whole: bool = False, back: bool = False
    ) -> dict[str, Any]:
        """Send files and put them in force."""
        mark = queries.newest()
        return services.put_in_force(
            self.passage(),
            proposal=self.propose(library, whole=whole),
            base=mark.id if mark else 0,
            back=back,
            reason="Revisión de primavera",
        )

    def again(self, book: int) -> dict[str, Any]:
        """Put an earlier book in force again."""
        mark = queries.newest()
        assert mark is not None
        return services.go_back(self.passage(), book=book, base=mark.id, reason="Vuelta atrás")

    def told(self) -> list[dict[str, Any]]:
        """Give what the log says of the book."""
        return [{"kind": line.kind} | line.data for line in log.read(services.BOOK)]


def empty_shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give this process an empty shelf for the length of a test."""
    monkeypatch.setattr(reader, "_shelf", reader._Shelf())
    reader._stored.cache_clear()


def shipping(library: Path, monkeypatch: pytest.MonkeyPatch) -> Press:
    """Give who puts books in force where the release ships this library."""
    monkeypatch.setattr(reader, "LIBRARY", library)
    return Press(library)
