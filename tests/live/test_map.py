"""The map's own modules, run by Node: how the base map is cut, and how things are laid out."""

from __future__ import annotations

import json

import pytest

from tests.live import test_browser_side
from tests.support import run


def test_the_base_map_is_cut_into_tiles_with_each_border_once() -> None:
    assert test_browser_side.run("map-sheets.mjs") == "ok\n"


def test_the_base_map_of_this_house_covers_spain_and_stays_small() -> None:
    folder = run.ROOT / "var" / "map"
    if not folder.is_dir():
        pytest.skip("no base map here: `make setup` cuts it")
    contents = json.loads((folder / "contents.json").read_text(encoding="utf-8"))
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*/*.json")}
    assert files == {f"{key}.json" for key in contents["tiles"]}
    # Madrid, A Coruña, Cartagena, Palma, Las Palmas.
    assert {"8/125/96", "8/122/93", "8/127/98", "8/129/97", "8/117/107"} <= set(contents["tiles"])
    madrid = json.loads((folder / "8/125/96.json").read_text(encoding="utf-8"))
    assert "Madrid" in [name for name, *_at in madrid["names"]]
    assert sum(path.stat().st_size for path in folder.rglob("*.json")) < 2_000_000


def test_things_in_sight_stand_apart_or_are_counted_and_none_is_lost() -> None:
    assert test_browser_side.run("map-layout.mjs") == "ok\n"
