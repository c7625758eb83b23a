"""A file on disk for access records that the database does not take: appended, synced, private.

`queue.jsonl` is appended to. To be brought in it is renamed to `taken-….jsonl`, and deleted once
the database has all of it; what is left over after a crash is brought in again, by the same ids.
"""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from uuid_utils.compat import uuid7

QUEUE, TAKEN, UNREADABLE = "queue.jsonl", "taken-*.jsonl", "unreadable.jsonl"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Standing:
    """How many lines wait on this machine, since when (RFC 3339), and how many nobody can read."""

    waiting: int
    oldest_at: str | None
    unreadable: int


def folder() -> Path:
    """Give where the files are."""
    return Path(settings.CAE_VAR) / "trace"


def put(record: Mapping[str, Any]) -> None:
    """Append one record and wait until the disk has it; raise OSError where it cannot."""
    _append(QUEUE, json.dumps(record))


def take() -> list[Path]:
    """Give the files to be brought in, the oldest first; nobody appends to them any more."""
    with contextlib.suppress(FileNotFoundError), _held(QUEUE, create=False) as (queue, _file):
        queue.rename(queue.with_name(TAKEN.replace("*", str(uuid7()))))
    return sorted(folder().glob(TAKEN))


def read(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a file; a line that is none is put aside, where the wall counts it."""
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            yield dict(json.loads(line))
        except (ValueError, TypeError):
            put_aside(line)


def put_aside(line: str) -> None:
    """Keep what can never be brought in, for a person to look at."""
    _append(UNREADABLE, line)


def standing() -> Standing:
    """Say what waits."""
    lines = [line for file in _queued() for line in _lines(file)]
    return Standing(
        waiting=len(lines),
        oldest_at=min((at for line in lines if (at := _at(line))), default=None),
        unreadable=len(_lines(folder() / UNREADABLE)),
    )


def _queued() -> list[Path]:
    return [*folder().glob(TAKEN), folder() / QUEUE]


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []


def _at(line: str) -> str | None:
    try:
        return str(json.loads(line)["at"])
    except (ValueError, TypeError, KeyError):
        return None


def _append(name: str, line: str) -> None:
    with _held(name, create=True) as (_path, file):
        # Whatever a crash left half written ends here, and spoils no line but its own.
        size = os.fstat(file).st_size
        torn = size and os.pread(file, 1, size - 1) != b"\n"
        os.write(file, (("\n" if torn else "") + line + "\n").encode())
        os.fsync(file)


@contextlib.contextmanager
def _held(name: str, *, create: bool) -> Iterator[tuple[Path, int]]:
    """Hold a file that is still the one of its name; processes and threads take turns."""
    path = folder() / name
    if create:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    while True:
        is_new = not path.exists()
        flags = os.O_RDWR | os.O_APPEND | (os.O_CREAT if create else 0)
        file = os.open(path, flags, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            if not _is_still(path, file):
                continue
            if is_new:
                _sync_folder(path.parent)
            yield path, file
            return
        finally:
            os.close(file)


def _is_still(path: Path, file: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file))
    except FileNotFoundError:
        return False


def _sync_folder(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
