"""Styles, scripts and fonts, handed out before Django is asked."""

from pathlib import Path
from typing import Any

import servestatic
from django.conf import settings
from servestatic import storage


class CollectedStorage(storage.CompressedManifestStaticFilesStorage):
    """Give each file a name made of its content, inside ES module imports too."""

    support_js_module_import_aggregation = True


def served(application: Any) -> Any:
    """Return the ASGI application with the static files before it.

    Collected files (production) may be kept by browsers forever; others are asked for again
    each time, and read from the disk again where DEBUG is on.
    """
    files = servestatic.ServeStaticASGI(
        application,
        autorefresh=settings.DEBUG and not settings.COLLECTED_STATIC,
        max_age=3600 if settings.COLLECTED_STATIC else 0,
        allow_all_origins=False,
        immutable_file_test=r"\.[0-9a-f]{12}\.\w+$" if settings.COLLECTED_STATIC else None,
        add_headers_function=_guard,
    )
    for folder, prefix in _folders():
        if folder.is_dir():
            files.add_files(folder, prefix=prefix)
    return files


def _folders() -> list[tuple[Path, str]]:
    if settings.COLLECTED_STATIC:
        return [(settings.STATIC_ROOT, settings.STATIC_URL)]
    named = [
        entry if isinstance(entry, tuple) else ("", entry) for entry in settings.STATICFILES_DIRS
    ]
    return [(Path(folder), f"{settings.STATIC_URL}{prefix}") for prefix, folder in named]


def _guard(headers: Any, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
