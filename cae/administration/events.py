"""What the log can say of administration: what was, and what is from then on.

`changed` names the fields an event is about; one that was or became empty has no `before_` or
no `after_`.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from calls.casefile import events
from calls.casefile.events import Code
from calls.directory.models import Level
from calls.people.models import Role, TokenKind

Fields = tuple[Code, ...]


@events.kind("administration.person_created", _("Person added"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class PersonCreated(events.StreamEvent):
    """Somebody may sign in from now on, once they have used their invitation."""

    person: UUID
    role: Role
    language: Code
    centre: UUID | None = None
    username: str = events.disclosed()
    display_name: str = events.disclosed()


@events.kind("administration.person_changed", _("Person changed"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class PersonChanged(events.StreamEvent):
    """Name, role, centre or language; another role or centre ended every session of theirs."""

    person: UUID
    changed: Fields
    before_role: Role | None = None
    after_role: Role | None = None
    before_centre: UUID | None = None
    after_centre: UUID | None = None
    before_language: Code | None = None
    after_language: Code | None = None
    before_display_name: str = events.disclosed()
    after_display_name: str = events.disclosed()


@events.kind("administration.person_disabled", _("Person disabled"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class PersonDisabled(events.StreamEvent):
    """They can no longer sign in, and every session of theirs ended; `holds` cases were theirs."""

    person: UUID
    before_is_active: bool
    after_is_active: bool
    holds: tuple[UUID, ...] = ()


@events.kind("administration.person_enabled", _("Person enabled"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class PersonEnabled(events.StreamEvent):
    """They may sign in again."""

    person: UUID
    before_is_active: bool
    after_is_active: bool


@events.kind("administration.sessions_ended", _("Sessions ended"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class SessionsEnded(events.StreamEvent):
    """Every session and socket of a person was ended; they may sign in again."""

    person: UUID


@events.kind("administration.person_unlocked", _("Person let in again"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class PersonUnlocked(events.StreamEvent):
    """Somebody who mistyped too often may try to sign in again at once."""

    person: UUID


@events.kind("administration.code_given", _("Code given"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CodeGiven(events.StreamEvent):
    """An invitation or a recovery code was made, shown once and kept nowhere as it is."""

    person: UUID
    purpose: Code


@events.kind("administration.factor_reset", _("Second factor taken away"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class FactorReset(events.StreamEvent):
    """A person's second factor no longer counts, and every session of theirs ended."""

    person: UUID


@events.kind("administration.shift_planned", _("Shift planned"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class ShiftPlanned(events.StreamEvent):
    """A person is on the roster from one time to another."""

    person: UUID
    shift: UUID
    starts_at: datetime
    ends_at: datetime


@events.kind("administration.shift_cancelled", _("Shift cancelled"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class ShiftCancelled(events.StreamEvent):
    """A planned shift is no more, or what is left of a shift that has begun."""

    person: UUID
    shift: UUID
    starts_at: datetime
    before_ends_at: datetime
    after_ends_at: datetime | None = None


@events.kind("administration.centre_created", _("Centre added"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CentreCreated(events.StreamEvent):
    """An agency has a room that help is asked of."""

    centre: UUID
    code: Code
    agency: Code
    name: str = events.disclosed()
    latitude: float | None = events.disclosed()
    longitude: float | None = events.disclosed()


@events.kind("administration.centre_changed", _("Centre changed"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CentreChanged(events.StreamEvent):
    """Code, name or place of a centre."""

    centre: UUID
    changed: Fields
    before_code: Code | None = None
    after_code: Code | None = None
    before_name: str = events.disclosed()
    after_name: str = events.disclosed()
    before_latitude: float | None = events.disclosed()
    after_latitude: float | None = events.disclosed()
    before_longitude: float | None = events.disclosed()
    after_longitude: float | None = events.disclosed()


@events.kind("administration.centre_retired", _("Centre retired"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CentreRetired(events.StreamEvent):
    """Nothing new is offered to a centre; what was goes on naming it."""

    centre: UUID
    before_is_active: bool
    after_is_active: bool


@events.kind("administration.centre_restored", _("Centre restored"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CentreRestored(events.StreamEvent):
    """A retired centre is asked for help again."""

    centre: UUID
    before_is_active: bool
    after_is_active: bool


@events.kind("administration.ground_added", _("Ground added"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class GroundAdded(events.StreamEvent):
    """A centre answers for more ground: the country, or what an INE code names."""

    centre: UUID
    level: Level
    ground: Code


@events.kind("administration.ground_removed", _("Ground removed"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class GroundRemoved(events.StreamEvent):
    """A centre no longer answers for some ground."""

    centre: UUID
    level: Level
    ground: Code


@events.kind("administration.desk_created", _("Desk added"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class DeskCreated(events.StreamEvent):
    """There is one more place to sit at: in the room, or in a centre."""

    desk: UUID
    code: Code
    centre: UUID | None = None


@events.kind("administration.desk_changed", _("Desk changed"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class DeskChanged(events.StreamEvent):
    """A desk was retired or is used again."""

    desk: UUID
    before_is_active: bool
    after_is_active: bool


@events.kind("administration.agency_renamed", _("Agency renamed"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class AgencyRenamed(events.StreamEvent):
    """What a service is called, in both languages."""

    agency: Code
    changed: Fields
    before_name_es: str = events.disclosed()
    after_name_es: str = events.disclosed()
    before_name_en: str = events.disclosed()
    after_name_en: str = events.disclosed()


@events.kind("administration.body_created", _("Official body added"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class BodyCreated(events.StreamEvent):
    """A court, ministry or authority; without a mandate it reads nothing."""

    body: UUID
    name: str = events.disclosed()


@events.kind("administration.body_changed", _("Official body changed"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class BodyChanged(events.StreamEvent):
    """What a body is called."""

    body: UUID
    changed: Fields
    before_name: str = events.disclosed()
    after_name: str = events.disclosed()


@events.kind("administration.mandate_given", _("Mandate given"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class MandateGiven(events.StreamEvent):
    """A body may read files of municipalities whose INE code begins so, all without a prefix."""

    body: UUID
    mandate: UUID
    expires_at: datetime
    municipalities: Code | None = None


@events.kind("administration.mandate_changed", _("Mandate changed"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class MandateChanged(events.StreamEvent):
    """A mandate lasts longer, or ends sooner."""

    body: UUID
    mandate: UUID
    before_expires_at: datetime
    after_expires_at: datetime


@events.kind("administration.token_issued", _("Token issued"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class TokenIssued(events.StreamEvent):
    """A machine may speak to the centre; the text was shown once and is kept nowhere."""

    token: UUID
    token_kind: TokenKind
    expires_at: datetime
    body: UUID | None = None
    centre: UUID | None = None
    name: str = events.disclosed()
    addresses: str = events.disclosed()


@events.kind("administration.token_rotated", _("Token rotated"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class TokenRotated(events.StreamEvent):
    """Another text for the same machine; the one before goes on for a while, so none is refused."""

    token: UUID
    replaced_by: UUID
    before_expires_at: datetime
    after_expires_at: datetime


@events.kind("administration.token_revoked", _("Token revoked"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class TokenRevoked(events.StreamEvent):
    """A machine's text counts no more."""

    token: UUID


@events.kind("administration.token_changed", _("Token changed"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class TokenChanged(events.StreamEvent):
    """The addresses a machine may come from; none is from anywhere."""

    token: UUID
    changed: Fields
    before_addresses: str = events.disclosed()
    after_addresses: str = events.disclosed()
