"""The case's side as a Django application."""

from django import apps
from django.utils.translation import gettext_lazy as _


class CallsConfig(apps.AppConfig):
    """Register what the rooms tell the rooms below them."""

    name = "calls"

    def ready(self) -> None:
        """Register parts, cards, commitments and sweeps, room by room."""
        from calls.casefile import cards, commitments, registry
        from calls.stages.followup import services as followup
        from calls.stages.instructions import queries as instructions
        from calls.stages.transfer import commitments as transfer
        from calls.stages.transfer import queries as offers
        from calls.stages.triage import queries as triage
        from calls.telephony import cards as telephony

        registry.register_live_source(cards.CaseCards())
        registry.register_live_source(telephony.CallCards())
        registry.register_case_part("triage", triage.case_part)
        registry.register_case_part("instructions", instructions.case_part)
        registry.register_case_part("offers", offers.offers_part)
        registry.register_case_part("centres", offers.centres_part)
        registry.register_card_part("offers", offers.card_part)
        registry.register_commitment(
            transfer.ANSWER, label=_("An answer from a centre"), lapse=transfer.expire
        )
        registry.register_commitment(transfer.OTHER_WAY, label=_("Another way to send help"))
        registry.register_commitment(transfer.MOBILISE, label=_("A unit from the centre"))
        registry.register_commitment(followup.CALLBACK, label=_("A callback"))
        registry.register_sweep("casefile.commitments", commitments.sweep_due)
