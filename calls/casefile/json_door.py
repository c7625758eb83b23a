"""One reader for every JSON body: strict, and what it refuses it names (never a 500)."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import IO, Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser

from calls.casefile import refusals

LARGEST = 1_048_576
DEEPEST = 32
BODY = "body"
# I-JSON (RFC 7493, 2.2): beyond these, two readers may see two numbers.
GREATEST = 2**53 - 1
PLACE_AT_MOST = 64
_DIGITS_AT_MOST = 17
_BAD = re.compile("[\x00\ud800-\udfff]")


def parse(raw: bytes, *, largest: int = LARGEST) -> Any:
    """Give the value of an I-JSON text (RFC 8259, RFC 7493).

    Raises Invalid, naming the place, for what is too large or too deep, is not UTF-8 or not
    JSON, repeats a name, or holds NUL, a lone surrogate, NaN or a number out of range.
    """
    if len(raw) > largest:
        raise _refusal(BODY, _("At most {limit} bytes are taken.").format(limit=largest))
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _refusal(
            BODY, _("Byte {number} is not UTF-8.").format(number=error.start + 1)
        ) from error
    try:
        value = json.loads(
            text,
            object_pairs_hook=_members,
            parse_constant=_constant,
            parse_float=_float,
            parse_int=_integer,
        )
    except RecursionError:
        raise _too_deep("") from None
    except json.JSONDecodeError as error:
        raise _refusal(
            BODY,
            _("This is not JSON: line {line}, column {column}.").format(
                line=error.lineno, column=error.colno
            ),
        ) from error
    _inspect(value)
    return value


def read_object(request: HttpRequest) -> dict[str, Any]:
    """Give the JSON object a request carries; raise Invalid where it carries anything else."""
    if request.content_type not in ("", StrictJSONParser.media_type):
        raise refusals.Refusal(
            _("This takes JSON alone."),
            code="unsupported_media_type",
            status=415,
            fields={"Content-Type": [StrictJSONParser.media_type]},
        )
    try:
        value = parse(request.body)
    except RequestDataTooBig as error:
        raise _refusal(BODY, _("This is too large.")) from error
    if not isinstance(value, dict):
        raise _refusal(BODY, _("A JSON object is needed: {…}."))
    return value


class StrictJSONParser(BaseParser):
    """Read `application/json` for a DRF view as `parse` does."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Give the body's value."""
        return parse(stream.read(LARGEST + 1))


def shown(name: str, *, at_most: int | None = PLACE_AT_MOST) -> str:
    """Give a name as it can stand in an answer, whatever it holds."""
    return _BAD.sub("\N{REPLACEMENT CHARACTER}", name[:at_most])


def strangers(told: Mapping[str, Any], *known: str) -> dict[str, list[str]]:
    """Give a fault for each name that a reader does not know: a slip of the pen is told."""
    right = _("There is no such field; there are: {known}.").format(known=", ".join(known))
    return {shown(name): [right] for name in told if name not in known}


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members:
            raise _refusal(name, _("This name stands here twice; once is right."))
        members[name] = value
    return members


def _constant(text: str) -> Any:
    raise _refusal(BODY, _("{text} is not a number of JSON.").format(text=text))


def _float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _refusal(BODY, _("The number {text} is too great.").format(text=text[:32]))
    return number


def _integer(text: str) -> int:
    if len(text) <= _DIGITS_AT_MOST:
        number = int(text)
        if abs(number) <= GREATEST:
            return number
    raise _refusal(BODY, _("The number {text} is too great.").format(text=text[:32]))


def _inspect(value: Any) -> None:
    """Walk a value without recursion; refuse depth, NUL and lone surrogates by their place."""
    levels: list[Iterator[tuple[str, Any]]] = [iter([("", value)])]
    while levels:
        for place, found in levels[-1]:
            if isinstance(found, str):
                _inspect_text(place, found)
            elif isinstance(found, dict | list):
                if len(levels) > DEEPEST:
                    raise _too_deep(place)
                levels.append(_inside(place, found))
                break
        else:
            levels.pop()


def _inside(place: str, found: dict[str, Any] | list[Any]) -> Iterator[tuple[str, Any]]:
    """Yield (place, value) of what lies in a container; a place is short, whatever the names."""
    if isinstance(found, list):
        for number, value in enumerate(found):
            yield f"{place}[{number}]"[:PLACE_AT_MOST], value
        return
    for name, value in found.items():
        inner = (f"{place}." if place else "") + name[:PLACE_AT_MOST]
        _inspect_text(inner, name)
        yield inner[:PLACE_AT_MOST], value


def _inspect_text(place: str, text: str) -> None:
    if _BAD.search(text):
        raise _refusal(place, _("NUL and lone surrogates are not text; leave them out."))


def _too_deep(place: str) -> refusals.Invalid:
    return _refusal(
        place, _("At most {limit} levels may lie inside each other.").format(limit=DEEPEST)
    )


def _refusal(place: str, message: str) -> refusals.Invalid:
    return refusals.Invalid(
        _("The JSON sent cannot be taken as it is."), fields={shown(place or BODY): [message]}
    )
