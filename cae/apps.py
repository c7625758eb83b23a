"""The centre as a Django application."""

from django import apps


class CaeConfig(apps.AppConfig):
    """Name the application."""

    name = "cae"
