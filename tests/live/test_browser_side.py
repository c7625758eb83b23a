"""The page's own modules, run by Node, hold what the hub told."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from calls.casefile import registry
from calls.live import frames, hub
from calls.telephony import areas, surge
from tests.calls.live import browser

HERE = Path(__file__).parent
TOPICS = ["board", "covert", "centre:1"]
TEXTS = ["", "a", "foobar", "case:01890000-0000-7000-8000-00000000000a:7", "Peñíscola €"]


def run(script: str, *, given: str = "") -> str:
    node = shutil.which("node") or shutil.which("node", path=str(Path(sys.executable).parent))
    if node is None:
        pytest.skip("no Node here: `make setup` brings one")
    ended = subprocess.run(
        [node, str(HERE / script)], input=given, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def story(seed: int) -> dict[str, Any]:
    """Play a random hub to one browser; give the frames it got and what it must hold."""
    chance = random.Random(seed)
    timers = browser.Timers()
    room = hub.Hub(later=timers)
    reader = browser.Browser(room, TOPICS, limit=10_000)
    versions: dict[tuple[str, UUID], int] = {}
    for _ in range(60):
        kind, identifier = chance.choice(["case", "call"]), UUID(int=chance.randint(1, 6))
        version = versions[kind, identifier] = versions.get((kind, identifier), 0) + 1
        card = {"version": version} if chance.random() < 0.8 else None
        topics = tuple(chance.sample(TOPICS, chance.randint(0, 2)))
        room.apply(registry.Change(kind, identifier, version, topics, card))
        timers.advance(chance.choice([0, 0.03, 0.2]))
        if chance.random() < 0.2:
            room.tick(now=browser.NOON, lag_ms=chance.randint(0, 50))
        if chance.random() < 0.05:
            room.fetch(reader.box, chance.choice(TOPICS))
    room.tick(now=browser.NOON, lag_ms=0)
    told = browser.drain(reader.box)
    holds = {
        topic: {
            f"{thing['kind']}:{thing['id']}": thing["version"]
            for thing in json.loads(room.snapshot(topic))["objects"]
        }
        for topic in TOPICS
    }
    return {"frames": told, "holds": holds}


def test_the_published_vectors_of_fnv_hold() -> None:
    assert frames.fnv1a32("") == 0x811C9DC5
    assert frames.fnv1a32("a") == 0xE40C292C
    assert frames.fnv1a32("foobar") == 0xBF9CF968


def test_a_page_holds_what_the_hub_told_and_finds_what_it_missed() -> None:
    given = {
        "hashes": {text: frames.fnv1a32(text) for text in TEXTS},
        "runs": [story(seed) for seed in range(40)],
    }
    counted = json.loads(run("mirror.mjs", given=json.dumps(given)))
    assert counted["runs"] == 40
    assert counted["ticks"] > 300


def test_a_page_whose_link_breaks_comes_back_soon_and_never_gives_up() -> None:
    assert run("link.mjs") == "ok\n"


def queue(seed: int) -> dict[str, Any]:
    """Let calls ring at random around a town; give their areas and the server's clusters."""
    chance = random.Random(seed)
    told = [
        areas.geohash(40.9 + chance.random() / 2, -5.9 + chance.random() / 2)
        if chance.random() < 0.9
        else ""
        for _call in range(chance.randint(1, 60))
    ]
    calls = [
        surge.Waiting(id=UUID(int=number), received_at=browser.NOON, area=area)
        for number, area in enumerate(told)
    ]
    clusters = [group for group in surge.groups(calls) if group.is_cluster]
    return {
        "areas": told,
        "clusters": [sorted(call.id.int for call in group.calls) for group in clusters],
    }


def test_a_queue_folds_the_calls_that_the_server_takes_for_a_cluster() -> None:
    runs = [queue(seed) for seed in range(60)]
    assert sum(len(run["clusters"]) for run in runs) > 10
    assert run("areas.mjs", given=json.dumps(runs)) == f"{len(runs)}\n"


def test_a_page_follows_a_room_whose_clock_a_replay_has_set() -> None:
    assert run("server-time.mjs") == ""
