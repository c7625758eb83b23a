"""The threshold: signing in by password, second factor or a code given by hand; and out."""

from __future__ import annotations

import functools
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from calls.people import (
    access,
    browsers,
    demonstration,
    desks,
    forms,
    halfway,
    passwords,
    proving,
    second_factor,
    sessions,
    throttle,
)
from calls.people.models import Desk, User

CROWDED_S = 2
Door = Callable[[HttpRequest], HttpResponse]


def patient(page: str, form: type[Form]) -> Callable[[Door], Door]:
    """Say on the same page how long to wait, and for what; what was typed stays."""

    def decorate(door: Door) -> Door:
        @functools.wraps(door)
        def guarded(request: HttpRequest) -> HttpResponse:
            try:
                return door(request)
            except (proving.TooMany, passwords.Crowded) as error:
                status, seconds, text = waiting(error)
            # Nothing is asked of the database any more: of these there may be many.
            context = {
                "form": form(request.POST),
                "wait": text,
                "next": _onward(request),
                "last_desk": request.POST.get("desk", ""),
            }
            response = render(request, page, context, status=status)
            response["Retry-After"] = str(seconds)
            return response

        return guarded

    return decorate


@access.requires("public")
@require_http_methods(["GET", "POST"])
@patient("people/sign_in.html", forms.SignInForm)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in at a desk, and go where one was going, by the second factor where there is one."""
    form = forms.SignInForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        at = timezone.now()
        user = proving.by_password(
            username=told["username"], password=told["password"], source=source_of(request), at=at
        )
        desk: Desk | None = told["desk"]
        if user is None:
            form.add_error(None, _("This user and password do not go together."))
        elif desk is not None and not desks.suits(desk, user):
            throttle.untried(account=user.username, source=source_of(request))
            form.add_error("desk", _("This desk is another centre's. Choose one of yours."))
        else:
            return _go_on(request, user, desk=desk)
    context = {"form": form, **_beside(request)}
    return render(request, "people/sign_in.html", context, status=_status(form))


@access.requires("public")
@require_http_methods(["GET", "POST"])
@patient("people/second.html", forms.AuthenticatorForm)
def second(request: HttpRequest) -> HttpResponse:
    """Ask for the authenticator's code."""
    at = timezone.now()
    on_the_way = halfway.of(request, at=at)
    if on_the_way is None:
        return redirect("people:sign_in")
    form = forms.AuthenticatorForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        user = on_the_way.user
        if proving.by_second_factor(user=user, code=code, source=source_of(request), at=at):
            return _let_in(request, on_the_way)
        form.add_error("code", _("This is not the code of now. Each is good once."))
    return render(request, "people/second.html", {"form": form}, status=_status(form))


@access.requires("public")
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Show the secret to an authenticator, and ask for its first code."""
    at = timezone.now()
    on_the_way = halfway.of(request, at=at)
    if on_the_way is None or on_the_way.secret is None:
        return redirect("people:sign_in")
    if second_factor.is_enrolled(on_the_way.user):
        return redirect("people:second")
    form = forms.AuthenticatorForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if proving.enrol(
            user=on_the_way.user,
            secret=on_the_way.secret,
            code=form.cleaned_data["code"],
            source=source_of(request),
            at=at,
        ):
            return _let_in(request, on_the_way)
        form.add_error(
            "code", _("This is not the code of now. Is the authenticator's clock right?")
        )
    context = {"form": form, **shown_secret(on_the_way.user, on_the_way.secret)}
    return render(request, "people/enrol.html", context, status=_status(form))


@access.requires("public")
@require_http_methods(["GET", "POST"])
@patient("people/redeem.html", forms.RedeemForm)
def redeem(request: HttpRequest) -> HttpResponse:
    """Take a code given by hand for a new password, and go on signing in."""
    form = forms.RedeemForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told, at, source = form.cleaned_data, timezone.now(), source_of(request)
        user = proving.by_code(username=told["username"], text=told["code"], source=source, at=at)
        if user is None:
            form.add_error(None, _("This user and code do not go together, or the code is past."))
        elif form.judge(user):
            if proving.redeem(
                user=user, text=told["code"], password=told["password"], source=source, at=at
            ):
                return _go_on(request, user, desk=None)
            form.add_error(None, _("This user and code do not go together, or the code is past."))
    return render(request, "people/redeem.html", {"form": form}, status=_status(form))


@access.requires("public")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    if isinstance(request.user, User):
        proving.record("session.end", request.user, source=source_of(request), at=timezone.now())
    sessions.end(request)
    return redirect("people:sign_in")


@access.requires("public")
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on."""
    wanted = request.POST.get("language", "")
    if wanted not in dict(settings.LANGUAGES):
        known = ", ".join(dict(settings.LANGUAGES))
        raise BadRequest("language", _("One of these is needed: {values}.").format(values=known))
    response = redirect(_onward(request))
    if isinstance(request.user, User):
        User.objects.filter(id=request.user.id).update(language=wanted)
        return response
    # A desk is shared: what was chosen before signing in is for whoever signs in next.
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        wanted,
        samesite="Lax",
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )
    return response


def waiting(error: Exception) -> tuple[int, int, str]:
    """Give status, seconds to wait and what is said to somebody who has to come again."""
    if isinstance(error, proving.TooMany):
        text = _(
            "Too many tries from here. Wait {seconds} s, or ask your supervisor to let you in."
        )
        return 429, error.seconds, text.format(seconds=error.seconds)
    return 503, CROWDED_S, _("Many are signing in at this moment. Try again in a few seconds.")


def source_of(request: HttpRequest) -> str | None:
    """Give the address that asks, as `cae.proxies` has settled it."""
    return request.META.get("REMOTE_ADDR") or None


def shown_secret(user: User, secret: str) -> dict[str, str]:
    """Give a secret as people type it and as an authenticator reads it."""
    groups = [secret[start : start + 4] for start in range(0, len(secret), 4)]
    drawn = second_factor.picture(second_factor.address(user=user, secret=secret))
    return {"secret": " ".join(groups), "picture": drawn}


def _go_on(request: HttpRequest, user: User, *, desk: Desk | None) -> HttpResponse:
    """Ask for the second factor where there is one or must be; else let the person in."""
    at, onward = timezone.now(), _onward(request)
    enrolled = second_factor.is_enrolled(user)
    if enrolled or second_factor.must_enrol(user):
        halfway.begin(request, user, desk=desk, onward=onward, at=at)
        return redirect("people:second" if enrolled else "people:enrol")
    return _let_in(request, halfway.Halfway(user=user, desk=desk, onward=onward, secret=None))


def _let_in(request: HttpRequest, found: halfway.Halfway) -> HttpResponse:
    at, user = timezone.now(), found.user
    halfway.end(request)
    throttle.succeeded(account=user.username, source=source_of(request), at=at)
    sessions.begin(request, user, at=at, desk=found.desk)
    proving.record("session.begin", user, source=source_of(request), at=at)
    response = redirect(found.onward)
    desk = found.desk.code if found.desk else browsers.last_desk(request)
    browsers.remember(response, desk=desk)
    return _with_language_chosen_at_the_door(request, response, user)


def _beside(request: HttpRequest) -> dict[str, object]:
    """Give what stands beside the form of the sign-in page."""
    return {
        "next": _onward(request),
        "desks": list(desks.open_desks()),
        "last_desk": request.POST.get("desk") or browsers.last_desk(request),
        "demonstration_people": demonstration.people(),
    }


def _status(form: Form) -> int:
    return 400 if form.errors else 200


def _with_language_chosen_at_the_door(
    request: HttpRequest, response: HttpResponse, user: User
) -> HttpResponse:
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if chosen in dict(settings.LANGUAGES):
        User.objects.filter(id=user.id).update(language=chosen)
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")
    return response


def _onward(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else "/"
