"""Run the whole centre on this machine."""

import argparse
from typing import Any

from django.conf import settings
from django.core.management import base

from cae import environment
from cae.services import centre, trouble

HIGHEST_PORT = 65535


class Command(base.BaseCommand):
    """Start everything, print where it is, end everything on Ctrl-C."""

    help = (
        "Start PostgreSQL and Valkey (unless DATABASE_URL and REDIS_URL name others), the web "
        "process, worker, sweeper and rehearsal; print address and sign-ins; Ctrl-C ends them."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take --port, --host, --no-rehearsal."""
        parser.add_argument("--port", type=_port, default=environment.text("PORT", "8112"))
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument(
            "--no-rehearsal", action="store_true", help="let no demonstration calls ring"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run until asked to end."""
        ending = centre.Ending()
        ending.listen()
        wishes = centre.Wishes(
            var=settings.CAE_VAR,
            signing_key=settings.CAE_SIGNING_KEY_FILE,
            host=options["host"],
            port=options["port"],
            exercise=settings.CAE_PURPOSE == "exercise",
            rehearsal=not options["no_rehearsal"],
        )
        try:
            centre.Centre(wishes, ending=ending, say=self._say).run()
        except trouble.Trouble as error:
            self.stderr.write(str(error))
            raise SystemExit(1) from error

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _port(text: str) -> int:
    """Return a port number; anything else is refused."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: use a number from 1 to 65535.")
    return int(text)
