"""Explain the log."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import base

from cae import event_page


class Command(base.BaseCommand):
    """Write the page of the events from the events."""

    help = "Write docs/events.md."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Write it."""
        page = Path(settings.BASE_DIR) / "docs" / "events.md"
        page.write_text(event_page.render(), encoding="utf-8")
