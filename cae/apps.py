"""The centre as a Django application."""

import importlib

from django import apps


class CaeConfig(apps.AppConfig):
    """Give the rooms' tasks their queue; register administration's events and the checks."""

    name = "cae"

    def ready(self) -> None:
        """Let whoever enqueues a task, in whatever process, enqueue it here."""
        importlib.import_module("cae.administration.events")
        importlib.import_module("cae.checks")
        from cae import celery

        celery.app.set_default()
