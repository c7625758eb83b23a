"""Secrets in files that only their owner reads, made on first use."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def kept(file: Path, *, make: Callable[[], str] = lambda: secrets.token_urlsafe(32)) -> str:
    """Return the secret in the file; one that is missing is made (0600) first.

    It appears whole or not at all, so that two processes starting at once agree on one.
    """
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
        draft.touch(mode=0o600)
        draft.write_text(make(), encoding="utf-8")
        try:
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_text(encoding="utf-8")


def replace(file: Path, text: str) -> None:
    """Write the file anew (0600), whole or not at all."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    draft.touch(mode=0o600)
    draft.write_text(text, encoding="utf-8")
    draft.rename(file)
