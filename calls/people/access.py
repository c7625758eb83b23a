"""The policy: who may do what, read from `access.toml`, asked here and nowhere else."""

from __future__ import annotations

import enum
import functools
import pathlib
import tomllib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from calls.people.actor import Actor
from calls.people.models import User

Relation = Literal["own", "leg", "board", "outside"]
REACH: Mapping[str, frozenset[Relation]] = MappingProxyType(
    {
        "any": frozenset({"own", "leg", "board", "outside"}),
        "board": frozenset({"own", "board"}),
        "own": frozenset({"own"}),
        "leg": frozenset({"leg"}),
    }
)
"""How an actor may stand to a case, for each scope of the file."""
P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)


class Decision(enum.Enum):
    """What the policy says: yes, in sight but no, or not there for you."""

    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"


@functools.cache
def table() -> Mapping[str, Any]:
    """Give the file beside this module: its `actions`, `routes` and `topics`."""
    text = pathlib.Path(__file__).with_name("access.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def matrix() -> Mapping[str, Mapping[str, str]]:
    """Give action → role → scope."""
    return cast("Mapping[str, Mapping[str, str]]", table()["actions"])


def routes() -> Mapping[str, Mapping[str, str]]:
    """Give the name of each route → method → action."""
    return cast("Mapping[str, Mapping[str, str]]", table()["routes"])


def decide(*, actor: Actor, action: str, relation: Relation) -> Decision:
    """Say whether this actor may do this to a case they stand in this relation to."""
    scope = matrix()[action].get(actor.role)
    if scope is not None and relation in REACH[scope]:
        return Decision.ALLOWED
    return Decision.NOT_FOUND if relation == "outside" else Decision.FORBIDDEN


def may(role: str, action: str) -> bool:
    """Say whether a role may ever do this; the case's own relation is judged at the door."""
    return role in matrix()[action]


def requires(
    action: str,
) -> Callable[
    [Callable[Concatenate[HttpRequest, P], R]],
    Callable[Concatenate[HttpRequest, P], HttpResponseBase],
]:
    """Let a view through only for roles that may do `action`, and name the action on it."""
    matrix()[action]

    def decorate(
        view: Callable[Concatenate[HttpRequest, P], R],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            role = request.user.role if isinstance(request.user, User) else "anonymous"
            if may(role, action):
                return view(request, *args, **kwargs)
            return _turned_away(request, signed_in=role != "anonymous")

        cast("Any", guarded).access_action = action
        return guarded

    return decorate


def wants_json(request: HttpRequest) -> bool:
    """Say whether the asker is a script and not a person following a link."""
    return "X-Command-Id" in request.headers or "json" in request.headers.get("Accept", "")


def _turned_away(request: HttpRequest, *, signed_in: bool) -> HttpResponse:
    if wants_json(request):
        if signed_in:
            body = {"code": "forbidden", "message": _("Your role may not do this.")}
            return JsonResponse(body, status=403)
        body = {"code": "not_signed_in", "message": _("Sign in first.")}
        return JsonResponse(body, status=401)
    if signed_in:
        return render(request, "403.html", status=403)
    return redirect_to_login(request.get_full_path())
