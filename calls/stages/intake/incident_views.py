"""Joining, separating and comparing reports by browser."""

from __future__ import annotations

import dataclasses
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from calls.casefile import door, passages, refusals
from calls.stages.intake import forms, incidents


@passages.command("incident.join")
def join(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Let the case join another."""
    form = forms.JoinForm(request.POST)
    values = passages.checked(form)
    if values["into"] == case_id:
        raise refusals.Invalid(
            _("Some fields cannot be taken as they are."),
            fields={"into": [_("A case does not join itself; choose another one.")]},
        )
    return incidents.join_case(
        dataclasses.replace(passages.of(request, case_id), other_id=values["into"]),
        told=form.told(),
        asks_whereabouts=values["asked"] == "whereabouts",
    )


@passages.command("incident.separate")
def separate(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Let the case stand alone again."""
    return incidents.separate_case(passages.of(request, case_id))


@passages.command("incident.split")
def split(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Open a second case of the same call."""
    return incidents.split_case(passages.of(request, case_id))


@passages.command("incident.continue")
def continue_closed(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Say which closed case this one continues."""
    values = passages.checked(forms.ContinueForm(request.POST))
    return incidents.continue_case(passages.of(request, case_id), closed_id=values["closed"])
