"""Web, worker, sweeper and Valkey are killed under a working shift; nothing told is lost."""

from __future__ import annotations

import dataclasses
import io
import random

import pytest
from django.core import management

from tests.faults import boards, checker, facts, healing, journal, shift, spoiled
from tests.support import stack as stacks

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]
SEED = "112"
BLOWS = ("web", "valkey", "web", "worker", "sweeper")
BETWEEN_BLOWS = 20
PATIENCE_S = 90.0


@dataclasses.dataclass(frozen=True)
class Aftermath:
    """What a shift under kills left."""

    entries: list[journal.Entry]
    found: facts.Facts
    faults: list[checker.Fault]
    healed: list[healing.Healed]


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
    broken = sum(entry.broken > 0 for entry in entries)
    print(  # noqa: T201 - figures
        f"\n{len(entries)} commands, {again} sent again, {broken} of them under a kill;"
        f" all sealed {took:.1f} s after the last; boards right: {', '.join(map(str, healed))}"
    )
    return Aftermath(entries, facts.read(stack.clone), faults, healed)


def test_all_that_was_acknowledged_stands_once_whoever_was_killed(aftermath: Aftermath) -> None:
    assert aftermath.faults == []


def test_the_shift_did_what_it_is_there_to_do(aftermath: Aftermath) -> None:
    entries, found = aftermath.entries, aftermath.found
    done = {entry.action for entry in entries if entry.acknowledged}
    assert done == {*checker.IN_THE_CASE, *checker.BESIDE_THE_CASE, "intake.record"}
    assert any(entry.broken for entry in entries)
    assert any(entry.attempts > 1 and not entry.broken for entry in entries)
    assert any(not entry.acknowledged for entry in entries)
    assert any(row["kind"] == "transfer.offer_expired" for row in found.events)
    assert found.files


def test_the_boards_are_right_within_two_seconds_of_each_healing(aftermath: Aftermath) -> None:
    # On a machine too busy to beat each second, before the server's third beat.
    assert len(aftermath.healed) == 2 * len(BLOWS) - BLOWS.count("web")
    late = [str(each) for each in aftermath.healed if each.seconds > 2 and each.beats > 2]
    assert late == []


@pytest.mark.usefixtures("aftermath")
def test_every_chain_and_every_seal_verifies_afterwards() -> None:
    out = io.StringIO()
    management.call_command("verify", stdout=out, stderr=out)
    assert "Everything holds." in out.getvalue()


@pytest.mark.parametrize(
    ("rule", "spoil"),
    [
        ("command lost", spoiled.without("commands")),
        ("other answer", spoiled.changed("commands", {"answer": {}})),
        ("effect lost", spoiled.without("events", kind="transfer.case_offered")),
        ("effect doubled", spoiled.twice("events", kind="dispatch.unit_assigned")),
        ("effect doubled", spoiled.twice("events", kind="closure.case_closed")),
        ("note", spoiled.without_words_of("followup.note_added")),
        ("call", spoiled.twice("events", kind="intake.case_opened")),
        ("call", spoiled.changed("calls", {"case_id": None}, state="answered")),
        ("call lost", spoiled.without("calls", state="ringing")),
        ("lost update", spoiled.changed("cases", {"location_text": "?"}, stage="closed")),
        ("lost update", spoiled.changed("cases", {"caller_name": "?"}, stage="closed")),
        ("closing", spoiled.changed("cases", {"stage": "followup"}, stage="closed")),
        ("unit", spoiled.changed("units", {"status": "on_scene"}, status="available")),
        ("unsealed", spoiled.without("files")),
        ("sealed wrongly", spoiled.twice("files")),
        ("lapsed twice", spoiled.twice("events", kind="transfer.offer_expired")),
    ],
)
def test_one_row_lost_doubled_or_changed_is_found(
    aftermath: Aftermath, rule: str, spoil: spoiled.Spoil
) -> None:
    faults = checker.check(spoil(aftermath.found), aftermath.entries)
    assert rule in checker.rules(faults) - checker.rules(aftermath.faults)


def test_a_refused_command_that_took_effect_is_found(aftermath: Aftermath) -> None:
    entries = list(aftermath.entries)
    taken = next(entry for entry in entries if entry.action == "followup.note")
    entries[entries.index(taken)] = dataclasses.replace(taken, status=409)
    faults = checker.check(aftermath.found, entries)
    assert checker.rules(faults) >= {"refused but done", "effect doubled"}


@pytest.mark.parametrize("version", [None, 1_000])
def test_a_board_that_missed_one_change_is_found(aftermath: Aftermath, version: int | None) -> None:
    last = aftermath.healed[-1]
    board = dict(last.shown["board"])
    case = next(key for key in board if key.startswith("case:"))
    del board[case]
    if version is not None:
        board[case] = version
    assert checker.check_board(last.found, last.shown) == []
    assert len(checker.check_board(last.found, {**last.shown, "board": board})) == 1
