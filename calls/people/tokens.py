"""Machines' keys: made once, kept hashed, checked in constant work."""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from calls.directory.models import OperationsCentre
from calls.people import access, limits
from calls.people import actor as actors
from calls.people.models import OfficialBody, ServiceToken

# A token's use is noted no oftener: an announced call does not wait for a row of its own.
NOTED_EACH = timedelta(minutes=1)


def digest(token: str) -> str:
    """Give the form a token is kept in."""
    return hashlib.sha256(token.encode()).hexdigest()


def issue(
    *,
    kind: str,
    name: str,
    expires_at: datetime,
    body: OfficialBody | None = None,
    centre: OperationsCentre | None = None,
    addresses: Iterable[str] = (),
    token: str = "",
) -> str:
    """Make a token and give its text, which is kept nowhere.

    A location machine and a partner have a centre. `addresses` are the networks it may be used
    from, in CIDR form; none means anywhere. Raises ValidationError for what is no network.
    """
    text = token or secrets.token_urlsafe(32)
    ServiceToken.objects.update_or_create(
        digest=digest(text),
        defaults={
            "kind": kind,
            "name": name,
            "expires_at": expires_at,
            "body": body,
            "centre": centre,
            "addresses": networks(addresses),
        },
    )
    return text


def rotate(*, token_id: UUID, at: datetime, overlap: timedelta, expires_at: datetime) -> str:
    """Make the token that takes another's place and give its text; the other ends after `overlap`.

    Until then both open the same doors, so that a machine changes over without a gap. Raises
    ServiceToken.DoesNotExist where there is none, or it was revoked or is past.
    """
    text = secrets.token_urlsafe(32)
    with transaction.atomic():
        old = ServiceToken.objects.select_for_update().get(
            id=token_id, revoked_at__isnull=True, expires_at__gt=at
        )
        ServiceToken.objects.create(
            digest=digest(text),
            kind=old.kind,
            name=old.name,
            body=old.body,
            centre=old.centre,
            addresses=old.addresses,
            replaces=old,
            made_at=at,
            expires_at=expires_at,
        )
        ServiceToken.objects.filter(id=old.id).update(expires_at=min(old.expires_at, at + overlap))
    return text


def revoke(*, token_id: UUID, at: datetime) -> None:
    """Let a token open no door from now on; one that was revoked before stays as it was."""
    ServiceToken.objects.filter(id=token_id, revoked_at__isnull=True).update(revoked_at=at)


def networks(addresses: Iterable[str]) -> list[str]:
    """Give networks as they are kept, a single address as a network of one.

    Raises ValidationError that names what is no network.
    """
    found = []
    for text in addresses:
        try:
            found.append(str(ipaddress.ip_network(text.strip())))
        except ValueError:
            raise ValidationError(
                _("%(text)s is no network; one is written like 10.1.0.0/16."),
                params={"text": text},
            ) from None
    return found


def lets_in(token: ServiceToken, source: str | None) -> bool:
    """Say whether a token may be used from an address."""
    if not token.addresses:
        return True
    try:
        address = ipaddress.ip_address(source or "")
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return any(address in ipaddress.ip_network(network) for network in token.addresses)


class MachineToken(BaseAuthentication):
    """Read `Authorization: Bearer …`; the request's `user` becomes an Actor."""

    def authenticate(self, request: Request) -> tuple[actors.Actor, ServiceToken] | None:
        """Give the machine behind the token; a bad token is 401."""
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() not in {b"bearer", b"token"}:
            return None
        try:
            _scheme, text = (part.decode("latin-1") for part in parts)
        except ValueError:
            raise AuthenticationFailed("Authorization: Bearer <token>") from None
        limits.before_a_knock(request)
        now = timezone.now()
        token = ServiceToken.objects.filter(
            digest=digest(text), revoked_at__isnull=True, expires_at__gt=now
        ).first()
        # The same answer for a token used elsewhere: a thief learns nothing from it.
        if token is None or not lets_in(token, request.META.get("REMOTE_ADDR")):
            limits.after_a_knock(request)
            raise AuthenticationFailed("This token is unknown, expired or revoked.")
        if token.last_used_at is None or now - token.last_used_at > NOTED_EACH:
            ServiceToken.objects.filter(id=token.id).update(last_used_at=now)
        return actors.machine(token), token

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme, so that a missing token is 401 and not 403."""
        return "Bearer"


class MayDo(BasePermission):
    """Let a DRF view through for roles that may do its `access_action`."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Ask the policy file."""
        action = getattr(view, "access_action", "")
        role = request.user.role if isinstance(request.user, actors.Actor) else "anonymous"
        return access.may(role, action)
