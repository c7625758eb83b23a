"""Offer a case to operations centres, and take their answers."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from calls.casefile import door, refusals
from calls.casefile.events import Code
from calls.casefile.kinds import Severity, Stage
from calls.casefile.models import Commitment, Leg
from calls.casefile.sheet import Sheet
from calls.directory import queries as directory
from calls.directory.models import Municipality, OperationsCentre
from calls.stages.transfer import commitments, events
from calls.stages.transfer.models import Offer, OfferState

STANDING = (OfferState.OFFERED, OfferState.ACCEPTED, OfferState.EXPIRED)


@door.step("transfer.offer")
def offer_transfer(sheet: Sheet, *, agency: str = "", centre: UUID | None = None) -> door.Answer:
    """Ask a centre, or the nearest-standing centre of an agency, to take its part.

    Raises Invalid where no place or no reason is written down yet, or where no centre fits.
    """
    _need_place_and_reason(sheet)
    return {"offer": str(offer_to(sheet, agency=agency, centre=centre).id)}


@door.step("transfer.offer_plan")
def offer_plan(sheet: Sheet) -> door.Answer:
    """Ask every agency the plan calls for that was not asked yet, in the plan's order.

    A threat to life waits for no place. Raises Invalid where the plan calls for nobody, and the
    last refusal where nobody could be asked.
    """
    if sheet.case.severity != Severity.P0:
        _need_place_and_reason(sheet)
    offers: list[str] = []
    refused: refusals.Refusal = refusals.Invalid(
        _("The plan calls for nobody."),
        fields={"agency": [_("Choose an agency, or judge the case by a protocol first.")]},
    )
    for agency in sheet.case.plan:
        try:
            offers.append(str(offer_to(sheet, agency=agency).id))
        except refusals.Refusal as refusal:
            refused = refusal
    if not offers:
        raise refused
    return {"offers": offers}


def offer_to(sheet: Sheet, *, agency: str = "", centre: UUID | None = None) -> Offer:
    """Offer inside another step, with whatever place exists."""
    found = _centre(sheet, agency=agency, centre=centre)
    if Offer.objects.filter(case=sheet.case, centre=found, state__in=STANDING).exists():
        raise refusals.Refusal(
            _("{centre} has already been asked.").format(centre=found.name),
            code="already_offered",
            status=409,
        )
    within = commitments.ANSWER_WITHIN.get(
        sheet.case.effective_severity, commitments.ANSWER_WITHIN_ELSE
    )
    offer = Offer.objects.create(
        case=sheet.case,
        centre=found,
        offered_at=sheet.at,
        due_at=sheet.recorded_at + within,
    )
    Leg.objects.get_or_create(case=sheet.case, centre=found)
    sheet.move_to(Stage.TRANSFER)
    seq = sheet.record(
        events.CaseOffered(
            offer=offer.id,
            centre=found.id,
            agency=Code(found.agency_id),
            due_at=offer.due_at,
        )
    )
    sheet.open_commitment(
        commitments.ANSWER,
        ref=offer.id,
        seq=seq,
        due_at=offer.due_at,
        holder_centre=found.id,
    )
    _other_way_found(sheet, found, seq)
    return offer


def hasten(sheet: Sheet) -> None:
    """Bring forward the answers awaited to what the severity allows now, inside another step."""
    within = commitments.ANSWER_WITHIN.get(
        sheet.case.effective_severity, commitments.ANSWER_WITHIN_ELSE
    )
    latest = sheet.recorded_at + within
    Commitment.objects.filter(
        case=sheet.case, kind=commitments.ANSWER, settled_at__isnull=True, due_at__gt=latest
    ).update(due_at=latest)
    Offer.objects.filter(case=sheet.case, state=OfferState.OFFERED, due_at__gt=latest).update(
        due_at=latest
    )


@door.step("transfer.accept")
def accept_transfer(sheet: Sheet, *, offer_id: UUID) -> door.Answer:
    """Take one's centre's leg; a late answer is taken too, and said to be late."""
    offer = _own_offer(sheet, offer_id, OfferState.OFFERED, OfferState.EXPIRED)
    late = offer.state == OfferState.EXPIRED
    _answer(sheet, offer, OfferState.ACCEPTED)
    Leg.objects.filter(case=sheet.case, centre=offer.centre).update(accepted_at=sheet.at)
    seq = sheet.record(events.OfferAccepted(offer=offer.id, centre=offer.centre_id, late=late))
    settled = commitments.OTHER_WAY if late else commitments.ANSWER
    sheet.settle_commitment(settled, ref=offer.id, seq=seq, result="accepted")
    sheet.open_commitment(
        commitments.MOBILISE,
        ref=offer.id,
        seq=seq,
        due_at=sheet.recorded_at + commitments.MOBILISE_WITHIN,
        holder_centre=offer.centre_id,
    )
    sheet.move_to(Stage.FOLLOWUP)
    return {"offer": str(offer.id)}


@door.step("transfer.refuse")
def refuse_transfer(sheet: Sheet, *, offer_id: UUID, reason: str) -> door.Answer:
    """Say no, with a reason; the operator then owes another way."""
    offer = _own_offer(sheet, offer_id, OfferState.OFFERED, OfferState.EXPIRED)
    late = offer.state == OfferState.EXPIRED
    _answer(sheet, offer, OfferState.REFUSED, reason)
    seq = sheet.record(events.OfferRefused(offer=offer.id, centre=offer.centre_id, reason=reason))
    if not late:
        sheet.settle_commitment(commitments.ANSWER, ref=offer.id, seq=seq, result="refused")
        commitments.owe_other_way(sheet, offer, seq)
    return {"offer": str(offer.id)}


@door.step("transfer.withdraw")
def withdraw_transfer(sheet: Sheet, *, offer_id: UUID, reason: str) -> door.Answer:
    """No longer ask a centre; not while it has units on the case."""
    offer = Offer.objects.filter(id=offer_id, case=sheet.case).first()
    if offer is None or offer.state == OfferState.WITHDRAWN:
        raise _no_such_offer()
    if Commitment.objects.filter(
        case=sheet.case,
        kind="dispatch.unit_assigned",
        holder_centre=offer.centre_id,
        settled_at__isnull=True,
    ).exists():
        raise refusals.Refusal(
            _("This centre has units on the case; they must be freed first."),
            code="units_assigned",
            status=409,
        )
    offer.state = OfferState.WITHDRAWN
    offer.reason = reason
    offer.save(update_fields=["state", "reason"])
    seq = sheet.record(events.OfferWithdrawn(offer=offer.id, centre=offer.centre_id, reason=reason))
    for kind in (commitments.ANSWER, commitments.OTHER_WAY, commitments.MOBILISE):
        sheet.settle_commitment(kind, ref=offer.id, seq=seq, result="withdrawn")
    return {"offer": str(offer.id)}


@door.step("transfer.carry_on_alone")
def carry_on_alone(sheet: Sheet, *, offer_id: UUID, text: str) -> door.Answer:
    """Go on with means that are not shown here; no unit of the centre is awaited any more."""
    offer = _own_offer(sheet, offer_id, OfferState.ACCEPTED)
    seq = sheet.record(events.CarriedOnAlone(offer=offer.id, centre=offer.centre_id, reason=text))
    if not sheet.settle_commitment(commitments.MOBILISE, ref=offer.id, seq=seq, result="own_means"):
        raise refusals.OutOfStage(_("No unit of this centre is awaited."))
    return {"offer": str(offer.id)}


def _need_place_and_reason(sheet: Sheet) -> None:
    case = sheet.case
    missing = {}
    if not (case.location_text or case.municipality_id or case.latitude is not None):
        missing["location_text"] = [_("Write down where, even roughly.")]
    if not (case.complaint_text or case.complaint_protocol):
        missing["complaint_text"] = [_("Write down what for, even in a word.")]
    if missing:
        raise refusals.Invalid(_("Help needs a place and a reason."), fields=missing)


def _centre(sheet: Sheet, *, agency: str, centre: UUID | None) -> OperationsCentre:
    if centre is not None:
        found = OperationsCentre.objects.filter(id=centre, is_active=True).first()
        if found is None:
            raise refusals.Invalid(
                _("There is no such centre."),
                fields={"centre": [_("Choose one of the centres shown.")]},
            )
        return found
    fitting = directory.centres_for(_jurisdiction(sheet), agency)
    if not fitting:
        raise refusals.Invalid(
            _("No centre of this agency serves the place."),
            fields={"agency": [_("Choose another agency, or a centre by name.")]},
        )
    return fitting[0]


def _jurisdiction(sheet: Sheet) -> Municipality | None:
    case = sheet.case
    if case.municipality is None and case.latitude is not None and case.longitude is not None:
        return directory.municipality_at(case.latitude, case.longitude)
    return case.municipality


def _own_offer(sheet: Sheet, offer_id: UUID, *states: OfferState) -> Offer:
    offer = (
        Offer.objects.select_related("centre")
        .filter(id=offer_id, case=sheet.case, centre_id=sheet.actor.centre_id)
        .first()
    )
    if offer is None:
        raise _no_such_offer()
    if offer.state not in states:
        raise refusals.OutOfStage(
            _("This offer already stands as: {state}").format(state=OfferState(offer.state).label)
        )
    return offer


def _no_such_offer() -> refusals.NotFound:
    return refusals.NotFound(_("There is no such offer for you."))


def _answer(sheet: Sheet, offer: Offer, state: OfferState, reason: str = "") -> None:
    offer.state = state
    offer.answered_at = sheet.at
    offer.answered_by_id = sheet.actor.id
    offer.reason = reason
    offer.save(update_fields=["state", "answered_at", "answered_by", "reason"])


def _other_way_found(sheet: Sheet, centre: OperationsCentre, seq: int) -> None:
    open_questions = Offer.objects.filter(
        case=sheet.case,
        centre__agency=centre.agency_id,
        state__in=[OfferState.REFUSED, OfferState.EXPIRED],
    )
    for earlier in open_questions:
        sheet.settle_commitment(
            commitments.OTHER_WAY, ref=earlier.id, seq=seq, result="offered_elsewhere"
        )
