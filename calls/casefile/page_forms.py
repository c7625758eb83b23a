"""Plain forms of pages: each is a command, and what was refused is shown where it was typed."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from calls.casefile import clock, door, passages, query_door, refusals
from calls.people import access
from calls.people import actor as actors

Act = Callable[[door.Passage, dict[str, Any]], door.Answer]


class PageForm(forms.Form):
    """A form of a page: it brings its own command, so that sent twice it has one effect."""

    command_id = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)

    def refuse(self, message: str, fields: dict[str, list[str]]) -> None:
        """Show why a service would not take what was typed, at the field it is about."""
        for name, texts in fields.items():
            for text in texts:
                place = name if name in self.fields else None
                if text not in self.errors.get(place or "__all__", ()):
                    self.add_error(place, text)
        if not self.errors:
            self.add_error(None, message)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Sent:
    """A form that was not taken: which of its page it is, of which row, and with what status."""

    name: str
    form: PageForm
    status: int
    of: UUID | None = None


def attempt(
    request: HttpRequest,
    form: PageForm,
    act: Act,
    *,
    page: Callable[[HttpRequest, Sent | None], HttpResponse],
    back: str,
    name: str,
    of: UUID | None = None,
) -> HttpResponse:
    """Do it and go `back`; show the page with what was typed where it is refused."""
    query_door.read(request.GET)
    try:
        values = passages.checked(form)
        answer = act(_passage(request, values["command_id"]), values)
    except refusals.NotFound:
        raise
    except refusals.Refusal as refusal:
        if access.wants_json(request):
            raise
        form.refuse(refusal.message, refusal.fields)
        return page(request, Sent(name=name, form=form, status=refusal.status, of=of))
    if access.wants_json(request):
        return JsonResponse(answer)
    return redirect(back)


def _passage(request: HttpRequest, command_id: UUID | None) -> door.Passage:
    """Give the passage of a page's form, which brings its command; a script's has a header."""
    if command_id is None or access.wants_json(request):
        return passages.of(request)
    return door.Passage(actor=actors.of(request), at=clock.now(), command_id=command_id)


def of_row(kind: type[PageForm], name: str, row: UUID, sent: Any = None) -> PageForm:
    """Make one of many forms of the same kind on a page; each has names of its own."""
    return kind(sent, auto_id=f"{name}-{row}-%s")
