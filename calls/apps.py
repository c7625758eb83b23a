"""The case's side as a Django application."""

import importlib

from django import apps
from django.utils.translation import gettext_lazy as _

ROOMS_WITH_EVENTS = (
    "calls.protocols",
    "calls.telephony",
    "calls.stages.intake",
    "calls.stages.triage",
    "calls.stages.instructions",
    "calls.stages.transfer",
    "calls.stages.followup",
    "calls.stages.closure",
    "calls.export.subjects",
    "calls.quality",
)


class CallsConfig(apps.AppConfig):
    """Register what the rooms tell the rooms below them."""

    name = "calls"

    def ready(self) -> None:
        """Register event kinds, parts, cards, commitments and sweeps, room by room."""
        for room in ROOMS_WITH_EVENTS:
            importlib.import_module(f"{room}.events")

        from calls.archive import access_log, sweeps
        from calls.archive import queries as archive
        from calls.casefile import cards, commitments, duty, exceptional, registry
        from calls.people import duty as people
        from calls.people import trace
        from calls.stages.followup import services as followup
        from calls.stages.instructions import queries as instructions
        from calls.stages.intake import asking, relatives, silence
        from calls.stages.intake import commitments as unanswered
        from calls.stages.intake import queries as intake
        from calls.stages.transfer import commitments as transfer
        from calls.stages.transfer import queries as offers
        from calls.telephony import cards as telephony
        from calls.telephony import parts as memory

        _register_triage()
        people.register(on_call=duty.on_call, on_duty=duty.on_duty)
        registry.register_live_source(cards.CaseCards())
        registry.register_live_source(telephony.CallCards())
        registry.register_live_source(exceptional.ExceptionCards())
        registry.register_case_part("exceptional", exceptional.case_part)
        registry.register_case_part("cautions", memory.cautions_part)
        registry.register_case_part("place_history", memory.history_part)
        registry.register_case_part("instructions", instructions.case_part)
        registry.register_case_part("offers", offers.offers_part)
        registry.register_case_part("centres", offers.centres_part)
        registry.register_card_part("offers", offers.card_part)
        registry.register_case_part("file", archive.case_part)
        registry.register_commitment(
            transfer.ANSWER, label=_("An answer from a centre"), lapse=transfer.expire
        )
        registry.register_commitment(transfer.OTHER_WAY, label=_("Another way to send help"))
        registry.register_commitment(transfer.MOBILISE, label=_("A unit from the centre"))
        registry.register_commitment(followup.CALLBACK, label=_("A callback"))
        registry.register_case_part("incident", relatives.incident_part)
        registry.register_card_part("incident", relatives.card_part)
        registry.register_case_part("unanswered", intake.unanswered_part)
        registry.register_card_part("unanswered", intake.card_part)
        registry.register_case_part("silence", silence.case_part)
        registry.register_case_part("asking", asking.case_part)
        registry.register_commitment(
            unanswered.SILENT, label=_("A call where nobody speaks"), lapse=silence.listen_on
        )
        registry.register_commitment(unanswered.ABANDONED, label=_("An abandoned call"))
        registry.register_commitment(unanswered.DROPPED, label=_("A call that broke off"))
        registry.register_sweep("casefile.commitments", commitments.sweep_due)
        registry.register_sweep("archive.unsealed", sweeps.sweep_unsealed, by_wall=True)
        registry.register_sweep("people.trace", trace.bring_in, by_wall=True)
        registry.register_sweep("archive.access_log", access_log.grow, by_wall=True)


def _register_triage() -> None:
    """Register what triage shows and owes, and what follows from a threat to life."""
    from calls.casefile import registry
    from calls.stages import arrest
    from calls.stages.intake import covert
    from calls.stages.intake import services as intake
    from calls.stages.triage import queries, services, telling, time_critical

    registry.register_consequence(services.VITAL_FOUND, arrest.vital_found)
    registry.register_consequence(services.COVERT_FOUND, covert.somebody_near)
    registry.register_consequence(intake.LIFE_ANSWERED, arrest.life_answered)
    registry.register_case_part("triage", queries.case_part)
    registry.register_case_part("changes", telling.changes_part)
    registry.register_case_part("casualties", telling.casualties_part)
    registry.register_card_part("changes", telling.card_part)
    registry.register_commitment(
        time_critical.PREALERT, label=_("A word to the hospital before they come")
    )
