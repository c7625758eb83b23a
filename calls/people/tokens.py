"""Machines' keys: made once, kept hashed, checked in constant work."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from calls.directory.models import OperationsCentre
from calls.people import access
from calls.people import actor as actors
from calls.people.models import OfficialBody, ServiceToken


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
    token: str = "",
) -> str:
    """Make a token and give its text, which is kept nowhere; a location machine has a centre."""
    text = token or secrets.token_urlsafe(32)
    ServiceToken.objects.update_or_create(
        digest=digest(text),
        defaults={
            "kind": kind,
            "name": name,
            "expires_at": expires_at,
            "body": body,
            "centre": centre,
        },
    )
    return text


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
        token = ServiceToken.objects.filter(
            digest=digest(text), revoked_at__isnull=True, expires_at__gt=timezone.now()
        ).first()
        if token is None:
            raise AuthenticationFailed("This token is unknown, expired or revoked.")
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
