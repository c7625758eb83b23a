"""Bring a provisioned database up to this code, and fill it: one process, then it ends."""

import io
import os
import sys

import django
from django.core import management
from django.db import connections

from cae.services import rights, schema, trouble

# The exit code after a Trouble, whose text stands alone on standard error.
TOLD = 3
# Begins a line that the terminal shows.
MARK = "» "
MIGRATOR = "migrator"


def main(credentials: str | None) -> int:
    """Migrate, load reference data and, with `credentials`, the demonstration people."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cae.settings")
    django.setup()
    try:
        migrate()
        say("Loading agencies, centres, municipalities and protocols")
        management.call_command("load_reference", verbosity=0)
        put_the_book_in_force()
        if credentials is not None:
            management.call_command("load_demonstration", credentials=credentials, verbosity=0)
    except trouble.Trouble as error:
        sys.stderr.write(f"{error}\n")
        return TOLD
    except management.CommandError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def migrate() -> None:
    """Migrate, after saying what the database is; give each role its rights."""
    verdict = schema.judge(MIGRATOR)
    if verdict.lacking:
        if verdict.empty:
            say("Making the tables")
        else:
            say(
                f"The database is of an older version; these changes are made to it: "
                f"{', '.join(verdict.lacking)}"
            )
        management.call_command("migrate", database=MIGRATOR, interactive=False, verbosity=0)
    connections[MIGRATOR].ensure_connection()
    rights.enforce(connections[MIGRATOR].connection)


def put_the_book_in_force() -> None:
    """Put the shipped book of protocols on its shelf; say what is wrong with it, if anything is."""
    told = io.StringIO()
    management.call_command("protocols", "shelve", stdout=told)
    for line in told.getvalue().splitlines():
        say(line)


def say(line: str) -> None:
    """Print a line of progress at once."""
    sys.stdout.write(f"{MARK}{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else None))
