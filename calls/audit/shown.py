"""Access records as people read them: names instead of ids, words instead of codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from calls.archive.models import SealedFile
from calls.audit import figures, proven
from calls.casefile.models import Case
from calls.people.models import OfficialBody, Role, ServiceToken, TokenKind, User
from calls.people.trace_models import AccessRecord

AUDITOR = "auditor"
ROLES: dict[str, str | Promise] = {
    **dict(Role.choices),
    **dict(TokenKind.choices),
    "anonymous": _("Nobody signed in"),
    "system": _("The centre itself"),
}
ACTIONS: dict[str, str | Promise] = {
    "archive.disclose": _("Read what was told, in the archive"),
    "archive.search": _("Read the archive's metadata"),
    "audit.export": _("Took the access log along"),
    "audit.export_ended": _("The export ended"),
    "audit.read": _("Read the access log"),
    "audit.read_own": _("Read their own accesses"),
    "callback.read": _("Read the callbacks"),
    "case.break_glass": _("Opened another's incident"),
    "case.read": _("Read an incident"),
    "caution.read": _("Read the cautions"),
    "code.refused": _("One-time code refused"),
    "draft.keep": _("Read their drafts"),
    "exception.read": _("Read the exceptional accesses"),
    "export.read": _("Read sealed files by the interface"),
    "incident.receive": _("Read an incident to help with it"),
    "intake.compare": _("Compared incidents"),
    "live.board": _("Opened the room's board"),
    "live.centre": _("Opened a centre's board"),
    "password.change": _("Changed their password"),
    "session.begin": _("Signed in"),
    "session.refused": _("Sign-in refused"),
    "session.second_refused": _("Second factor refused"),
    "subject.open": _("Opened a subject request"),
    "subject.read": _("Read subject requests"),
    "subject.take": _("Took a subject's package"),
}
MARKS: dict[str, str | Promise] = {
    "covert": _("Covert incidents"),
    "exceptional": _("Exceptional access"),
    "refused": _("Sign-in refusals"),
    "late": _("Recorded late"),
}
SUBJECTS: dict[str, str | Promise] = {
    "access_log": _("Access log"),
    "board": _("Board"),
    "callback_list": _("Callbacks"),
    "case": _("Incident"),
    "caution": _("Cautions"),
    "draft": _("Draft"),
    "exception": _("Exceptional access"),
    "file": _("File"),
    "file_list": _("Archive search"),
    "subject_list": _("Subject requests"),
    "subject_request": _("Subject request"),
    "user": _("Person of the centre"),
}


def rows(
    records: Sequence[AccessRecord], leaves: Mapping[UUID, proven.Leaf] | None = None
) -> list[dict[str, Any]]:
    """Give records with who and what in words; with `leaves`, each with its place in the log."""
    names = actors(record.actor_id for record in records)
    references = _references(record.subject_id for record in records)
    return [
        {
            "record": record,
            "actor": _actor(record, names),
            "role": ROLES.get(record.role, record.role),
            "action": ACTIONS.get(record.action, ""),
            "subject": SUBJECTS.get(record.subject_kind, record.subject_kind),
            "reference": references.get(record.subject_id) or names.get(record.subject_id, ""),
            "leaf": leaves[record.id] if leaves else None,
        }
        for record in records
    ]


def bars(found: figures.Figures) -> list[dict[str, Any]]:
    """Give the figures of the most frequent values, in words: title, and bars with their label."""
    people = actors(bar.value for bar in found.people)
    kinds = (
        ("role", _("By role"), found.roles, ROLES),
        ("action", _("By what was done"), found.actions, ACTIONS),
        ("person", _("By person"), found.people, people),
    )
    return [
        {
            "name": name,
            "title": title,
            "bars": [(words.get(bar.value) or bar.value, bar) for bar in bars],
        }
        for name, title, bars, words in kinds
    ]


def actors(ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """Give the names of people, bodies and machines."""
    wanted = {each for each in ids if each is not None}
    people = User.objects.using(AUDITOR).filter(id__in=wanted).values_list("id", "display_name")
    return {
        **dict(OfficialBody.objects.filter(id__in=wanted).values_list("id", "name")),
        **dict(ServiceToken.objects.filter(id__in=wanted).values_list("id", "name")),
        **dict(people),
    }


def _actor(record: AccessRecord, names: Mapping[UUID | None, str]) -> str:
    if record.actor_id is None:
        return str(ROLES.get(record.role, ""))
    return names.get(record.actor_id) or str(record.actor_id)


def _references(ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    wanted = {each for each in ids if each is not None}
    files = SealedFile.objects.using(AUDITOR).filter(case_id__in=wanted)
    cases = Case.objects.using(AUDITOR).filter(id__in=wanted)
    return {
        **dict(files.values_list("case_id", "reference")),
        **dict(cases.values_list("id", "reference")),
    }
