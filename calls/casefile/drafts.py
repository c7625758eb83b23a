"""What is being typed, kept on the server within a second; no event, never lost."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from calls.casefile import door, json_door, refusals, sight
from calls.casefile.drafting import Draft
from calls.casefile.events import CODE, stamp
from calls.casefile.models import Case
from calls.people import trace
from calls.people.actor import Actor

FIELDS_AT_MOST = 40
NAME_AT_MOST = 40
LETTERS_AT_MOST = 8_000


@dataclasses.dataclass(frozen=True, kw_only=True)
class Typing:
    """One form as somebody has it on screen, and the version it was opened from."""

    case_id: UUID
    form: str
    base_version: int
    content: Mapping[str, str]


def read(told: Mapping[str, Any]) -> Typing:
    """Check what a browser sends; raise Invalid with the field that is wrong."""
    faults = json_door.strangers(told, "case", "form", "base_version", "content")
    case_id = _uuid(told.get("case"))
    if case_id is None:
        faults["case"] = [_("The id of a case is needed.")]
    form = told.get("form")
    if not isinstance(form, str) or not CODE.fullmatch(form) or len(form) > NAME_AT_MOST:
        faults["form"] = [_("The name of a form is needed.")]
    base = told.get("base_version")
    if not isinstance(base, int) or isinstance(base, bool) or not 0 <= base < 2**31:
        faults["base_version"] = [_("A whole number is needed.")]
    content = told.get("content")
    if not _is_content(content):
        faults["content"] = [_("Fields with their texts are needed.")]
    if faults:
        raise refusals.Invalid(_("This draft cannot be kept."), fields=faults)
    return Typing(case_id=case_id, form=form, base_version=base, content=content)  # type: ignore[arg-type]  # checked above


def keep(typing: Typing, *, actor: Actor, at: datetime) -> None:
    """Replace this person's draft of this form; nothing typed means no draft."""
    _admit(typing.case_id, actor)
    if not typing.content:
        _mine(typing.case_id, actor).filter(form=typing.form).delete()
        return
    Draft.objects.update_or_create(
        case_id=typing.case_id,
        form=typing.form,
        author_id=actor.id,
        defaults={
            "base_version": typing.base_version,
            "content": dict(typing.content),
            "updated_at": at,
        },
    )


def of_case(
    case_id: UUID, *, actor: Actor, at: datetime, source: str | None
) -> list[dict[str, Any]]:
    """Give this person's drafts of a case, at whatever desk they sit; the reading is recorded."""
    case = _admit(case_id, actor)
    trace.record_access(
        actor=actor,
        action="draft.keep",
        subject_kind="draft",
        subject_id=case.id,
        at=at,
        source=source,
        covert=case.covert,
        on_live_call=sight.is_live(case, actor),
    )
    return [
        {
            "form": draft.form,
            "base_version": draft.base_version,
            "content": draft.content,
            "updated_at": stamp(draft.updated_at),
        }
        for draft in _mine(case_id, actor)
    ]


def _admit(case_id: UUID, actor: Actor) -> Case:
    case = Case.objects.filter(id=case_id).first()
    if case is None:
        raise refusals.NotFound(_("There is no such case for you."))
    door.admit(actor, "draft.keep", case)
    return case


def _mine(case_id: UUID, actor: Actor) -> QuerySet[Draft]:
    return Draft.objects.filter(case_id=case_id, author_id=actor.id)


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _is_content(content: Any) -> bool:
    return (
        isinstance(content, dict)
        and len(content) <= FIELDS_AT_MOST
        and all(
            isinstance(name, str)
            and len(name) <= NAME_AT_MOST
            and isinstance(text, str)
            and len(text) <= LETTERS_AT_MOST
            and "\x00" not in name + text
            for name, text in content.items()
        )
    )
