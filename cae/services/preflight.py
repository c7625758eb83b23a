"""What is looked at before anything starts."""

import contextlib
import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from cae.services import layout, ports, trouble

LEAST_ROOM = 500 * 1024 * 1024


def folder(place: layout.Layout) -> None:
    """Make the folder's layout; raise Trouble where it cannot be written or is not whole."""
    try:
        place.make()
        for part in (place.var, *place.var.glob("*/")):
            _require(part, os.W_OK | os.X_OK)
        for name in (*layout.PRIVATE, place.valkey.name):
            for file in place.var.joinpath(name).glob("*"):
                _require(file, os.W_OK | os.R_OK)
    except OSError as error:
        raise trouble.Trouble(
            f"{place.var} cannot be used: {error.strerror} ({error.filename}).",
            f"Make it yours (sudo chown -R {os.geteuid()} {place.var}), delete it to start "
            "afresh, or choose another folder with CAE_VAR.",
        ) from error


def room(place: Path, *, least: int = LEAST_ROOM) -> None:
    """Raise Trouble when the disk has less room than `least` bytes."""
    free = shutil.disk_usage(place).free
    if free < least:
        raise trouble.Trouble(
            f"The disk of {place} has {free // 2**20} MB left; CAE needs {least // 2**20} MB.",
            "Make room on it, or choose a folder on another disk with CAE_VAR.",
        )


def port(host: str, number: int) -> None:
    """Raise Trouble when the web address cannot be had."""
    try:
        free = ports.is_free(host, number)
    except PermissionError as error:
        raise trouble.Trouble(
            f"Port {number} is reserved for the administrator.",
            "Choose one above 1023: make run PORT=8112",
        ) from error
    except OSError as error:
        raise trouble.Trouble(
            f"{host} is no address of this machine: {error.strerror}.",
            "Use --host 127.0.0.1, or 0.0.0.0 for every address.",
        ) from error
    if not free:
        raise trouble.Trouble(
            f"Port {number} is in use by another program.",
            f"Choose another port: make run PORT={number + 1}   (or end that program)",
        )


@contextlib.contextmanager
def only_one(place: layout.Layout) -> Iterator[None]:
    """Hold the folder's lock; raise Trouble when another start holds it.

    The system lets go of it when its holder ends, however it ends.
    """
    with place.lock.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in {errno.EWOULDBLOCK, errno.EACCES}:
                raise
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise trouble.Trouble(
                f"CAE already runs from {place.var} (process {holder}).",
                f"Use that one, end it with Ctrl-C or `kill {holder}`, or give this one another "
                "folder and port: CAE_VAR=var2 make run PORT=8113",
            ) from error
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def _require(part: Path, access: int) -> None:
    if not os.access(part, access):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(part))
