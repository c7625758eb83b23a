"""Sign in and out, the language of the desk."""

from __future__ import annotations

import json

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from calls.people import access, forms, sessions
from calls.people.models import User


@access.requires("public")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in, and go where one was going."""
    form = forms.SignInForm(request, request.POST if request.method == "POST" else None)
    onward = _onward(request)
    if request.method == "POST" and form.is_valid() and form.user is not None:
        sessions.begin(request, form.user)
        return _with_language_chosen_at_the_door(request, redirect(onward), form.user)
    context = {"form": form, "next": onward, "demonstration_people": demonstration_people()}
    return render(request, "people/sign_in.html", context, status=400 if form.errors else 200)


@access.requires("public")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    logout(request)
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


def demonstration_people() -> list[dict[str, str]]:
    """Give the sign-ins of a demonstration, and none anywhere else."""
    if settings.PRODUCTION or settings.CAE_PURPOSE != "exercise":
        return []
    try:
        told = json.loads(settings.CAE_DEMONSTRATION_FILE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return list(told["people"])


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
