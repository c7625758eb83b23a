"""`manage.py protocols`: prove a library, draw a protocol, try the search, shelve the book."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from calls.casefile import door, refusals
from calls.people.actor import SYSTEM
from calls.protocols import (
    changes,
    comparison,
    contents,
    packing,
    phrases,
    queries,
    reader,
    search,
    services,
    tree,
)
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
        show.add_argument(
            "--version", dest="number", type=int, help="An earlier version, of the store."
        )
        tried = actions.add_parser(
            "phrases", help="Try what callers say, and list what the search finds too late."
        )
        tried.add_argument(
            "--table", type=Path, default=phrases.FILE, help="Another table of phrases (CSV)."
        )
        actions.add_parser("shelve", help="Put in force what this release ships (at each start).")
        actions.add_parser("list", help="List the books that were in force, and what is in force.")
        taken = actions.add_parser("import", help="Put the protocols of a folder or ZIP in force.")
        taken.add_argument("path", type=Path, help="A library, a protocol's folder, or a ZIP.")
        taken.add_argument("--whole", action="store_true", help="It is the whole book.")
        taken.add_argument("--back", action="store_true", help="Earlier versions may return.")
        taken.add_argument("--reason", default="", help="Why, for the log.")
        compared = actions.add_parser("compare", help="Show what differs between two versions.")
        compared.add_argument("code", help="The protocol's code.")
        compared.add_argument("before", type=int)
        compared.add_argument("after", type=int)
        compared.add_argument("--language", default="es", help="Language of the titles: es, en.")
        for action in (check, show, tried):
            action.add_argument(
                "--library", type=Path, default=reader.LIBRARY, help="Folder of another library."
            )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run the action asked for; a faulty book ends the command with every fault."""
        try:
            match options["action"]:
                case "shelve":
                    self._shelve()
                case "list":
                    self._list()
                case "import":
                    self._import(options)
                case "compare":
                    self._compare(options)
                case "show" if options["number"] is not None:
                    self._show_stored(options)
                case action:
                    book = reader.load(options["library"])
                    if action == "show":
                        self._show(book, options["code"], options["language"])
                    elif action == "phrases":
                        self._phrases(book, options["table"])
                    else:
                        self._check(book)
        except BookError as error:
            raise CommandError(f"{error}\n{len(error.faults)} fault(s).") from error
        except refusals.Refusal as error:
            allowed = "; ".join(", ".join(texts) for texts in error.fields.values())
            raise CommandError(f"{error.message} {allowed}".rstrip()) from error

    def _check(self, book: contents.Book) -> None:
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

    def _list(self) -> None:
        for row in queries.history():
            who = row.put_by.username if row.put_by else "CAE"
            self.stdout.write(
                f"{row.id} {row.digest[:12]} {row.put_at:%Y-%m-%d %H:%M} {row.origin} {who} "
                f"{row.source} {row.reason}".rstrip()
            )
        for protocol in reader.book().protocols.values():
            self.stdout.write(f"  {protocol.code} {protocol.version} {protocol.digest[:12]}")

    def _import(self, options: dict[str, Any]) -> None:
        library = packing.told(options["path"])
        now = timezone.now()
        passage = door.Passage(actor=SYSTEM, at=now)
        mark = queries.newest()
        told = services.propose(
            passage,
            content=packing.pack(library),
            source=options["path"].name,
            whole=options["whole"],
        )
        before = reader.stored(mark) if mark else None
        answer = services.put_in_force(
            passage,
            proposal=UUID(told["proposal"]),
            base=mark.id if mark else 0,
            back=options["back"],
            reason=options["reason"],
        )
        after = reader.stored(queries.Mark(answer["book"], answer["digest"]))
        for each in changes.between(before, after):
            versions = [str(part.version) if part else "–" for part in (each.before, each.after)]
            self.stdout.write(f"{each.code}: {' → '.join(versions)}")
        self.stdout.write(self.style.SUCCESS(f"Book {answer['book']} is in force."))

    def _compare(self, options: dict[str, Any]) -> None:
        before = reader.version(options["code"], options["before"])
        after = reader.version(options["code"], options["after"])
        for item in comparison.compare(before, after, language=options["language"]):
            less = " (less grave than before)" if item.less else ""
            self.stdout.write(f"{item.state} {item.section} {item.code} {item.title}{less}")
            for detail in item.details:
                label = f"{detail.label} [{detail.language}]" if detail.language else detail.label
                for sign, text in (("-", detail.before), ("+", detail.after)):
                    if text:
                        self.stdout.write(f"   {sign} {label}: {''.join(part for _, part in text)}")

    def _show_stored(self, options: dict[str, Any]) -> None:
        protocol = reader.version(options["code"], options["number"])
        book = reader.beside(protocol)
        self.stdout.write(tree.draw(book, protocol, language=options["language"]))

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
        missed = phrases.misses(search.Index(book), read)
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
