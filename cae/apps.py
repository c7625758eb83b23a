"""The centre as a Django application."""

import importlib

from django import apps
from django.core import checks


class CaeConfig(apps.AppConfig):
    """Give the rooms' tasks their queue; register administration's events and the checks."""

    name = "cae"

    def ready(self) -> None:
        """Let whoever enqueues a task, in whatever process, enqueue it here; check the policy."""
        importlib.import_module("cae.administration.events")
        importlib.import_module("cae.checks")
        from cae import celery, content_policy

        checks.register(content_policy.check, checks.Tags.security)
        celery.app.set_default()
