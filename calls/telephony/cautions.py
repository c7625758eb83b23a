"""Remarks on numbers and places: dated, with a reason and an author; none blocks a call."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from calls.casefile import door, log, refusals
from calls.casefile.events import Code
from calls.casefile.sheet import Aside, Sheet
from calls.telephony import events
from calls.telephony.models import Caution, CautionKind

LONGEST = timedelta(days=365)
LONGEST_FROM_A_CASE = timedelta(days=30)
REVIEWED_WITHIN = timedelta(days=90)


@dataclasses.dataclass(frozen=True, kw_only=True)
class About:
    """What a caution is about: a number in E.164, or a place; WGS 84 degrees, metres."""

    number: str = ""
    place: str = ""
    municipality: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    radius_m: int = 50

    @property
    def subject(self) -> str:
        """Say which of the two it is."""
        return "number" if self.number else "place"


@door.aside("caution.write")
def write_caution(
    beside: Aside, *, kind: CautionKind, about: About, text: str, reason: str, days: int
) -> door.Answer:
    """Remark something about a number or a place for some days, at most a year.

    A handling note says how to take a caller's calls, so it is about a number.
    """
    if kind == CautionKind.HANDLING and not about.number:
        raise refusals.Invalid(
            _("Some fields cannot be taken as they are."),
            fields={"kind": [_("A handling note is about a number.")]},
        )
    caution = _written(beside, kind, about, text=text, reason=reason, lasts=_span(days, LONGEST))
    return _answer(caution)


@door.step("caution.write_on_case")
def write_from_case(
    sheet: Sheet, *, kind: CautionKind, about: str, text: str, reason: str, days: int
) -> door.Answer:
    """Remark something about this case's number or its place, for a month at most."""
    if kind == CautionKind.HANDLING:
        raise refusals.Forbidden(_("Only a supervisor writes handling notes."))
    caution = _written(
        sheet.aside(),
        kind,
        _of_case(sheet, about),
        text=text,
        reason=reason,
        lasts=_span(days, LONGEST_FROM_A_CASE),
    )
    sheet.record(
        events.CautionAttached(
            caution=caution.id, caution_kind=Code(caution.kind), about=Code(about)
        )
    )
    return {"caution": str(caution.id)}


@door.aside("caution.renew")
def renew_caution(beside: Aside, *, caution_id: UUID, reason: str, days: int) -> door.Answer:
    """Let a caution hold for some days from now, whether it is still in force or has expired."""
    caution = _locked(caution_id)
    caution.expires_at = beside.at + _span(days, LONGEST)
    caution.review_at = _review_at(beside.at, caution.expires_at)
    beside.record(
        caution,
        events.CautionRenewed(
            expires_at=caution.expires_at, review_at=caution.review_at, reason=reason
        ),
        "expires_at",
        "review_at",
    )
    return _answer(caution)


@door.aside("caution.review")
def review_caution(beside: Aside, *, caution_id: UUID) -> door.Answer:
    """Say that a caution was read again and still holds; its end stays the same."""
    caution = _locked(caution_id)
    if caution.expires_at <= beside.at:
        raise _over(_("This caution has expired; renew it or leave it."))
    caution.review_at = _review_at(beside.at, caution.expires_at)
    beside.record(caution, events.CautionReviewed(review_at=caution.review_at), "review_at")
    return _answer(caution)


@door.aside("caution.end")
def end_caution(beside: Aside, *, caution_id: UUID, reason: str) -> door.Answer:
    """End a caution before its day."""
    caution = _locked(caution_id)
    caution.ended_at = beside.at
    beside.record(caution, events.CautionEnded(reason=reason), "ended_at")
    return _answer(caution)


def _written(
    beside: Aside, kind: CautionKind, about: About, *, text: str, reason: str, lasts: timedelta
) -> Caution:
    if beside.actor.id is None:
        raise refusals.Forbidden(_("Only a person at a desk may do this."))
    expires_at = beside.at + lasts
    caution = Caution(
        kind=kind,
        number=about.number,
        place=about.place,
        municipality_id=about.municipality,
        latitude=about.latitude,
        longitude=about.longitude,
        radius_m=about.radius_m,
        text=text,
        reason=reason,
        author_id=beside.actor.id,
        written_at=beside.at,
        expires_at=expires_at,
        review_at=_review_at(beside.at, expires_at),
    )
    caution.save(force_insert=True)
    log.begin(stream_id=caution.id, kind="caution")
    beside.record(
        caution,
        events.CautionWritten(
            caution_kind=Code(kind),
            about=Code(about.subject),
            expires_at=caution.expires_at,
            review_at=caution.review_at,
            municipality=Code(about.municipality) if about.municipality else None,
            radius_m=about.radius_m if about.latitude is not None else None,
            number=about.number,
            place=about.place,
            latitude=about.latitude,
            longitude=about.longitude,
            text=text,
            reason=reason,
        ),
    )
    return caution


def _of_case(sheet: Sheet, about: str) -> About:
    case = sheet.case
    if about == "number":
        if not case.callback_number:
            raise _nothing_to_remark(_("This case has no number that was understood."))
        return About(number=case.callback_number)
    if not case.location_text or case.municipality_id is None:
        raise _nothing_to_remark(_("This case has no place with its municipality yet."))
    return About(
        place=case.location_text[:200],
        municipality=case.municipality_id,
        latitude=case.latitude,
        longitude=case.longitude,
    )


def _nothing_to_remark(why: str) -> refusals.Invalid:
    return refusals.Invalid(_("Some fields cannot be taken as they are."), fields={"about": [why]})


def _span(days: int, longest: timedelta) -> timedelta:
    lasts = timedelta(days=days)
    if not timedelta(days=1) <= lasts <= longest:
        raise refusals.Invalid(
            _("Some fields cannot be taken as they are."),
            fields={
                "days": [
                    _("A whole number from {lowest} to {highest} is needed.").format(
                        lowest=1, highest=longest.days
                    )
                ]
            },
        )
    return lasts


def _review_at(now: datetime, expires_at: datetime) -> datetime:
    """Ask again half-way, and once a quarter at least."""
    return now + min((expires_at - now) / 2, REVIEWED_WITHIN)


def _locked(caution_id: UUID) -> Caution:
    caution = Caution.objects.select_for_update().filter(id=caution_id).first()
    if caution is None:
        raise refusals.NotFound(_("There is no such caution."))
    if caution.ended_at is not None:
        raise _over(_("This caution has ended; write a new one."))
    return caution


def _over(message: str) -> refusals.Refusal:
    return refusals.Refusal(message, code="caution_over", status=409)


def _answer(caution: Caution) -> door.Answer:
    return {"caution": str(caution.id), "version": caution.version}
