"""The book of protocols under administration: imported, looked at, put in force, gone back to."""

from __future__ import annotations

import functools
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cae.administration import book_forms, sheets
from cae.administration.pages import attempts
from cae.administration.pages.attempts import Sent
from calls.casefile import door, query_door, refusals
from calls.people import access
from calls.protocols import binding, changes, contents, packing, queries, reader, services, views
from calls.protocols.faults import BookError, Fault
from calls.protocols.models import Proposal

SHOWN_AT_MOST = 50
FAULTS_AT_MOST = 200
UPLOAD = "upload"


@access.requires("administration.read")
@require_GET
def book(request: HttpRequest) -> HttpResponse:
    """Give the books that were in force, and the form that brings another."""
    query_door.read(request.GET)
    return _book(request)


@access.requires("protocols.propose")
@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Check files wholly and keep them to be looked at; nothing of them is in force."""
    form = book_forms.ImportBook(request.POST, request.FILES, auto_id=attempts.auto_id("import"))

    def act(passage: door.Passage) -> door.Answer:
        whole = form.cleaned_data["whole"]
        library, faults = _checked(form.library, whole=whole)
        form.faults = faults
        return _proposed(passage, library, faults, source=form.source, whole=whole)

    return attempts.attempt(request, form, act, name="import", page=_book, onward=_looked_at)


propose.takes_files = True  # type: ignore[attr-defined]  # a mark that the middleware reads


@access.requires("protocols.propose")
@require_POST
def propose_release(request: HttpRequest) -> HttpResponse:
    """Keep the book that this release ships to be looked at."""
    form = sheets.Plain(request.POST)

    def act(passage: door.Passage) -> door.Answer:
        take = functools.partial(binding.library, reader.LIBRARY)
        library, faults = _checked(take, whole=True)
        return _proposed(passage, library, faults, source=services.RELEASE, whole=True)

    return attempts.attempt(request, form, act, name="release", page=_book, onward=_looked_at)


@access.requires("administration.read")
@require_GET
def proposal(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Give what files would change of the book in force."""
    query_door.read(request.GET)
    return _proposal(request, proposal_id=proposal_id)


@access.requires("protocols.put_in_force")
@require_POST
def put(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Put what was looked at in force."""
    form = book_forms.PutBook(request.POST, auto_id=attempts.auto_id("put"))

    def act(passage: door.Passage) -> door.Answer:
        told = {name: form.cleaned_data[name] for name in ("base", "back", "reason")}
        try:
            return services.put_in_force(passage, proposal=proposal_id, **told)
        except BookError as error:
            raise _faulty(error.faults) from error

    page = functools.partial(_proposal, proposal_id=proposal_id)
    here = reverse("administration:books")
    return attempts.attempt(request, form, act, name="put", page=page, onward=here)


@access.requires("protocols.go_back")
@require_POST
def again(request: HttpRequest, book_id: int) -> HttpResponse:
    """Put an earlier book in force again."""
    of = str(book_id)
    form = book_forms.PutAgain(request.POST, auto_id=attempts.auto_id("again", of))

    def act(passage: door.Passage) -> door.Answer:
        told = {name: form.cleaned_data[name] for name in ("base", "reason")}
        try:
            return services.go_back(passage, book=book_id, **told)
        except BookError as error:
            raise _faulty(error.faults) from error

    here = reverse("administration:books")
    return attempts.attempt(request, form, act, name="again", page=_book, onward=here, of=of)


def _checked(
    take: Callable[[], binding.Library], *, whole: bool
) -> tuple[binding.Library, tuple[Fault, ...]]:
    """Return a library, empty where it changes nothing, or what is wrong with it."""
    try:
        library = take()
        found = changes.plan(library, over=_present()[1], whole=whole, back=True)
    except BookError as error:
        return {}, error.faults[:FAULTS_AT_MOST]
    return (library if found.changes else {}), ()


def _proposed(
    passage: door.Passage,
    library: binding.Library,
    faults: tuple[Fault, ...],
    *,
    source: str,
    whole: bool,
) -> door.Answer:
    """Keep a library that would come through as a whole; refuse it with every fault of it."""
    if faults:
        raise _faulty(faults)
    if not library:
        raise refusals.Invalid(
            _("Nothing was sent."), fields={UPLOAD: [_("This is the book in force already.")]}
        )
    return services.propose(passage, content=packing.pack(library), source=source, whole=whole)


def _faulty(faults: tuple[Fault, ...]) -> refusals.Invalid:
    return refusals.Invalid(
        _("These protocols cannot be taken; nothing was changed."),
        fields={UPLOAD: [str(fault) for fault in faults[:FAULTS_AT_MOST]]},
    )


def _looked_at(answer: door.Answer) -> str:
    return reverse("administration:proposal", args=[answer["proposal"]])


def _present() -> tuple[int, contents.Book]:
    """Return number and content of the book in force, as the store has it."""
    mark = queries.newest()
    return (mark.id, reader.stored(mark)) if mark else (0, reader.book())


def _book(request: HttpRequest, sent: Sent | None = None) -> HttpResponse:
    base, _held = _present()
    rows = list(queries.history()[:SHOWN_AT_MOST])
    context = {
        "section": "book",
        "enforced": rows[0] if rows else None,
        "trouble": reader.trouble(),
        "create": attempts.form_of(book_forms.ImportBook, sent, "import"),
        "rows": [
            {
                "book": row,
                "form": attempts.form_of(
                    book_forms.PutAgain, sent, "again", of=str(row.id), base=base
                ),
                "opened": bool(sent and sent.of == str(row.id)),
                "present": bool(rows) and row.digest == rows[0].digest,
            }
            for row in rows
        ],
    }
    return attempts.show(request, "book.html", context, sent)


def _proposal(request: HttpRequest, sent: Sent | None = None, *, proposal_id: UUID) -> HttpResponse:
    row = Proposal.objects.filter(id=proposal_id).first()
    if row is None:
        raise refusals.NotFound(_("This proposal is no more; send the files again."))
    base, present = _present()
    context: dict[str, Any] = {"section": "book", "row": row, "faults": (), "back": False}
    try:
        library = packing.unpack(bytes(row.content), name=row.source)
        found = changes.plan(library, over=present, whole=row.whole, back=True)
    except BookError as error:
        context["faults"] = error.faults[:FAULTS_AT_MOST]
    else:
        context |= views.told_of(found.changes) | {
            "total": len(found.book.protocols),
            "back": any(
                each.before and each.after and each.after.version < each.before.version
                for each in found.changes
            ),
        }
    form = attempts.form_of(book_forms.PutBook, sent, "put", base=base)
    if sent is not None and sent.status == HTTPStatus.CONFLICT:
        # What the page shows is beside the book in force now.
        form.data = {**dict(form.data.items()), "base": str(base)}
    return attempts.show(request, "proposal.html", context | {"form": form}, sent)
