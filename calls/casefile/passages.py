"""From a browser's request to a passage through the door."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from calls.casefile import clock, door, json_door, query_door, refusals
from calls.people import access
from calls.people import actor as actors

P = ParamSpec("P")
DIGITS_AT_MOST = 9
# What every form may carry beside its own fields.
ALWAYS = ("base_version", "csrfmiddlewaretoken")
LISTS = (forms.SelectMultiple, forms.CheckboxSelectMultiple, forms.MultipleHiddenInput)


def of(request: HttpRequest, case_id: UUID | None = None) -> door.Passage:
    """Give the passage of a command: header `X-Command-Id`, field `base_version`.

    Raises Invalid where the command id is missing or either is malformed.
    """
    return door.Passage(
        actor=actors.of(request),
        at=clock.now(),
        command_id=_command_id(request),
        case_id=case_id,
        base_version=_base_version(request),
    )


def checked(form: forms.Form) -> dict[str, Any]:
    """Give the form's values; raise Invalid with each field's own message.

    A field that the form does not have, or one sent twice, is a fault too.
    """
    faults = _strays(form)
    if form.is_valid() and not faults:
        return form.cleaned_data
    raise refusals.Invalid(
        _("Some fields cannot be taken as they are."),
        fields=faults
        | {name: [str(text) for text in texts] for name, texts in form.errors.items()},
    )


def command(
    action: str,
) -> Callable[
    [Callable[Concatenate[HttpRequest, P], door.Answer]],
    Callable[Concatenate[HttpRequest, P], HttpResponseBase],
]:
    """Make a POST view of a function that gives a service's answer; it needs `action`."""

    def decorate(
        run: Callable[Concatenate[HttpRequest, P], door.Answer],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @functools.wraps(run)
        def view(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            query_door.read(request.GET)
            try:
                return JsonResponse(run(request, *args, **kwargs))
            except refusals.Invalid:
                # What a field should hold is told to who may come in, and to nobody else.
                case_id = kwargs.get("case_id")
                if isinstance(case_id, UUID):
                    door.judge(actors.of(request), action, case_id)
                raise

        return access.requires(action)(require_POST(view))

    return decorate


def _strays(form: forms.Form) -> dict[str, list[str]]:
    """Give a fault for each field that is not the form's, comes twice or was not UTF-8."""
    if not isinstance(form.data, QueryDict):
        return {}
    faults = json_door.strangers(form.data, *form.fields, *ALWAYS)
    for name, values in form.data.lists():
        field = form.fields.get(name)
        is_list = field is not None and field.widget.__class__ in LISTS
        if len(values) != 1 and not is_list:
            faults.setdefault(json_door.shown(name), [_("Give this once.")])
        elif any("\N{REPLACEMENT CHARACTER}" in value for value in values):
            faults.setdefault(json_door.shown(name), [_("UTF-8 text is needed.")])
    return faults


def _command_id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.headers.get("X-Command-Id", ""))
    except ValueError:
        raise refusals.Invalid(
            _("Every command carries its own id."),
            fields={"X-Command-Id": [_("A UUID made by the client is needed.")]},
        ) from None


def _base_version(request: HttpRequest) -> int | None:
    text = request.POST.get("base_version", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= DIGITS_AT_MOST):
        raise refusals.Invalid(
            _("The version this edit was made from is not a number."),
            fields={"base_version": [_("A whole number is needed.")]},
        )
    return int(text)
