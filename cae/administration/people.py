"""People: who may sign in, as what and where; nobody decides this for themselves."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from cae.administration import events, kept, wanting
from cae.administration.once import Once
from calls.casefile import door, refusals
from calls.casefile.events import Code
from calls.casefile.kinds import Stage
from calls.casefile.models import Case
from calls.casefile.sheet import Aside
from calls.directory.models import OperationsCentre
from calls.people import access, codes, sessions
from calls.people.models import Role, User

HOLDING = "case.take_over"
"""Whoever may do this may hold a case."""


@door.aside("administration.create_person")
def create_person(
    beside: Aside,
    invitation: Once,
    /,
    *,
    username: str,
    display_name: str,
    role: Role,
    centre: UUID | None,
    language: str,
) -> door.Answer:
    """Add a person, and leave the code in `invitation` by which they choose their password."""
    if User.objects.filter(username=username).exists():
        raise wanting.invalid("username", _("Somebody has this user name."))
    _refuse_misplaced(role, centre)
    row = User(
        username=username,
        display_name=display_name,
        role=role,
        centre_id=centre,
        language=language,
    )
    row.set_unusable_password()
    person = kept.begin(row)
    beside.record(
        person,
        events.PersonCreated(
            person=row.id,
            role=role,
            language=Code(language),
            centre=centre,
            username=username,
            display_name=display_name,
        ),
    )
    invitation.text = codes.issue(user=row, purpose="invitation", by=beside.actor, at=beside.at)
    beside.record(person, events.CodeGiven(person=row.id, purpose=Code("invitation")))
    return person.answer("person")


@door.aside("administration.change_person")
def change_person(
    beside: Aside,
    *,
    person_id: UUID,
    base_version: int | None,
    display_name: str,
    role: Role,
    centre: UUID | None,
    language: str,
) -> door.Answer:
    """Change a person; another role or centre ends every session of theirs at once.

    Refuses one's own role, the last administrator's, and a role that may not hold the open
    cases they hold (`holds_cases`, naming them).
    """
    person = taken(person_id)
    row = person.row
    before = (row.role, row.centre_id)
    told = person.edit(
        {
            "display_name": display_name,
            "role": role,
            "centre_id": centre,
            "language": language,
        },
        base_version=base_version,
    )
    if not told:
        return person.answer("person")
    if row.role != before[0]:
        wanting.refuse_own(beside.actor, person_id, _("Another administrator changes your role."))
        _refuse_last(row, was=before[0])
        _refuse_held(row)
    if (row.role, row.centre_id) != before:
        _refuse_misplaced(role, centre)
        sessions.end_all(user=row)
    beside.record(
        person,
        events.PersonChanged(person=person_id, **told),
        "display_name",
        "role",
        "centre_id",
        "language",
    )
    return person.answer("person")


@door.aside("administration.disable_person")
def disable_person(beside: Aside, *, person_id: UUID) -> door.Answer:
    """Let a person sign in no longer, and end what they have open; gives the cases they hold.

    Open cases hinder nothing: who loses the right loses it at once, and a supervisor takes over.
    """
    person = taken(person_id)
    wanting.refuse_own(beside.actor, person_id, _("Another administrator disables you."))
    held = [case.id for case in held_cases(person_id)]
    if person.row.is_active:
        person.row.is_active = False
        _refuse_last(person.row, was=person.row.role)
        sessions.end_all(user=person.row)
        codes.withdraw(user=person.row, at=beside.at)
        event = events.PersonDisabled(
            person=person_id, before_is_active=True, after_is_active=False, holds=tuple(held)
        )
        beside.record(person, event, "is_active")
    return person.answer("person") | {"holds": [str(case) for case in held]}


@door.aside("administration.enable_person")
def enable_person(beside: Aside, *, person_id: UUID) -> door.Answer:
    """Let a person sign in again."""
    person = taken(person_id)
    if not person.row.is_active:
        person.row.is_active = True
        event = events.PersonEnabled(person=person_id, before_is_active=False, after_is_active=True)
        beside.record(person, event, "is_active")
    return person.answer("person")


def held_cases(person_id: UUID) -> list[Case]:
    """Give the open cases a person holds, the oldest first."""
    return list(
        Case.objects.filter(holder_id=person_id)
        .exclude(stage=Stage.CLOSED)
        .order_by("opened_at", "id")
    )


def taken(person_id: UUID) -> kept.Kept[User]:
    """Lock a person and give them, and with them every administrator who may sign in.

    So two administrators who disable each other at the same moment do it one after the other.
    """
    rows = User.objects.select_for_update(of=("self",)).filter(
        Q(id=person_id) | Q(role=Role.ADMINISTRATOR, is_active=True)
    )
    found = {row.id: row for row in rows.order_by("id")}
    if person_id not in found:
        raise refusals.NotFound(_("There is no such person."))
    return kept.take(found[person_id])


def _refuse_last(row: User, *, was: str) -> None:
    """Refuse to leave nobody who may administer; `row` is as it would be."""
    if was != Role.ADMINISTRATOR or (row.is_active and row.role == Role.ADMINISTRATOR):
        return
    others = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(id=row.id)
    if not others.exists():
        raise wanting.conflict(
            "last_administrator", _("This is the last administrator; name another one first.")
        )


def _refuse_held(row: User) -> None:
    if access.may(row.role, HOLDING):
        return
    held = held_cases(row.id)
    if held:
        named = ", ".join(case.reference for case in held)
        raise wanting.conflict(
            "holds_cases",
            _("They hold open cases, which somebody has to take over first: {cases}.").format(
                cases=named
            ),
            field="role",
        )


def _refuse_misplaced(role: Role, centre: UUID | None) -> None:
    if (role == Role.DISPATCHER) != (centre is not None):
        raise wanting.invalid(
            "centre",
            _("A dispatcher belongs to a centre.")
            if centre is None
            else _("Only a dispatcher belongs to a centre."),
        )
    if centre is not None and not OperationsCentre.objects.filter(id=centre, is_active=True):
        raise wanting.invalid("centre", _("There is no such centre, or it was retired."))
