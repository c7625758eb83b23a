"""The centre as a Django application."""

from django import apps


class CaeConfig(apps.AppConfig):
    """Give the rooms' tasks their queue."""

    name = "cae"

    def ready(self) -> None:
        """Let whoever enqueues a task, in whatever process, enqueue it here."""
        from cae import celery

        celery.app.set_default()
