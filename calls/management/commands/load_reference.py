"""Load agencies, municipalities and places."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from calls.directory import reference


class Command(BaseCommand):
    """Bring the shipped reference data into the database; again, it changes nothing."""

    help = "Load the shipped agencies, municipalities and places, if they are not there yet."

    def handle(self, *_args: object, **_options: object) -> None:
        """Load, and say what is there."""
        loaded = reference.load(now=timezone.now())
        state = "loaded" if loaded.changed else "already there"
        self.stdout.write(
            f"Reference data {state}: {loaded.municipalities} municipalities,"
            f" {loaded.places} places."
        )
