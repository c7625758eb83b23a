"""Styles, scripts and fonts, handed out before Django is asked."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import servestatic
from django.conf import settings

YEAR = 365 * 24 * 60 * 60


Folders = Sequence[tuple[str, Path]]


def version(folders: Folders) -> str:
    """Return a mark of all the files' content.

    It is a part of every address, so that browsers may keep what they have: no file is
    rewritten, and relative imports and pictures stay as their authors wrote them.
    """
    content = hashlib.sha256()
    for prefix, folder in folders:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            content.update(f"{prefix}/{file.relative_to(folder).as_posix()}\0".encode())
            content.update(hashlib.sha256(file.read_bytes()).digest())
    return content.hexdigest()[:12]


def served(application: Any) -> Any:
    """Return the ASGI application with the static files before it.

    Where DEBUG is on, they are read from the disk, and asked for, again each time.
    """
    files = servestatic.ServeStaticASGI(
        application,
        autorefresh=settings.DEBUG,
        max_age=0 if settings.DEBUG else YEAR,
        allow_all_origins=False,
        immutable_file_test=None if settings.DEBUG else _is_immutable,
        add_headers_function=_guard,
    )
    for prefix, folder in _folders():
        if folder.is_dir():
            files.add_files(folder, prefix=f"{settings.STATIC_URL}{prefix}")
    return files


def _folders() -> Folders:
    if settings.COLLECTED_STATIC:
        return [("", settings.STATIC_ROOT)]
    return settings.STATICFILES_DIRS


def _is_immutable(_path: str, _url: str) -> bool:
    return True


def _guard(headers: Any, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
