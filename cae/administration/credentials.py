"""What a person proves themselves with: codes given by hand, second factors, open sessions."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from cae.administration import events, people, wanting
from cae.administration.once import Once
from calls.casefile import door
from calls.casefile.events import Code
from calls.casefile.sheet import Aside
from calls.people import codes, sessions, throttle
from calls.people.credentials import SecondFactor


@door.aside("administration.give_code")
def give_code(
    beside: Aside, code: Once, /, *, person_id: UUID, purpose: codes.Purpose
) -> door.Answer:
    """Leave in `code` what lets a person choose a password; the code before counts no more."""
    wanting.refuse_own(beside.actor, person_id, _("Another administrator gives you a code."))
    person = people.taken(person_id)
    if not person.row.is_active:
        raise wanting.conflict("disabled", _("They are disabled; enable them first."))
    code.text = codes.issue(user=person.row, purpose=purpose, by=beside.actor, at=beside.at)
    beside.record(person, events.CodeGiven(person=person_id, purpose=Code(purpose)))
    return person.answer("person")


@door.aside("administration.reset_factor")
def reset_factor(beside: Aside, *, person_id: UUID) -> door.Answer:
    """Take a person's second factor away and end their sessions; without one, nothing changes."""
    wanting.refuse_own(
        beside.actor, person_id, _("Another administrator takes your second factor away.")
    )
    person = people.taken(person_id)
    gone, _rows = SecondFactor.objects.filter(user=person_id).delete()
    if gone:
        sessions.end_all(user=person.row)
        beside.record(person, events.FactorReset(person=person_id))
    return person.answer("person")


@door.aside("administration.end_sessions")
def end_sessions(beside: Aside, *, person_id: UUID) -> door.Answer:
    """End every session and socket of a person now; they may sign in again."""
    person = people.taken(person_id)
    sessions.end_all(user=person.row)
    beside.record(person, events.SessionsEnded(person=person_id))
    return person.answer("person")


@door.aside("administration.unlock_person")
def unlock_person(beside: Aside, *, person_id: UUID) -> door.Answer:
    """Let a person who mistyped too often try again at once."""
    person = people.taken(person_id)
    throttle.unlock(user=person.row, at=beside.at)
    beside.record(person, events.PersonUnlocked(person=person_id))
    return person.answer("person")
