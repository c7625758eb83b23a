"""Web, worker, sweeper and Valkey are killed under a working shift; nothing told is lost."""

from __future__ import annotations

import dataclasses
import random
import subprocess
import sys

import pytest

from tests.faults import boards, checker, facts, healing, shift
from tests.support import run
from tests.support import stack as stacks

pytestmark = pytest.mark.stack
SEED = "112"
BLOWS = ("web", "valkey", "web", "worker", "sweeper")
BETWEEN_BLOWS = 25
PATIENCE_S = 90.0


@dataclasses.dataclass(frozen=True)
class Aftermath:
    """What a shift under kills left."""

    stack: stacks.Stack
    worked: shift.Shift
    healed: list[healing.Healed]
    faults: list[checker.Fault]


@pytest.fixture(scope="module")
def aftermath(stack: stacks.Stack) -> Aftermath:
    """Let a shift work while each process is killed, and end it."""
    healed: list[healing.Healed] = []
    blows = random.Random(SEED).sample(BLOWS, len(BLOWS))
    with shift.at_work(stack, seed=SEED) as worked:
        sessions = [worked.operators[0].session, worked.dispatcher.session]
        with boards.open_pages(stack, sessions) as pages:
            for part in blows:
                worked.journal.wait_for_more(BETWEEN_BLOWS, within=PATIENCE_S)
                stack.kill(part)
                if part != "web":
                    # The work goes on without it, and so do the boards.
                    worked.journal.wait_for_more(BETWEEN_BLOWS, within=PATIENCE_S)
                    away = f"{part} away"
                    healed.append(healing.boards_are_right(away, stack.clone, worked, pages))
                stack.restart(part)
                back = f"{part} back"
                healed.append(healing.boards_are_right(back, stack.clone, worked, pages))
            worked.journal.wait_for_more(BETWEEN_BLOWS, within=PATIENCE_S)
            worked.check()
    faults, took = healing.settled(stack.clone, worked, patience=PATIENCE_S)
    entries = worked.journal.entries()
    again = sum(entry.attempts > 1 for entry in entries)
    print(  # noqa: T201 - figures
        f"\n{len(entries)} commands, {again} sent more than once;"
        f" boards: {healed}; all sealed {took:.1f} s after the last command"
    )
    return Aftermath(stack, worked, healed, faults)


def test_all_that_was_acknowledged_stands_once_whoever_was_killed(aftermath: Aftermath) -> None:
    assert aftermath.faults == []


def test_the_shift_did_what_it_is_there_to_do(aftermath: Aftermath) -> None:
    entries = aftermath.worked.journal.entries()
    found = facts.read(aftermath.stack.clone)
    done = {entry.action for entry in entries if entry.acknowledged}
    assert done >= {*checker.IN_THE_CASE, "intake.record", "dispatch.set_status"} - {
        "transfer.refuse",
        "transfer.withdraw",
    }
    assert any(entry.attempts > 1 for entry in entries)
    assert any(not entry.acknowledged for entry in entries)
    assert any(row["kind"] == "transfer.offer_expired" for row in found.events)
    assert found.files


def test_the_boards_are_right_within_two_seconds_of_each_healing(aftermath: Aftermath) -> None:
    # On a machine too busy to beat each second, before the server's third beat.
    late = [each for each in aftermath.healed if each.seconds > 2 and each.beats > 2]
    assert late == []


def test_every_chain_and_every_seal_verifies_afterwards(aftermath: Aftermath) -> None:
    told = subprocess.run(
        [sys.executable, "manage.py", "verify"],
        cwd=run.ROOT,
        env=aftermath.stack.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
