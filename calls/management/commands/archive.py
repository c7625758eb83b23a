"""`manage.py archive index` makes the entries that sealed files are found by."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import base

from calls.archive import search_index

ALL_THERE_ARE = 2**31


class Command(base.BaseCommand):
    """Make what is missing, or all of it anew; doing it again makes nothing."""

    help = "Make the search entries that sealed files lack; with --anew, all of them."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the action, and whether to begin from nothing."""
        parser.add_argument("action", choices=["index"])
        parser.add_argument("--anew", action="store_true", help="take away all there are first")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make them and say how many."""
        if options["anew"]:
            self.stdout.write(f"{search_index.empty()} entries taken away")
        self.stdout.write(f"{search_index.fill(at_most=ALL_THERE_ARE)} entries made")
