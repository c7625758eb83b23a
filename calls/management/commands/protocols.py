"""`manage.py protocols`: prove a library, draw a protocol, try the search, shelve the book."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from calls.protocols import contents, phrases, reader, search, services, tree
from calls.protocols.faults import BookError, NotInBook


class Command(BaseCommand):
    """Prove and show the book of protocols."""

    help = "Prove the book of protocols, or draw one protocol for a reviewer."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the actions."""
        actions = parser.add_subparsers(dest="action", required=True)
        check = actions.add_parser(
            "check", help="Prove that every path through the book ends well."
        )
        show = actions.add_parser("show", help="Draw one protocol as a tree.")
        show.add_argument("code", help="The protocol's code.")
        show.add_argument("--language", default="es", help="Language of the texts: es, en.")
        tried = actions.add_parser(
            "phrases", help="Try what callers say, and list what the search finds too late."
        )
        tried.add_argument(
            "--table", type=Path, default=phrases.FILE, help="Another table of phrases (CSV)."
        )
        actions.add_parser("shelve", help="Put in force what this release ships (at each start).")
        for action in (check, show, tried):
            action.add_argument(
                "--library", type=Path, default=reader.LIBRARY, help="Folder of another library."
            )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run the action asked for; a faulty book ends the command with every fault."""
        try:
            if options["action"] == "shelve":
                self._shelve()
                return
            book = reader.load(options["library"])
        except BookError as error:
            raise CommandError(f"{error}\n{len(error.faults)} fault(s).") from error
        if options["action"] == "show":
            self._show(book, options["code"], options["language"])
            return
        if options["action"] == "phrases":
            self._phrases(book, options["table"])
            return
        for protocol in book.protocols.values():
            self.stdout.write(
                f"{protocol.code} {protocol.version}: {len(protocol.questions)} questions, "
                f"{len(protocol.determinants)} determinants, {len(protocol.scripts)} scripts, "
                f"{', '.join(sorted(protocol.words))}"
            )
        self.stdout.write(
            self.style.SUCCESS(f"{len(book.protocols)} protocols: every path proven.")
        )

    def _shelve(self) -> None:
        faults = services.shelve_at_start(now=timezone.now())
        if faults:
            self.stdout.write(
                "The protocols of this release are refused; the last good book stays in force:"
            )
        for fault in faults:
            self.stdout.write(f"  {fault}")

    def _show(self, book: contents.Book, code: str, language: str) -> None:
        try:
            protocol = book.protocol(code)
        except NotInBook as error:
            allowed = ", ".join(error.allowed)
            raise CommandError(f"There is no protocol {code!r}; there is: {allowed}") from error
        self.stdout.write(tree.draw(book, protocol, language=language))

    def _phrases(self, book: contents.Book, table: Path) -> None:
        try:
            read = phrases.read(table)
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        missed = phrases.misses(search.index(book), read)
        for miss in missed:
            self.stdout.write(
                f"{miss.phrase.protocol} ({miss.phrase.language}): {miss.phrase.text}"
                f" → {', '.join(miss.found)}"
            )
        share = 100 * (1 - len(missed) / len(read)) if read else 0.0
        self.stdout.write(
            f"{len(read) - len(missed)} of {len(read)} phrases find their protocol among the "
            f"first {phrases.PLACES}: {share:.1f} %."
        )
