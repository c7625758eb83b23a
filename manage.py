#!/usr/bin/env python3
"""Run one of CAE's commands."""

import os
import sys

from django.core import management


def main() -> None:
    """Hand the command line to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cae.settings")
    management.execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
