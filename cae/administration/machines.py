"""Machines: the tokens by which gateways, vehicles, partners and bodies speak to the centre."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cae.administration import events, kept, wanting
from cae.administration.once import Once
from calls.casefile import door, refusals
from calls.casefile.sheet import Aside
from calls.directory.models import OperationsCentre
from calls.people import tokens
from calls.people.models import OF_A_CENTRE, OfficialBody, ServiceToken, TokenKind

LONGEST = timedelta(days=730)
LONGEST_OVERLAP = timedelta(days=30)


@door.aside("administration.issue_token")
def issue_token(
    beside: Aside,
    token: Once,
    /,
    *,
    kind: TokenKind,
    name: str,
    expires_at: datetime,
    body: UUID | None = None,
    centre: UUID | None = None,
    addresses: Sequence[str] = (),
) -> door.Answer:
    """Let a machine speak to the centre, and leave its text in `token`."""
    _refuse_day(expires_at, beside.at)
    whose = _body(kind, body)
    where = _centre(kind, centre)
    token.text = tokens.issue(
        kind=kind,
        name=name,
        expires_at=expires_at,
        body=whose,
        centre=where,
        addresses=_networks(addresses),
    )
    return _told(beside, token.text).answer("token")


@door.aside("administration.rotate_token")
def rotate_token(
    beside: Aside, token: Once, /, *, token_id: UUID, overlap: timedelta, expires_at: datetime
) -> door.Answer:
    """Leave in `token` another text for the same machine; the old one counts for `overlap` more."""
    old = _in_force(token_id, beside.at)
    _refuse_day(expires_at, beside.at)
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        raise wanting.invalid("overlap_hours", _("At most 30 days are taken."))
    before = old.row.expires_at
    token.text = tokens.rotate(
        token_id=token_id, at=beside.at, overlap=overlap, expires_at=expires_at
    )
    new = _told(beside, token.text)
    old.row.refresh_from_db(fields=["expires_at"])
    event = events.TokenRotated(
        token=token_id,
        replaced_by=new.id,
        before_expires_at=before,
        after_expires_at=old.row.expires_at,
    )
    beside.record(old, event)
    return new.answer("token")


@door.aside("administration.revoke_token")
def revoke_token(beside: Aside, *, token_id: UUID) -> door.Answer:
    """Let a token open no door from now on; again is no change."""
    token = _taken(token_id)
    if token.row.revoked_at is None:
        tokens.revoke(token_id=token_id, at=beside.at)
        beside.record(token, events.TokenRevoked(token=token_id))
    return token.answer("token")


@door.aside("administration.change_token")
def change_token(
    beside: Aside, *, token_id: UUID, base_version: int | None, addresses: Sequence[str]
) -> door.Answer:
    """Change the networks a machine may come from; none is from anywhere."""
    token = _in_force(token_id, beside.at)
    before = token.row.addresses
    told = token.edit({"addresses": _networks(addresses)}, base_version=base_version)
    if told:
        event = events.TokenChanged(
            token=token_id,
            changed=told["changed"],
            before_addresses=" ".join(before),
            after_addresses=" ".join(token.row.addresses),
        )
        beside.record(token, event, "addresses")
    return token.answer("token")


def _told(beside: Aside, text: str) -> kept.Kept[ServiceToken]:
    row = ServiceToken.objects.select_for_update(of=("self",)).get(digest=tokens.digest(text))
    token = kept.take(row)
    beside.record(
        token,
        events.TokenIssued(
            token=row.id,
            token_kind=TokenKind(row.kind),
            expires_at=row.expires_at,
            body=row.body_id,
            centre=row.centre_id,
            name=row.name,
            addresses=" ".join(row.addresses),
        ),
    )
    return token


def _taken(token_id: UUID) -> kept.Kept[ServiceToken]:
    row = ServiceToken.objects.select_for_update(of=("self",)).filter(id=token_id).first()
    if row is None:
        raise refusals.NotFound(_("There is no such token."))
    return kept.take(row)


def _in_force(token_id: UUID, at: datetime) -> kept.Kept[ServiceToken]:
    token = _taken(token_id)
    if token.row.revoked_at is not None or token.row.expires_at <= at:
        raise wanting.conflict("token_over", _("This token counts no more; issue another one."))
    return token


def _body(kind: TokenKind, body: UUID | None) -> OfficialBody | None:
    if (kind == TokenKind.OFFICIAL) != (body is not None):
        raise wanting.invalid("body", _("A body goes with the tokens of official bodies alone."))
    found = OfficialBody.objects.filter(id=body).first() if body else None
    if body is not None and found is None:
        raise wanting.invalid("body", _("There is no such body."))
    return found


def _centre(kind: TokenKind, centre: UUID | None) -> OperationsCentre | None:
    if (kind in OF_A_CENTRE) != (centre is not None):
        raise wanting.invalid(
            "centre", _("A centre goes with the tokens of vehicles and partners alone.")
        )
    found = OperationsCentre.objects.filter(id=centre).first() if centre else None
    if centre is not None and found is None:
        raise wanting.invalid("centre", _("There is no such centre."))
    return found


def _networks(addresses: Sequence[str]) -> list[str]:
    try:
        return tokens.networks(addresses)
    except ValidationError as error:
        raise wanting.invalid("addresses", " ".join(error.messages)) from None


def _refuse_day(expires_at: datetime, at: datetime) -> None:
    if not at < expires_at <= at + LONGEST:
        raise wanting.invalid("expires_at", _("A day within the next two years is needed."))
