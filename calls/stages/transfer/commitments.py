"""What an offer leaves the centre owing."""

from __future__ import annotations

from datetime import timedelta

from calls.casefile.models import Commitment
from calls.casefile.sheet import Sheet
from calls.stages.transfer import events
from calls.stages.transfer.models import Offer, OfferState

ANSWER = "transfer.answer"
"""A centre owes an answer."""
OTHER_WAY = "transfer.other_way"
"""The operator owes another way, after a refusal or silence."""
MOBILISE = "transfer.mobilise"
"""A centre that accepted owes its first unit."""

ANSWER_WITHIN = {"P0": timedelta(seconds=45), "P1": timedelta(seconds=60)}
ANSWER_WITHIN_ELSE = timedelta(minutes=3)
OTHER_WAY_WITHIN = timedelta(minutes=2)
MOBILISE_WITHIN = timedelta(minutes=2)


def expire(sheet: Sheet, commitment: Commitment) -> None:
    """Turn an unanswered offer into the operator's open question."""
    offer = Offer.objects.select_related("centre").get(id=commitment.ref)
    offer.state = OfferState.EXPIRED
    offer.save(update_fields=["state"])
    seq = sheet.record(events.OfferExpired(offer=offer.id, centre=offer.centre_id))
    sheet.settle_commitment(ANSWER, ref=offer.id, seq=seq, result="expired")
    owe_other_way(sheet, offer, seq)


def owe_other_way(sheet: Sheet, offer: Offer, seq: int) -> None:
    """Open the operator's question what else to do."""
    sheet.open_commitment(
        OTHER_WAY,
        ref=offer.id,
        seq=seq,
        due_at=sheet.recorded_at + OTHER_WAY_WITHIN,
        holder_user=sheet.case.holder_id,
    )
