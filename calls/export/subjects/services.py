"""Open a person's request, decide of each case that was found, hand out the package."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from calls.casefile import door, log, refusals
from calls.casefile.events import Code
from calls.casefile.sheet import Aside
from calls.export.subjects import events, gathering
from calls.export.subjects.models import SubjectItem, SubjectRequest, Verdict
from calls.people import trace


@door.aside("subject.open")
def open_request(
    beside: Aside, *, name: str, identity: str, numbers: Sequence[str], source: str | None
) -> door.Answer:
    """Write down who asks and how they showed who they are, and look for what is theirs."""
    if beside.actor.id is None:
        raise refusals.Forbidden(_("Only a person at a desk may do this."))
    request = SubjectRequest(
        name=name,
        identity=identity,
        numbers=list(numbers),
        opened_at=beside.at,
        opened_by_id=beside.actor.id,
    )
    request.save(force_insert=True)
    log.begin(stream_id=request.id, kind="subject")
    found = gathering.find(name=name, numbers=numbers)
    SubjectItem.objects.bulk_create(
        SubjectItem(
            request=request, case_id=each.case_id, by_number=each.by_number, by_name=each.by_name
        )
        for each in found
    )
    trace.record_access(
        actor=beside.actor,
        action="subject.open",
        subject_kind="subject_request",
        subject_id=request.id,
        at=beside.at,
        source=source,
        reason=identity,
    )
    opened = events.RequestOpened(
        found=len(found), name=name, identity=identity, numbers=tuple(numbers)
    )
    beside.record(request, opened)
    return {"request": str(request.id)}


@door.aside("subject.decide")
def decide_item(beside: Aside, *, item_id: UUID, verdict: Verdict, reason: str) -> door.Answer:
    """Say whether the person gets a case; what is withheld is withheld for a reason.

    Raises NotFound for what is not there, or has become covert since; OutOfStage once the
    package was taken.
    """
    item = SubjectItem.objects.select_related("request").filter(id=item_id).first()
    if item is None or not gathering.is_overt(item.case_id):
        raise refusals.NotFound(_("There is no such thing to decide."))
    request = SubjectRequest.objects.select_for_update().get(id=item.request_id)
    if request.taken_at is not None:
        raise refusals.OutOfStage(_("The package was taken already; open a new request."))
    if verdict == Verdict.WITHHOLD and not reason:
        raise refusals.Invalid(
            _("Some fields cannot be taken as they are."),
            fields={"reason": [_("Say why it is withheld; the person is told.")]},
        )
    item.verdict, item.reason = verdict, reason
    item.decided_at, item.decided_by_id = beside.at, beside.actor.id
    item.save(update_fields=["verdict", "reason", "decided_at", "decided_by"])
    beside.record(
        request, events.ItemDecided(case=item.case_id, verdict=Code(verdict.value), reason=reason)
    )
    return {"request": str(request.id), "verdict": verdict.value}


@door.aside("subject.take")
def take_package(beside: Aside, *, request_id: UUID, format_: str) -> door.Answer:
    """Write down that the package goes out; raise OutOfStage while something is undecided."""
    request = SubjectRequest.objects.select_for_update().filter(id=request_id).first()
    if request is None:
        raise refusals.NotFound(_("There is no such request."))
    items = open_items(request)
    if any(not item.verdict for item in items):
        raise refusals.OutOfStage(_("Decide of each incident first."))
    given = [item for item in items if item.verdict != Verdict.WITHHOLD]
    request.taken_at = beside.at
    taken = events.PackageTaken(
        included=len(given), withheld=len(items) - len(given), format=Code(format_)
    )
    beside.record(request, taken, "taken_at")
    return {"request": str(request.id), "included": len(given)}


def open_items(request: SubjectRequest) -> list[SubjectItem]:
    """Give what was found and may be told of; what became covert since is not there."""
    rows = SubjectItem.objects.filter(request=request, case__covert=False)
    rows = rows.exclude(case__joined_to__covert=True).select_related("case__municipality")
    return list(rows.order_by("-case__opened_at", "id"))
