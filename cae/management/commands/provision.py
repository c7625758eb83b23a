"""Give a PostgreSQL database the roles and rights that CAE needs."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import base

from cae import databases, environment
from cae.services import provisioning, trouble


class Command(base.BaseCommand):
    """Run once by an administrator, and again at each release: it makes what is missing."""

    help = (
        "Make the roles cae_app, cae_migrator, cae_sealer, cae_official and cae_auditor, and "
        "their rights, as the login of DATABASE_MIGRATOR_URL or DATABASE_URL."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --create-database."""
        parser.add_argument(
            "--create-database", action="store_true", help="make the database if it is missing"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Provide, and print what was done."""
        shared = environment.address("DATABASE_URL")
        urls = {
            alias: environment.address(f"DATABASE_{alias.upper()}_URL", shared)
            for alias in databases.ROLES
        }
        if not urls["migrator"]:
            raise base.CommandError("Set DATABASE_URL, or DATABASE_MIGRATOR_URL.")
        try:
            outcome = provisioning.provide(
                url=urls["migrator"],
                logins=provisioning.logins_of(urls),
                create_database=options["create_database"],
                say=self.stdout.write,
            )
        except trouble.Trouble as error:
            raise base.CommandError(str(error)) from error
        if not outcome.statements:
            self.stdout.write("Nothing was missing.")
