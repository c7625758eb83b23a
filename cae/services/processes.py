"""Processes: start one, tell whether it is alive and still the same, end it."""

import contextlib
import os
import signal
import subprocess  # nosec B404 - by list, never through a shell
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from cae.services import accounts

PROC = Path("/proc")
STEP = 0.02


def spawn(
    command: Sequence[str | Path],
    *,
    folder: Path,
    log: Path,
    environment: Mapping[str, str],
    account: accounts.Account | None = None,
    stdin: int = subprocess.DEVNULL,
) -> "subprocess.Popen[bytes]":
    """Start a process that works in `folder` and writes to `log`.

    It leads a session of its own: Ctrl-C in our terminal reaches us and not it.
    """
    with log.open("ab") as output:
        return subprocess.Popen(  # nosec B603 - our own words, by list
            command,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=account.groups if account else None,
            umask=0o077,
            cwd=folder,
            env=environment,
            stdin=stdin,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def words_since(log: Path, offset: int) -> str:
    """Return what was written to the log from that byte on."""
    with log.open("rb") as written:
        written.seek(offset)
        return written.read().decode(errors="replace")


def alive(pid: int) -> bool:
    """Tell whether the process runs; one that ended and waits for its parent does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return _state(pid) != "Z"


def birth(pid: int) -> str:
    """Return a mark of when the process began, or "" when it is gone.

    A process id is used again; id and birth together are not.
    """
    fields = _statistics(pid)
    return fields[19] if fields else _ask_ps(pid, "lstart")


def command_line(pid: int) -> str:
    """Return the command with its arguments, or "" when the process is gone."""
    if not PROC.joinpath("self").exists():
        return _ask_ps(pid, "command")
    try:
        return (
            (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        )
    except OSError:
        return ""


def working_folder(pid: int) -> Path | None:
    """Return the folder the process works in, or None where that may not be asked."""
    try:
        return (PROC / str(pid) / "cwd").readlink()
    except OSError:
        return None


def runs(process: "subprocess.Popen[bytes] | None") -> bool:
    """Tell whether a child of ours runs, and take note of its end."""
    return process is not None and process.poll() is None and alive(process.pid)


def end(pid: int, *, by: Sequence[tuple[signal.Signals, float]]) -> bool:
    """Send the first signal, wait its seconds, then the next; tell whether the process ended.

    SIGKILL goes to the whole group, which is the process's own: what it leaves behind is
    its own too.
    """
    for number, seconds in by:
        try:
            if number is signal.SIGKILL:
                end_group(pid)
            else:
                os.kill(pid, number)
        except ProcessLookupError:
            return True
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if not alive(pid):
                return True
            time.sleep(STEP)
    return False


def end_group(pid: int) -> None:
    """Kill what a process that led its own group left behind in it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _statistics(pid: int) -> list[str]:
    """Return the fields after the command's name (proc_pid_stat(5), from field 3 on)."""
    try:
        line = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return line.rpartition(")")[2].split()


def _state(pid: int) -> str:
    fields = _statistics(pid)
    return fields[0] if fields else _ask_ps(pid, "state")[:1]


def _ask_ps(pid: int, column: str) -> str:
    """Ask the program `ps`, for machines without /proc."""
    if PROC.joinpath("self").exists():
        return ""
    answer = subprocess.run(  # nosec B603 - our own words, by list
        ["/bin/ps", "-o", f"{column}=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return answer.stdout.strip()
