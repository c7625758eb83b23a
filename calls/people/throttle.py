"""How often somebody may try to prove who they are: by account and source, and by source.

The counts stand in PostgreSQL, so they hold across processes. What one source tried does not
count against another: a flood from elsewhere locks nobody out at their own desk.
"""

from __future__ import annotations

import dataclasses
import ipaddress
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from calls.people.credentials import Attempt
from calls.people.models import User

# So many tries in a row are free; from then on each has to wait twice as long as the one before.
FREE = 5
# A source that is known for nobody it tries; more, as a whole room may stand behind one address.
FREE_OF_A_SOURCE = 40
FIRST_LOCK = timedelta(seconds=15)
LONGEST_LOCK = timedelta(minutes=15)
# After so long without a try the count begins anew.
FORGOTTEN_AFTER = timedelta(minutes=30)
STRANGERS_KEPT_FOR = timedelta(days=1)
KNOWN_KEPT_FOR = timedelta(days=90)
TIDIED_AT_ONCE = 100
NOW = timedelta(0)
Key = tuple[str, str]
"""Digest of an account ("" for all of them) and the source."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Verdict:
    """What is said of a try: how long it has to wait, and whether the two are acquainted.

    `known` means that this account was signed in to from this source before; `locks` that
    the next try will have to wait should this one fail.
    """

    wait: timedelta
    known: bool
    locks: bool = False


def glance(*, account: str, source: str | None, at: datetime) -> Verdict:
    """Say whether a try would have to wait, and whether the two are acquainted; count nothing."""
    pair, of_source = _keys(account, source)
    rows = {
        (row.account, row.source): row
        for row in Attempt.objects.filter(account__in=[pair[0], ""], source=pair[1])
    }
    known = pair in rows and rows[pair].succeeded_at is not None
    counted = [pair] if known else [of_source, pair]
    wait = max((_until(rows[key], at=at) for key in counted if key in rows), default=NOW)
    return Verdict(wait=wait, known=known)


def begin(*, account: str, source: str | None, at: datetime) -> Verdict:
    """Count a try before it is made; where `wait` is not zero it may not be made.

    Counted beforehand, a hundred at once are a hundred. A try that has to wait costs one read
    and is not counted.
    """
    seen = glance(account=account, source=source, at=at)
    if seen.wait > NOW:
        return seen
    pair, of_source = _keys(account, source)
    counted = [(pair, FREE)] if seen.known else [(of_source, FREE_OF_A_SOURCE), (pair, FREE)]
    with transaction.atomic():
        rows = [_taken(key, at=at) for key, _free in counted]
        wait = max(_until(row, at=at) for row in rows)
        if wait > NOW:
            return Verdict(wait=wait, known=seen.known)
        for row, (_key, free) in zip(rows, counted, strict=True):
            _count(row, free=free, at=at)
    return Verdict(wait=NOW, known=seen.known, locks=rows[-1].locked_until is not None)


def untried(*, account: str, source: str | None) -> None:
    """Take back the count of a try that was not made after all."""
    pair, of_source = _keys(account, source)
    for account_of, where in (of_source, pair):
        Attempt.objects.filter(account=account_of, source=where, failures__gt=0).update(
            failures=F("failures") - 1, locked_until=None
        )


def succeeded(*, account: str, source: str | None, at: datetime) -> None:
    """Forget the failures of the two, remember that they belong together, and tidy up."""
    pair, of_source = _keys(account, source)
    with transaction.atomic():
        row = _taken(of_source, at=at)
        if row.failures:
            free = row.failures - 1 < FREE_OF_A_SOURCE
            Attempt.objects.filter(id=row.id).update(
                failures=F("failures") - 1, locked_until=None if free else row.locked_until
            )
        row = _taken(pair, at=at)
        Attempt.objects.filter(id=row.id).update(
            failures=0, tried_at=at, locked_until=None, succeeded_at=at
        )
    _tidy(at=at)


def unlock(*, user: User, at: datetime) -> None:
    """Let a person try again at once, from wherever they tried."""
    tried = Attempt.objects.filter(account=_digest(user.username))
    sources = list(tried.filter(failures__gt=0).values_list("source", flat=True))
    open_again = Attempt.objects.filter(
        Q(account=_digest(user.username)) | Q(account="", source__in=sources)
    )
    open_again.update(failures=0, locked_until=None, tried_at=at)


def locked(users: Iterable[User], *, at: datetime) -> dict[UUID, datetime]:
    """Give whoever has to wait somewhere, and until when."""
    digests = {_digest(user.username): user.id for user in users}
    rows = Attempt.objects.filter(account__in=digests, locked_until__gt=at).order_by("locked_until")
    return {
        digests[account]: until
        for account, until in rows.values_list("account", "locked_until")
        if until is not None
    }


def network(source: str | None) -> str:
    """Give the source that counts: an IPv4 address, or the IPv6 network that is one household's."""
    try:
        address = ipaddress.ip_address(source or "")
    except ValueError:
        return "::"
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), 64), strict=False).network_address)


def _keys(account: str, source: str | None) -> tuple[Key, Key]:
    where = network(source)
    return (_digest(account), where), ("", where)


def _digest(account: str) -> str:
    return salted_hmac("calls.people.throttle", account, algorithm="sha256").hexdigest()


def _until(row: Attempt, *, at: datetime) -> timedelta:
    return max(NOW, row.locked_until - at) if row.locked_until else NOW


def _taken(key: Key, *, at: datetime) -> Attempt:
    """Give the row of a key, made where there is none, and let nobody else count it meanwhile."""
    rows = Attempt.objects.select_for_update()
    row = rows.filter(account=key[0], source=key[1]).first()
    if row is None:
        Attempt.objects.bulk_create(
            [Attempt(account=key[0], source=key[1], tried_at=at)], ignore_conflicts=True
        )
        row = rows.get(account=key[0], source=key[1])
    return row


def _count(row: Attempt, *, free: int, at: datetime) -> None:
    failures = (0 if at - row.tried_at > FORGOTTEN_AFTER else row.failures) + 1
    row.failures, row.tried_at, row.locked_until = failures, at, None
    if failures >= free:
        doubled = FIRST_LOCK * 2 ** min(failures - free, 10)
        row.locked_until = at + min(doubled, LONGEST_LOCK)
    row.save(update_fields=["failures", "tried_at", "locked_until"])


def _tidy(*, at: datetime) -> None:
    old = Attempt.objects.filter(
        Q(tried_at__lt=at - STRANGERS_KEPT_FOR, succeeded_at__isnull=True)
        | Q(tried_at__lt=at - KNOWN_KEPT_FOR)
    )
    Attempt.objects.filter(id__in=old.values("id")[:TIDIED_AT_ONCE]).delete()
