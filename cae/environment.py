"""Settings as the environment gives them, typed and checked."""

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from django.core import exceptions


def text(name: str, default: str = "") -> str:
    """Return the variable, or `default` where it is missing or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    """Return a yes or a no; anything else is refused."""
    given = text(name).lower()
    if not given:
        return default
    if given in {"1", "true", "yes", "on"}:
        return True
    if given in {"0", "false", "no", "off"}:
        return False
    raise exceptions.ImproperlyConfigured(f"{name} must be 1 or 0, not {given!r}.")


def number(name: str, default: int) -> int:
    """Return a whole number; anything else is refused."""
    given = text(name)
    try:
        return int(given) if given else default
    except ValueError as error:
        raise exceptions.ImproperlyConfigured(
            f"{name} must be a whole number, not {given!r}."
        ) from error


def words(name: str, default: Iterable[str] = ()) -> list[str]:
    """Return a list written with commas."""
    given = [word.strip() for word in text(name).split(",")]
    return [word for word in given if word] or list(default)


def numbers(name: str, default: Mapping[str, int]) -> dict[str, int]:
    """Return whole numbers by word, written `word=30,other=60`; what is not named stays."""
    found = dict(default)
    for given in words(name):
        word, _, value = given.partition("=")
        if word not in default or not value.isdigit():
            raise exceptions.ImproperlyConfigured(
                f"{name} must read like {','.join(f'{k}={v}' for k, v in default.items())},"
                f" not {given!r}."
            )
        found[word] = int(value)
    return found


def choice(name: str, allowed: Iterable[str], default: str) -> str:
    """Return one of `allowed`; anything else is refused."""
    given = text(name, default)
    known = sorted(allowed)
    if given not in known:
        raise exceptions.ImproperlyConfigured(
            f"{name} must be one of {', '.join(known)}, not {given!r}."
        )
    return given


def some(name: str, allowed: Iterable[str], *, everything: bool) -> frozenset[str]:
    """Return some of `allowed`, or "none" of them; where nothing is given, all or none."""
    known = frozenset(allowed)
    given = frozenset(words(name))
    if not given:
        return known if everything else frozenset()
    if given == {"none"}:
        return frozenset()
    if not given <= known:
        raise exceptions.ImproperlyConfigured(
            f"{name} must be none, or some of {', '.join(sorted(known))}."
        )
    return given


def path(name: str, default: Path) -> Path:
    """Return an absolute path."""
    return Path(text(name, str(default))).expanduser().absolute()


def secret(name: str, *, otherwise: Callable[[], str] | None) -> str:
    """Return the secret of `NAME`, or of the file that `NAME_FILE` names.

    Where neither is set, `otherwise` makes one; with None (production) that is an error.
    """
    given = text(name)
    if given:
        return given
    named = text(f"{name}_FILE")
    if named:
        return _read(Path(named), name)
    if otherwise is None:
        raise exceptions.ImproperlyConfigured(f"Set {name} or {name}_FILE.")
    return otherwise()


def address(name: str, default: str = "") -> str:
    """Return a server's address, which holds a password: of `NAME`, or of the file `NAME_FILE`."""
    return secret(name, otherwise=lambda: default)


def _read(file: Path, name: str) -> str:
    try:
        kept = file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise exceptions.ImproperlyConfigured(f"{name}: cannot read {file}: {error}") from error
    if not kept:
        raise exceptions.ImproperlyConfigured(f"{name}: {file} is empty; delete it or fill it.")
    return kept
