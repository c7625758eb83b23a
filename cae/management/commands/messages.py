"""Keep the translations."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import base

from cae import translations

# English is the language of the code, so it needs no catalogue.
LANGUAGES = ("es",)


class Command(base.BaseCommand):
    """Update the catalogues from the code; or compile them; or check them."""

    help = "Bring locale/*/django.po up to date with the code and compile it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --compile or --check."""
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--compile", action="store_true", help="only write the .mo files")
        choice.add_argument("--check", action="store_true", help="change nothing; name the faults")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it for each language."""
        root = Path(settings.BASE_DIR)
        for language in LANGUAGES:
            file = root / "locale" / language / "LC_MESSAGES" / "django.po"
            if options["check"]:
                self._check(root, file, language)
            elif not options["compile"]:
                translations.update(file, language, translations.collect(root))
            if not options["check"]:
                translations.compile_catalogue(file)

    def _check(self, root: Path, file: Path, language: str) -> None:
        faults = translations.faults(translations.read(file, language), translations.collect(root))
        for fault in faults:
            self.stderr.write(f"{language}: {fault.reason}: {fault.message}")
        if faults:
            raise base.CommandError(
                f"{len(faults)} messages of {file.relative_to(root)} need work: make messages"
            )
