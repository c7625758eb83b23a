"""Many sockets heard by one light process: epoll, and a clock read before anything is parsed."""

from __future__ import annotations

import base64
import collections
import dataclasses
import re
import secrets
import select
import socket
import struct
import time
from collections.abc import Iterator, Mapping

TEXT = 1
CLOSE = 8
PING = 9
HEADER_AT_MOST = 65_536
AT_ONCE = 65_536


Published = Mapping[str, Mapping[int, float]]
"""Id of a thing → version → when it was published."""
_MARK = re.compile(rb'"id":"([0-9a-f-]{36})","version":(\d+),"card"')


@dataclasses.dataclass(frozen=True)
class Heard:
    """Seconds from each publication to each socket; what never came, what came out of order."""

    took: list[float]
    lost: int
    disorder: int


class Audience:
    """Sockets of one server (RFC 6455), read as their bytes come and understood afterwards."""

    def __init__(self) -> None:
        self._ready = select.epoll()
        self._sockets: dict[int, socket.socket] = {}
        self._buffers: dict[int, bytearray] = {}
        self._chunks: list[tuple[int, float, bytes]] = []

    def join(self, port: int, path: str, headers: Mapping[str, str]) -> None:
        """Open one more socket; raise where the server does not let it in."""
        link, rest = opened(port, path, headers)
        link.settimeout(0)
        self._sockets[link.fileno()] = link
        self._buffers[link.fileno()] = bytearray(rest)
        self._ready.register(link.fileno(), select.EPOLLIN)

    def listen(self, seconds: float) -> None:
        """Take in what comes, with the time at which it came (`time.perf_counter`)."""
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            for number, _ in self._ready.poll(left):
                data = self._sockets[number].recv(AT_ONCE)
                self._chunks.append((number, time.perf_counter(), data))

    def heard(self, published: Published) -> Heard:
        """Understand what was taken in: when did each socket know each version of each thing?

        A later version tells the earlier ones too.
        """
        came: dict[tuple[int, str], list[tuple[int, float]]] = collections.defaultdict(list)
        for number, at, data in self._chunks:
            if not data:
                raise RuntimeError("the server closed a socket")
            self._buffers[number] += data
            for kind, payload in _frames(self._buffers[number]):
                self._answer(number, kind, payload)
                if payload.startswith(b'{"t":"changes"'):
                    for thing, version in _MARK.findall(payload):
                        came[number, thing.decode()].append((int(version), at))
        self._chunks.clear()
        took, lost, disorder = [], 0, 0
        for number in self._sockets:
            for thing, versions in published.items():
                told = came[number, thing]
                disorder += told != sorted(told, key=_version)
                missed, at_last = _delays(told, versions)
                took += at_last
                lost += missed
        return Heard(took, lost, disorder)

    def forget(self) -> None:
        """Read what came meanwhile and make nothing of it."""
        self.listen(0.1)
        self.heard({})

    def close(self) -> None:
        """Leave."""
        for link in self._sockets.values():
            link.close()
        self._ready.close()

    def _answer(self, number: int, kind: int, payload: bytes) -> None:
        if kind == CLOSE:
            raise RuntimeError(f"the server closed a socket: {payload!r}")
        if kind == PING:
            # A client masks; a mask of zeros leaves the payload as it is.
            head = struct.pack("!BB4x", 0x80 | 10, 0x80 | len(payload))
            self._sockets[number].sendall(head + payload)


def opened(
    port: int, path: str, headers: Mapping[str, str], *, buffer: int | None = None
) -> tuple[socket.socket, bytes]:
    """Open a socket and give it with what already came; `buffer` is what its kernel may keep."""
    link = socket.socket()
    if buffer is not None:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    link.settimeout(10)
    link.connect(("127.0.0.1", port))
    told = {
        "Host": f"127.0.0.1:{port}",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(secrets.token_bytes(16)).decode(),
        **headers,
    }
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items())]
    link.sendall("\r\n".join([*lines, "", ""]).encode())
    answer = b""
    while b"\r\n\r\n" not in answer and len(answer) < HEADER_AT_MOST:
        answer += link.recv(AT_ONCE) or b"\r\n\r\n"
    head, _, rest = answer.partition(b"\r\n\r\n")
    if b" 101 " not in head.partition(b"\r\n")[0]:
        raise RuntimeError(f"no socket: {head[:200]!r}")
    return link, rest


def _version(told: tuple[int, float]) -> int:
    return told[0]


def _delays(
    told: list[tuple[int, float]], versions: Mapping[int, float]
) -> tuple[int, list[float]]:
    """Give how many of a thing's versions one socket never knew, and the delays of the others."""
    took, lost, place = [], 0, 0
    for version, began in sorted(versions.items()):
        while place < len(told) and told[place][0] < version:
            place += 1
        if place == len(told):
            lost += 1
        else:
            took.append(told[place][1] - began)
    return lost, took


def _frames(buffer: bytearray) -> Iterator[tuple[int, bytes]]:
    """Take the whole frames off a buffer (RFC 6455, 5.2); a server's are not masked."""
    while len(buffer) >= 2:
        length, start = buffer[1] & 0x7F, 2
        if length == 126:
            start = 4
        elif length == 127:
            start = 10
        if start > 2 and len(buffer) >= start:
            length = int.from_bytes(buffer[2:start])
        if len(buffer) < start + length:
            return
        kind, payload = buffer[0] & 0x0F, bytes(buffer[start : start + length])
        del buffer[: start + length]
        yield kind, payload
