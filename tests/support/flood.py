"""A flood of sign-in attempts, as a process of its own, from one address and from many.

`python -m tests.support.flood PORT RATE NAME …` tries RATE times a second until its input ends,
and then writes how often each status came, as JSON. Half of the tries come from one address of
127/8, the others each from one that has not tried before.
"""

import asyncio
import contextlib
import itertools
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from urllib import parse

ONE = "127.66.0.1"
TOKEN = "f" * 32
AT_MOST = 400
"""Attempts on their way at once: beyond it, a try is counted as one that had no answer."""


class Flood:
    """A flood that runs elsewhere; `stop` ends it and gives its answers by status."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        """Take the process."""
        self._process = process
        self.answers: Counter[str] = Counter()

    def stop(self) -> Counter[str]:
        """End it, wait for what is on its way, and give the answers."""
        if not self.answers:
            told, _nothing = self._process.communicate(input="", timeout=60)
            self.answers.update(json.loads(told))
        return self.answers


@contextlib.contextmanager
def running(port: int, names: Sequence[str], *, rate: int = 100) -> Iterator[Flood]:
    """Let a flood of wrong passwords for these names run against the web process at `port`."""
    command = [sys.executable, "-m", "tests.support.flood", str(port), str(rate), *names]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        flood = Flood(process)
        try:
            yield flood
        finally:
            flood.stop()


async def _try(port: int, source: str, name: str) -> str:
    fields = {"username": name, "password": "wrong", "csrfmiddlewaretoken": TOKEN}
    body = parse.urlencode(fields)
    lines = (
        "POST /sign-in/ HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Cookie: csrftoken={TOKEN}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        "Connection: close",
    )
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0))
    except OSError:
        return "refused"
    try:
        writer.write(("\r\n".join(lines) + f"\r\n\r\n{body}").encode())
        async with asyncio.timeout(30):
            answer = await reader.read()
        return answer[9:12].decode() or "cut"
    except (OSError, TimeoutError):
        return "cut"
    finally:
        writer.close()


async def _flood(port: int, rate: int, names: Sequence[str]) -> Counter[str]:
    ended = asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    answers: Counter[str] = Counter()
    under_way: set[asyncio.Task[str]] = set()
    loop = asyncio.get_running_loop()
    began = loop.time()

    def take(task: asyncio.Task[str]) -> None:
        under_way.discard(task)
        answers[task.result()] += 1

    for number in itertools.count():
        await asyncio.sleep(began + number / rate - loop.time())
        if ended.done():
            break
        if len(under_way) >= AT_MOST:
            answers["late"] += 1
            continue
        many = f"127.{67 + number // 40_000 % 100}.{number // 200 % 200}.{1 + number % 200}"
        task = asyncio.create_task(
            _try(port, many if number % 2 else ONE, names[number // 2 % len(names)])
        )
        under_way.add(task)
        task.add_done_callback(take)
    if under_way:
        await asyncio.wait(under_way)
    await asyncio.sleep(0)
    return answers


if __name__ == "__main__":
    found = asyncio.run(_flood(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
    sys.stdout.write(json.dumps(found))
