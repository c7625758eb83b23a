"""Events: one name each, nothing personal in what is hashed, all of them explained."""

import ast
import enum
import re
import subprocess
import sys
import types
import typing
from datetime import datetime
from typing import Any
from uuid import UUID

from cae import event_page
from calls.casefile import events
from tests.house import sources

NAME = re.compile(r"[a-z]+\.[a-z]+(?:_[a-z]+)+")
PERSONAL = re.compile(
    r"name|phone|number|callback|text|note|summary|comment|reason|address|latitude|longitude"
    r"|summary|answerer|email|birth"
)
# Values of these types cannot hold what the name says.
SPEAKS_OF_NOBODY = {bool, int, UUID, datetime}
# Closed lists whose names sound like free text.
KNOWN_CODES = {"reason_code"}


def kinds() -> list[type[events.StreamEvent]]:
    return [cls for _, cls in sorted(events.all_kinds().items())]


def written() -> dict[str, str]:
    """Return every kind that a file defines, with the room of that file."""
    found: dict[str, str] = {}
    for source in sources.named("events.py"):
        for node in ast.walk(source.tree()):
            match node:
                case ast.Call(func=function, args=[ast.Constant(value=str(name)), *_]) if (
                    sources.dotted(function) == "events.kind"
                ):
                    assert name not in found, f"{name} is defined twice"
                    found[name] = source.room
    return found


def is_plain(hint: Any) -> bool:
    """Tell whether values of that type say nothing of a person."""
    if hint is events.Code or hint in {bool, int, UUID, datetime, type(None)}:
        return True
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return True
    origin = typing.get_origin(hint)
    if origin in {tuple, typing.Union, types.UnionType}:
        return all(is_plain(part) for part in typing.get_args(hint) if part is not Ellipsis)
    return False


def test_every_process_knows_every_kind() -> None:
    code = (
        "import django; django.setup()\n"
        "from calls.casefile import events; print(*events.all_kinds())"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=sources.ROOT, capture_output=True, text=True, check=True
    )
    assert set(told.stdout.split()) == set(written()), "the app's ready() does not load them"


def test_every_kind_begins_with_its_room() -> None:
    assert {name: room for name, room in written().items() if name.split(".")[0] != room} == {}


def test_every_kind_is_a_noun_and_what_happened_to_it() -> None:
    assert [name for name in written() if not NAME.fullmatch(name)] == []


def test_what_is_hashed_says_nothing_of_a_person() -> None:
    fields = [
        (f"{cls.kind}.{name}", name, hint)
        for cls in kinds()
        for name, hint in events.plain_fields(cls).items()
    ]
    free = [where for where, _, hint in fields if not is_plain(hint)]
    assert not free, "these may hold free text: declare them disclosed()"
    personal = [
        where
        for where, name, hint in fields
        if PERSONAL.search(name) and name not in KNOWN_CODES and hint not in SPEAKS_OF_NOBODY
    ]
    assert not personal, "these sound personal: declare them disclosed()"


def test_every_kind_says_what_it_means() -> None:
    silent = [
        cls.kind for cls in kinds() if not (cls.__doc__ or "").strip() or not str(cls.title).strip()
    ]
    assert not silent


def test_the_documentation_tells_of_every_kind_as_it_is() -> None:
    page = (sources.ROOT / "docs/events.md").read_text(encoding="utf-8")
    assert page == event_page.render(), "make messages writes the page anew"
