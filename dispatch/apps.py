"""The operations centre's side as a Django application."""

from django import apps


class DispatchConfig(apps.AppConfig):
    """Register what dispatch tells the rooms below it."""

    name = "dispatch"
