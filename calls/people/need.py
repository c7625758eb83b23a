"""Need to know: which parts of a case a desk sees, read from `need_to_know.toml`, asked here."""

from __future__ import annotations

import dataclasses
import functools
import pathlib
import tomllib
from collections.abc import Collection, Iterable, Mapping
from typing import Any

EVERYBODY = "*"
Groups = frozenset[str]
NOTHING: Groups = frozenset()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Desk:
    """Who reads at a centre's desk: its agency, and whether a unit of it is on the case."""

    agency: str
    crew: bool


@functools.cache
def table() -> Mapping[str, Any]:
    """Give the file beside this module."""
    text = pathlib.Path(__file__).with_name("need_to_know.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def conditions(
    *,
    marks: Iterable[str],
    covert: bool,
    caller_kind: str,
    protocols: Collection[str],
    is_health: bool,
) -> Groups:
    """Give the conditions that hold for a case; `protocols` are those it points to or used."""
    found = {"always", *marks}
    for mark, follows in table()["marks"].items():
        named = protocols and set(protocols) & set(follows.get("protocols", ()))
        if named or caller_kind in follows.get("caller_kinds", ()):
            found.add(mark)
    if covert:
        found.add("covert")
    if is_health:
        found.add("health_protocol")
    return frozenset(found)


def withheld(held: Groups, desk: Desk | None) -> Groups:
    """Name the groups that are kept from a desk; from nobody else (None) anything is."""
    if desk is None:
        return NOTHING
    return frozenset(
        name
        for name, group in table()["groups"].items()
        if held & set(group["when"]) and not _lets_in(group, desk)
    )


def restricted(held: Groups) -> Groups:
    """Name the groups that are kept from some desk: what no board may show."""
    return frozenset(
        name
        for name, group in table()["groups"].items()
        if held & set(group["when"]) and EVERYBODY not in group["agencies"]
    )


def trimmed(state: Mapping[str, Any], kept: Groups) -> dict[str, Any]:
    """Give a case's state without what belongs to these groups, and name them in `withheld`."""
    return _without(state, table()["state"], kept) | {"withheld": sorted(kept)}


def trimmed_card(card: Mapping[str, Any], held: Groups) -> dict[str, Any]:
    """Give a card as every reader of its board may see it; `reserved` names what is not there."""
    kept = restricted(held)
    fields = sorted(path for path, groups in table()["card"].items() if kept & set(groups))
    return _without(card, table()["card"], kept) | {"reserved": fields}


def hides_line(kind: str, kept: Groups) -> bool:
    """Say whether a whole line of the log is kept."""
    return not kept.isdisjoint(table()["lines"].get(kind, ()))


def hides_value(kind: str, name: str, kept: Groups) -> bool:
    """Say whether one personal value of a line is kept."""
    return hides_line(kind, kept) or not kept.isdisjoint(
        table()["values"].get(kind, {}).get(name, ())
    )


def _lets_in(group: Mapping[str, Any], desk: Desk) -> bool:
    agencies = group["agencies"]
    return EVERYBODY in agencies or desk.agency in agencies or (desk.crew and "crew" in group)


def _without(
    whole: Mapping[str, Any], paths: Mapping[str, Collection[str]], kept: Groups
) -> dict[str, Any]:
    found = dict(whole)
    for path, groups in paths.items():
        if not kept.isdisjoint(groups):
            _blank(found, path.split("."))
    return found


def _blank(found: dict[str, Any], path: list[str]) -> None:
    name, *further = path
    value = found.get(name)
    if further and isinstance(value, Mapping):
        found[name] = dict(value)
        _blank(found[name], further)
    elif not further and name in found:
        found[name] = [] if isinstance(value, list) else "" if isinstance(value, str) else None
