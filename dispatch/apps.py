"""The operations centre's side as a Django application."""

import importlib

from django import apps
from django.utils.translation import gettext_lazy as _


class DispatchConfig(apps.AppConfig):
    """Register what dispatch tells the rooms below it."""

    name = "dispatch"

    def ready(self) -> None:
        """Register the units' events, parts and board, and what they leave owing."""
        importlib.import_module("dispatch.events")
        from calls.casefile import registry
        from dispatch import cards, commitments, queries

        registry.register_live_source(cards.UnitCards())
        registry.register_live_source(cards.PositionCards())
        registry.register_case_part("assignments", queries.assignments_part)
        registry.register_case_part("units", queries.units_part)
        registry.register_case_part("called_for", queries.called_for_part)
        registry.register_case_part("missing", queries.missing_part)
        registry.register_card_part("units", queries.card_part)
        registry.register_commitment(commitments.UNIT_ASSIGNED, label=_("A unit on the case"))
