"""The page that explains every kind of event, written from the events themselves."""

import enum
import inspect
import types
import typing
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.utils import translation

from calls.casefile import events

HEAD = """\
# Events

Every kind of event of the log, written by `manage.py events` from the events themselves.
*In the log* is what the body holds and the chain hashes: ids, codes, numbers, times. *Beside it*
is personal: the body holds only the digest of each, the text lies in a deletable disclosure
(see `docs/architecture.md`).
"""


def render() -> str:
    """Return the page: a table for each room, a row for each kind."""
    with translation.override("en"):
        return "\n".join([HEAD, *_rooms()])


def _rooms() -> Iterator[str]:
    kinds = sorted(events.all_kinds().items())
    for room, rows in groupby(kinds, key=lambda item: item[0].partition(".")[0]):
        yield f"## {room}\n"
        yield "| kind | what happened | in the log | beside it |"
        yield "|---|---|---|---|"
        for name, cls in rows:
            yield f"| `{name}` | {_meaning(cls)} | {_logged(cls)} | {_beside(cls)} |"
        yield ""


def _meaning(cls: type[events.StreamEvent]) -> str:
    words = " ".join(inspect.cleandoc(cls.__doc__ or "").split())
    return f"{cls.title}. {words}".replace("|", "\\|")


def _logged(cls: type[events.StreamEvent]) -> str:
    return ", ".join(
        f"{name} ({_type_name(hint)})" for name, hint in events.plain_fields(cls).items()
    )


def _beside(cls: type[events.StreamEvent]) -> str:
    return ", ".join(events.disclosed_fields(cls))


def _type_name(hint: Any) -> str:
    """Return the type as a reader of the log sees it."""
    if typing.get_origin(hint) in {typing.Union, types.UnionType}:
        parts = [part for part in typing.get_args(hint) if part is not type(None)]
        return " or ".join(_type_name(part) for part in parts) + ", may be absent"
    if typing.get_origin(hint) is tuple:
        return f"list of {_type_name(typing.get_args(hint)[0])}"
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return " · ".join(str(member.value) for member in hint)
    names = {"UUID": "id", "datetime": "time", "bool": "yes or no", "int": "number"}
    return names.get(hint.__name__, str(hint.__name__).lower())
