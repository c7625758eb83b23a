"""Log lines that programs read: one JSON object each, and nothing personal in it.

What an exception says may hold what somebody told (PostgreSQL repeats whole rows): a line has
its type, its place in the code and what names no person.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import psycopg

# A line of Celery's own tells a task's arguments, its result and its exception's words.
OF_A_TASK = frozenset({"args", "kwargs", "return_value", "exc", "traceback"})
# Telephones and e-mail addresses that a line holds in spite of everything.
_TELLING = re.compile(
    r"(?<![\w.:-])\+?\(?\d(?:[ ()/]{0,2}\d){8,}(?![\w-])|[^\s@'\"<(=]+@[^\s@'\")>]+\.\w+"
)
HIDDEN = "[…]"


class JSONFormatter(logging.Formatter):
    """Write a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return time (UTC), level, logger, message and, of an error, its trace."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _TELLING.sub(HIDDEN, _message(record)),
            "process": record.process,
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["trace"] = trace(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def trace(error: BaseException) -> list[str]:
    """Return an exception and its causes, the first cause first: type, facts and frames."""
    return [line for each in reversed(list(_causes(error))) for line in _told(each)]


def named(error: BaseException) -> str:
    """Return an exception's type; of PostgreSQL's what it concerns, never the values."""
    kind = type(error).__qualname__
    if not isinstance(error, psycopg.Error):
        return kind
    about = error.diag
    facts = (error.sqlstate, about.table_name, about.column_name, about.constraint_name)
    return " ".join([kind, *(fact for fact in facts if fact)])


def _message(record: logging.LogRecord) -> str:
    request = getattr(record, "request", None)
    if request is not None:
        return _asked(record, request)
    if isinstance(record.msg, BaseException):
        return named(record.msg)
    if isinstance(record.args, Mapping):
        kept = {k: HIDDEN if k in OF_A_TASK else _shown(v) for k, v in record.args.items()}
        return str(record.msg) % kept
    if record.args:
        return str(record.msg) % tuple(_shown(value) for value in record.args)
    # asyncio's own lines go on with what a task's exception said.
    return str(record.msg).partition("\n")[0]


def _asked(record: logging.LogRecord, request: Any) -> str:
    """Tell a request by its route: an address may hold what somebody looked for."""
    route = getattr(getattr(request, "resolver_match", None), "route", None)
    status = getattr(record, "status_code", "")
    return f"{status} {getattr(request, 'method', '')} {'/' + route if route else HIDDEN}".strip()


def _shown(value: object) -> object:
    if isinstance(value, BaseException):
        return str(value) if getattr(value, "may_be_logged", False) else named(value)
    return value


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in seen:
        seen.add(id(each))
        yield each
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)


def _told(error: BaseException) -> Iterator[str]:
    yield from _frames(error.__traceback__)
    yield named(error)
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from (f"  {line}" for line in trace(inner))


def _frames(found: TracebackType | None) -> Iterator[str]:
    for frame in traceback.extract_tb(found):
        yield f"{frame.filename}:{frame.lineno} {frame.name}"
