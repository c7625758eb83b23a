"""Secrets in files that only their owner reads, made on first use."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cae.services import trouble


def kept(file: Path, *, make: Callable[[], str] = lambda: secrets.token_urlsafe(32)) -> str:
    """Return the secret in the file; one that is missing is made (0600) first.

    It appears whole or not at all, so that two processes starting at once agree on one.
    """
    try:
        if not file.exists():
            _make(file, make())
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise trouble.Trouble(
            f"{file} cannot be made or read: {error.strerror}.",
            "Make room on the disk, or make its folder yours "
            f"(sudo chown -R {os.geteuid()} {file.parent}), or choose another with CAE_VAR.",
        ) from error


def replace(file: Path, text: str) -> None:
    """Write the file anew (0600), whole or not at all."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    draft.touch(mode=0o600)
    draft.write_text(text, encoding="utf-8")
    draft.rename(file)


def _make(file: Path, text: str) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    draft.touch(mode=0o600)
    draft.write_text(text, encoding="utf-8")
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
