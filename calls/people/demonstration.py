"""Whom a demonstration shows on its sign-in page."""

from __future__ import annotations

import json

from django.conf import settings


def people() -> list[dict[str, str]]:
    """Give the sign-ins of a demonstration, and none anywhere else."""
    if settings.PRODUCTION or settings.CAE_PURPOSE != "exercise":
        return []
    try:
        told = json.loads(settings.CAE_DEMONSTRATION_FILE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return list(told["people"])
