"""Import everything once, then fork a process for each order on standard input.

`python -m tests.support.forking` reads a line of JSON for each: the command after the name of
the interpreter, the log, the whole environment. It answers each with a process id.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import pkgutil
import runpy
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import django
from django.conf import Settings, settings

django.setup()

from django.db import connections  # noqa: E402 - models are there only once Django has started
from django.template import loader  # noqa: E402 - as the line above
from django.urls import get_resolver  # noqa: E402 - as the line above
from django.utils import translation  # noqa: E402 - as the line above

from calls.protocols import reader  # noqa: E402 - as the line above
from tests.support import run  # noqa: E402 - as the line above

TEMPLATES = run.ROOT / "templates"
ROOMS = ("cae", "calls", "dispatch")
# It looks at the database while it is imported.
AFTERWARDS = "cae.asgi"
MODULES = (
    *("uvicorn.main", "uvicorn.protocols.http.auto", "uvicorn.loops.uvloop"),
    *("uvicorn.protocols.websockets.websockets_sansio_impl", "uvicorn.lifespan.off"),
    *("celery.bin.worker", "celery.apps.worker", "celery.concurrency.prefork"),
    *("celery.fixups.django", "kombu.transport.redis", "channels.routing"),
)


def main() -> None:
    """Serve until there are no more orders."""
    _warm()
    # Nobody waits for those who end; each of them sets it back for itself.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.collect()
    gc.freeze()
    for line in sys.stdin.buffer:
        if os.fork() == 0:
            _live(json.loads(line))


def _warm() -> None:
    for name in MODULES:
        importlib.import_module(name)
    for room in ROOMS:
        for found in pkgutil.walk_packages([room], f"{room}."):
            if found.name != AFTERWARDS and ".migrations" not in found.name:
                importlib.import_module(found.name)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            get_resolver().reverse_dict  # noqa: B018 - reading it makes it
    for file in sorted(TEMPLATES.rglob("*.html")):
        loader.get_template(str(file.relative_to(TEMPLATES)))
    # A process keeps what it has read: the store's editions are these.
    reader.read(reader.LIBRARY)


def _live(order: Mapping[str, Any]) -> None:
    """Be the process of an order to its end; never return."""
    code = 1
    try:
        os.setsid()
        os.umask(0o077)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        # Whoever asked for it may end it, with all that it starts, from here on.
        os.write(sys.stdout.fileno(), f"{os.getpid()}\n".encode())
        _write_to(Path(order["log"]))
        os.environ.clear()
        os.environ.update(order["environment"])
        _read_settings_anew()
        code = _run(order["command"])
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _write_to(log: Path) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    written = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for given, taken in ((nothing, 0), (written, 1), (written, 2)):
        os.dup2(given, taken)
    os.close(nothing)
    os.close(written)


def _read_settings_anew() -> None:
    importlib.reload(importlib.import_module("cae.settings"))
    settings._wrapped = Settings("cae.settings")
    # Nobody has connected yet: whoever does takes the settings that stand now.
    for each in connections.all(initialized_only=True):
        del connections[each.alias]
    vars(connections).pop("settings", None)
    vars(connections)["_settings"] = None


def _run(command: Sequence[str]) -> int:
    """Run `-m MODULE …` or `FILE …` as Python does; return how it ended."""
    is_module = command[0] == "-m"
    sys.argv = list(command[1:] if is_module else command)
    try:
        if is_module:
            runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
        else:
            runpy.run_path(sys.argv[0], run_name="__main__")
    except SystemExit as ended:
        if isinstance(ended.code, int):
            return ended.code
        sys.stderr.write(f"{ended.code or ''}\n")
        return int(ended.code is not None)
    return 0


if __name__ == "__main__":
    main()
