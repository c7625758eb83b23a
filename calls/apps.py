"""The case's side as a Django application."""

from django import apps


class CallsConfig(apps.AppConfig):
    """Register what the rooms tell the rooms below them."""

    name = "calls"
