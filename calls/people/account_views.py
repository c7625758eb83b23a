"""One's own sign-in: password, authenticator, and the lock of the screen."""

from __future__ import annotations

from typing import cast

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from calls.people import (
    access,
    forms,
    lock,
    passwords,
    proving,
    second_factor,
    sessions,
    throttle,
    views,
)
from calls.people.models import User

ENROLLING = "authenticator"


@access.requires("session.own")
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Give one's own page."""
    return _account(request, forms.ChangePasswordForm())


@access.requires("session.own")
@require_POST
def change_password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; every other session of one's own ends."""
    form, user = forms.ChangePasswordForm(request.POST), _user(request)
    if not form.judge(user):
        return _account(request, form)
    told, at, source = form.cleaned_data, timezone.now(), views.source_of(request)
    try:
        changed = proving.change_password(
            user=user, current=told["current"], password=told["password"], source=source, at=at
        )
    except (proving.TooMany, passwords.Crowded) as error:
        return _account(request, form, refusal=error)
    if not changed:
        form.add_error("current", _("This is not your password."))
        return _account(request, form)
    sessions.begin(request, user, at=at)
    return redirect("people:account")


@access.requires("session.own")
@never_cache
@require_http_methods(["GET", "POST"])
def authenticator(request: HttpRequest) -> HttpResponse:
    """Enrol an authenticator, or another one in the old one's place."""
    user, at, source = _user(request), timezone.now(), views.source_of(request)
    kept = request.session.get(ENROLLING)
    secret = (second_factor.opened(kept) if kept else None) or second_factor.new_secret()
    request.session[ENROLLING] = second_factor.sealed(secret)
    form = forms.OwnAuthenticatorForm(request.POST if request.method == "POST" else None)
    refusal: Exception | None = None
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            mine = proving.by_password(
                username=user.username, password=told["current"], source=source, at=at
            )
        except (proving.TooMany, passwords.Crowded) as error:
            refusal = error
        else:
            if mine is None:
                form.add_error("current", _("This is not your password."))
            elif proving.enrol(user=user, secret=secret, code=told["code"], source=source, at=at):
                throttle.succeeded(account=user.username, source=source, at=at)
                del request.session[ENROLLING]
                return redirect("people:account")
            else:
                form.add_error(
                    "code", _("This is not the code of now. Is the authenticator's clock right?")
                )
    context = {"form": form, "room": "account", **views.shown_secret(user, secret)}
    return _told(request, "people/authenticator.html", context, form.errors, refusal)


@access.requires("session.lock")
@require_POST
def lock_screen(request: HttpRequest) -> HttpResponse:
    """Lock this screen: by hand at once, by itself only where nobody is on a call."""
    _take_no_query(request)
    user, at = _user(request), timezone.now()
    by = request.POST.get("by", "")
    if by not in {"hand", "itself"}:
        known = "hand, itself"
        raise BadRequest("by", _("One of these is needed: {values}.").format(values=known))
    seat, by_hand = sessions.seat_of(request, user), by == "hand"
    if not by_hand and not lock.may_lock_itself(seat, at=at):
        text = _("Somebody is on the line: the screen stays open.")
        return JsonResponse({"code": "on_call", "message": text}, status=409)
    if seat.locked_at is None:
        lock.shut(seat, at=at)
        why = "by hand" if by_hand else "nobody there"
        proving.record("session.lock", user, source=views.source_of(request), at=at, reason=why)
    return JsonResponse({"locked": True})


@access.requires("session.lock")
@require_POST
def unlock_screen(request: HttpRequest) -> HttpResponse:
    """Unlock this screen with one's password; what was typed in it is still there."""
    _take_no_query(request)
    user, at, source = _user(request), timezone.now(), views.source_of(request)
    password = request.POST.get("password", "")
    try:
        mine = proving.by_password(username=user.username, password=password, source=source, at=at)
    except (proving.TooMany, passwords.Crowded) as error:
        status, seconds, text = views.waiting(error)
        answer = JsonResponse({"code": "wait", "message": text}, status=status)
        answer["Retry-After"] = str(seconds)
        return answer
    if mine is None:
        text = _("This is not your password.")
        told = {"code": "wrong_password", "message": text, "fields": {"password": [text]}}
        return JsonResponse(told, status=400)
    throttle.succeeded(account=user.username, source=source, at=at)
    lock.open_again(sessions.seat_of(request, user), at=at)
    proving.record("session.unlock", user, source=source, at=at)
    return JsonResponse({"locked": False})


@access.requires("session.lock")
@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """Note that somebody is at this screen; say whether it is locked."""
    _take_no_query(request)
    at = timezone.now()
    if not lock.is_locked(request):
        sessions.touch(sessions.seat_of(request, _user(request)), at=at)
    return JsonResponse({"locked": lock.is_locked(request)})


def _take_no_query(request: HttpRequest) -> None:
    for name in request.GET:
        raise BadRequest(name, _("Nothing stands behind the address here."))


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)


def _account(
    request: HttpRequest, form: forms.ChangePasswordForm, *, refusal: Exception | None = None
) -> HttpResponse:
    user = _user(request)
    context = {
        "form": form,
        "room": "account",
        "seat": sessions.seat_of(request, user),
        "ends_at": request.session.get_expiry_date(),
        "is_enrolled": second_factor.is_enrolled(user),
    }
    return _told(request, "people/account.html", context, form.errors, refusal)


def _told(
    request: HttpRequest,
    page: str,
    context: dict[str, object],
    errors: object,
    refusal: Exception | None,
) -> HttpResponse:
    if refusal is None:
        return render(request, page, context, status=400 if errors else 200)
    status, seconds, text = views.waiting(refusal)
    answer = render(request, page, {**context, "wait": text}, status=status)
    answer["Retry-After"] = str(seconds)
    return answer
