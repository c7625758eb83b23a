"""A burst before two hundred sockets, five of which are stuck or slow: what the others feel."""

from __future__ import annotations

import contextlib
import functools
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import redis

from calls.live import hub
from tests.bench import fan_out, listening, measuring, place, sides, work

STUCK, SLOW = 3, 2
BAD = STUCK + SLOW
SLOW_BYTES_A_SECOND = 1_000
CASES = 100
MESSAGES = 500
ROUNDS = 4
FETCHES = 100
"""Snapshots that a bad reader asks for, so that what the kernel keeps for it is soon full."""
FETCH = b'{"t":"fetch","topic":"board"}'
KIB = 1024


def figures(where: place.Place, *, repeats: int, size: float) -> Iterator[measuring.Figure]:
    """Measure the delay of those who read, and what the web process's memory grows by."""
    cases = [work.answer(work.ring()) for _ in range(CASES)]
    burst = functools.partial(fan_out.in_a_burst, cases, max(50, round(MESSAGES * size)))
    delays, grown = [], []
    with redis.Redis.from_url(where.stack.valkey.url) as client, contextlib.ExitStack() as stack:
        headers, port, pid = sides.signed_in(where), where.stack.port, where.stack.pid("web")
        side = sides.web("crowd", client, [(port, pid)], headers, sockets=sides.SOCKETS - BAD)
        stack.callback(side.audience.close)
        fan_out.wait_until_heard(side, cases[0])
        for _ in range(repeats):
            side.turns.clear()
            before = _forget_peak(pid)
            with _bad_readers(port, headers):
                for _round in range(ROUNDS):
                    side.audience.forget()
                    side.tell(burst)
            grown.append((_peak(pid) - before) / KIB)
            heard = [turn.heard for turn in side.turns]
            if any(each.lost or each.disorder for each in heard):
                raise RuntimeError(f"of those who read: {heard}")
            took = [delay for each in heard for delay in each.took]
            delays.append(measuring.percentile(took, 95) * 1e3)
    yield measuring.Figure(
        name="crowd.p95", unit="ms", values=delays, target=measuring.Limit(value=500)
    )
    yield measuring.Figure(
        name="crowd.memory_grown", unit="MiB", values=grown, target=measuring.Limit(value=50)
    )


@contextlib.contextmanager
def _bad_readers(port: int, headers: sides.Headers) -> Iterator[None]:
    """Open the sockets that read nothing, and those that read a kilobyte a second."""
    ended = threading.Event()
    told = {**headers, "Origin": f"http://127.0.0.1:{port}"}
    links = [listening.opened(port, "/live/", told, buffer=4_096)[0] for _ in range(BAD)]
    for link in links:
        for _ in range(FETCHES):
            # A client masks; a mask of zeros leaves the message as it is.
            link.sendall(bytes([0x81, 0x80 | len(FETCH), 0, 0, 0, 0]) + FETCH)
    slow = threading.Thread(target=_read_slowly, args=(links[:SLOW], ended))
    slow.start()
    try:
        yield
        if not all(_was_let_go(link) for link in links[SLOW:]):
            raise RuntimeError("no reader was stuck: this measured nothing")
    finally:
        ended.set()
        slow.join()
        for link in links:
            link.close()


def _was_let_go(link: socket.socket) -> bool:
    """Read what was kept for a stuck reader; say whether it ends with the code of a full box."""
    kept = b""
    link.settimeout(2)
    with contextlib.suppress(TimeoutError):
        while data := link.recv(65_536):
            kept = (kept + data)[-64:]
    return hub.OVERFLOW.to_bytes(2) in kept


def _read_slowly(links: list[socket.socket], ended: threading.Event) -> None:
    while not ended.wait(1):
        for link in links:
            with contextlib.suppress(OSError):
                link.recv(SLOW_BYTES_A_SECOND, socket.MSG_DONTWAIT)


def _forget_peak(pid: int) -> int:
    """Let the peak of a process's memory count from now (proc(5)); give what it uses, in KiB."""
    Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")
    return _peak(pid)


def _peak(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1])
