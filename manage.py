#!/usr/bin/env python3
"""Run one of CAE's commands."""

import os
import sys

from django.core import exceptions, management

from cae.services import trouble


def main() -> None:
    """Hand the command line to Django; say in words what the settings lack."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cae.settings")
    try:
        management.execute_from_command_line(sys.argv)
    except (exceptions.ImproperlyConfigured, trouble.Trouble) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
