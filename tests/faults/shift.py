"""A shift at work: a gateway lets calls ring, operators and a dispatcher handle them."""

from __future__ import annotations

import contextlib
import itertools
import queue
import threading
from collections.abc import Callable, Iterator
from functools import partial

from tests.faults import desk, journal
from tests.support import stack as stacks

OPERATORS = 3
DISPATCHER_OF_SALAMANCA = 5
SALAMANCA = "37274"
ENDED_WITHIN_S = 120.0
TOLD_TO_ALL = 4
"""Every so manieth call is grabbed at by all operators at once."""
VISITED = 3
"""Every so manieth case is taken over by a colleague meanwhile."""
WAYS = ("help", "dismissal", "silence", "help", "refusal")
"""What becomes of the calls, in turn."""
LEFT_RINGING = 2
Case = tuple[str, int]
"""A case and the version somebody has it from."""


class Shift:
    """Some people and their work, the same for the same seed but for who comes first."""

    def __init__(self, stack: stacks.Stack, *, seed: str, calls: int) -> None:
        """Take note; at most `calls` will ring."""
        self.journal = journal.Journal()
        self.pace = journal.Pace()
        self._stack = stack
        self._most = calls
        self.operators = [self._desk("operator", n, seed) for n in range(OPERATORS)]
        self.dispatcher = self._desk("dispatcher", DISPATCHER_OF_SALAMANCA, seed)
        self._gateway = self._desk("supervisor", 0, seed)
        self._ringing = {one.name: queue.Queue[tuple[int, str] | None](2) for one in self.operators}
        self._visits = {one.name: queue.Queue[Case]() for one in self.operators}
        self._done = {one.name: queue.Queue[tuple[str, str]]() for one in self.operators}
        self._offers: queue.Queue[tuple[str, str, str, bool] | None] = queue.Queue()
        self._over = threading.Event()
        self._errors: list[BaseException] = []
        self._threads: list[threading.Thread] = []

    def begin(self) -> None:
        """Sign in and start to work."""
        for one in (*self.operators, self.dispatcher):
            one.sign_in()
        for one in self.operators:
            self._spawn(partial(self._operate, one))
        self._spawn(self._ring)
        self._spawn(self._dispatch)

    def end(self) -> None:
        """Let no more calls ring, finish what is in hand, and raise what went wrong."""
        self._over.set()
        *others, dispatching = self._threads
        for thread in others:
            thread.join(ENDED_WITHIN_S)
        self._offers.put(None)
        dispatching.join(ENDED_WITHIN_S)
        stuck = [thread.name for thread in self._threads if thread.is_alive()]
        for one in (*self.operators, self.dispatcher, self._gateway):
            one.close()
        if self._errors:
            raise self._errors[0]
        assert not stuck

    def wait_until_all_rang(self) -> None:
        """Wait until the last of the calls rang."""
        self._threads[-2].join(ENDED_WITHIN_S)

    def check(self) -> None:
        """Raise what went wrong so far."""
        if self._errors:
            raise self._errors[0]

    def _desk(self, role: str, number: int, seed: str) -> desk.Desk:
        person = self._stack.person(role, number)
        return desk.Desk(self._stack, person, told=self.journal, pace=self.pace, seed=seed)

    def _spawn(self, work: Callable[[], None]) -> None:
        def run() -> None:
            try:
                work()
            except BaseException as error:
                self._errors.append(error)

        self._threads.append(threading.Thread(target=run, daemon=True))
        self._threads[-1].start()

    def _ring(self) -> None:
        turns = itertools.cycle(self.operators)
        for number in range(self._most):
            if self._over.is_set():
                break
            call = self._announce(number)
            to_all = number % TOLD_TO_ALL == 0
            for one in self.operators if to_all else [next(turns)]:
                self._ringing[one.name].put((number, call), timeout=ENDED_WITHIN_S)
        for number in range(LEFT_RINGING):
            self._announce(self._most + number)
        for one in self.operators:
            self._ringing[one.name].put(None, timeout=ENDED_WITHIN_S)

    def _announce(self, number: int) -> str:
        return self._gateway.announce(f"shift-{number}", f"+34600{number:06d}")

    def _operate(self, one: desk.Desk) -> None:
        awaited = 0
        while True:
            self._visit(one)
            awaited -= self._finish(one)
            ringing = self._ringing[one.name].get(timeout=ENDED_WITHIN_S)
            if ringing is None:
                break
            awaited += self._take(one, *ringing)
        while awaited:
            self._close(one, *self._done[one.name].get(timeout=ENDED_WITHIN_S))
            awaited -= 1

    def _take(self, one: desk.Desk, number: int, call: str) -> bool:
        """Handle a call; say whether its case waits for the dispatcher."""
        path = f"/calls/{call}/answer/"
        taken = one.command("call.answer", path, target=call, refusable="call_taken")
        if not taken.acknowledged:
            return False
        case, version = taken.case, int(taken.answer["version"])
        if number % VISITED == 0:
            others = [name for name in self._visits if name != one.name]
            self._visits[one.chance.choice(others)].put((case, version))
        street = f"Calle Zamora {one.chance.randint(1, 9999)}"
        version = record(one, case, version, location_text=street, municipality=SALAMANCA)
        version = record(one, case, version, complaint_text=f"Caída {one.chance.random()}")
        version = record(one, case, version, awake="yes", breathing="yes")
        version = record(one, case, version, caller_name=f"Ana {one.chance.random()}")
        for _ in range(one.chance.randint(1, 2)):
            note(one, case)
        way = WAYS[number % len(WAYS)]
        if way == "dismissal":
            fields = {"outcome": "information", "target": case}
            one.command("closure.dismiss", f"/cases/{case}/closure/dismiss/", **fields)
            return False
        offer = offered(one, case, agency="fire" if way == "silence" else "health")
        if way == "silence":
            self._let_its_time_pass(offer)
            return False
        self._offers.put((one.name, case, offer, way == "refusal"))
        return True

    def _visit(self, one: desk.Desk) -> None:
        """Take over a colleague's case and edit it from an older version, as people do."""
        with contextlib.suppress(queue.Empty):
            case, version = self._visits[one.name].get_nowait()
            path = f"/cases/{case}/take-over/"
            gone = "not_found out_of_stage"
            taken = one.command("case.take_over", path, target=case, refusable=gone, reason="!")
            if taken.acknowledged:
                record(one, case, version, closed=gone, caller_name=f"Eva {one.chance.random()}")

    def _finish(self, one: desk.Desk) -> int:
        closed = 0
        with contextlib.suppress(queue.Empty):
            while True:
                self._close(one, *self._done[one.name].get_nowait())
                closed += 1
        return closed

    def _close(self, one: desk.Desk, case: str, refused: str) -> None:
        """Close a case that help came to, or whose one offer was refused."""
        if refused:
            path = f"/cases/{case}/transfer/withdraw/"
            one.command("transfer.withdraw", path, target=case, offer=refused, reason="Otra vía")
        fields = {"disposition": "resolved_on_scene", "summary": "Atendida", "target": case}
        one.command("closure.close", f"/cases/{case}/closure/close/", **fields)

    def _dispatch(self) -> None:
        while (waiting := self._offers.get(timeout=ENDED_WITHIN_S)) is not None:
            operator, case, offer, refused = waiting
            work = self._refuse if refused else self._help
            work(self.dispatcher, case, offer)
            self._done[operator].put((case, offer if refused else ""))

    def _refuse(self, one: desk.Desk, case: str, offer: str) -> None:
        path = f"/cases/{case}/transfer/refuse/"
        one.command("transfer.refuse", path, target=case, offer=offer, reason="Sin unidades")

    def _help(self, one: desk.Desk, case: str, offer: str) -> None:
        path = f"/cases/{case}"
        one.command("transfer.accept", f"{path}/transfer/accept/", target=case, offer=offer)
        free = [unit["id"] for unit in one.state(case)["units"] if unit["status"] == "available"]
        unit = str(one.chance.choice(sorted(free)))
        one.command("dispatch.assign", f"{path}/dispatch/assign/", target=unit, unit=unit)
        if one.chance.random() < 0.5:
            note(one, case)
        moved = f"/dispatch/units/{unit}/status/"
        for status in ("en_route", "on_scene", "available"):
            one.command("dispatch.set_status", moved, target=unit, status=status, case=case)

    def _let_its_time_pass(self, offer: str) -> None:
        """Let nobody answer until it is too late, without the minute that this takes."""
        with self._stack.clone.connect("superuser") as connection:
            connection.execute(
                "UPDATE casefile_commitment SET due_at = now() - interval '1 s'"
                " WHERE ref = %s AND settled_at IS NULL",
                [offer],
            )


def record(one: desk.Desk, case: str, version: int, *, closed: str = "", **fields: str) -> int:
    """Write down part of the intake; where a colleague was quicker, look and write again."""
    path = f"/cases/{case}/intake/record/"
    entry = one.command(
        "intake.record",
        path,
        target=case,
        refusable=f"conflict {closed}",
        base_version=version,
        **fields,
    )
    if entry.answer.get("code") == "conflict":
        return record(one, case, int(entry.answer["version"]), closed=closed, **fields)
    return int(entry.answer.get("version", version))


def note(one: desk.Desk, case: str) -> None:
    """Write a note that nobody else writes."""
    text = f"Nota {one.name} {one.chance.random()}"
    one.command("followup.note", f"/cases/{case}/followup/note/", target=case, text=text)


def offered(one: desk.Desk, case: str, *, agency: str) -> str:
    """Offer a case to an agency and give the offer."""
    path = f"/cases/{case}/transfer/offer/"
    return str(one.command("transfer.offer", path, target=case, agency=agency).answer["offer"])


@contextlib.contextmanager
def at_work(stack: stacks.Stack, *, seed: str, calls: int = 10_000) -> Iterator[Shift]:
    """Let a shift work until the end of the block, and finish what it has in hand."""
    shift = Shift(stack, seed=seed, calls=calls)
    shift.begin()
    try:
        yield shift
    finally:
        shift.end()
