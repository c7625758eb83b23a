"""Transfer by browser: the operator offers, the desks answer."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from calls.casefile import door, passages
from calls.stages.transfer import forms, services


@passages.command("transfer.offer")
def offer(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Offer the case."""
    values = passages.checked(forms.OfferForm(request.POST))
    return services.offer_transfer(
        passages.of(request, case_id),
        agency=values["agency"].code if values["agency"] else "",
        centre=values["centre"],
    )


@passages.command("transfer.offer_plan")
def offer_plan(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Offer the case to every agency of its plan."""
    passages.checked(forms.PlanForm(request.POST))
    return services.offer_plan(passages.of(request, case_id))


@passages.command("transfer.withdraw")
def withdraw(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Withdraw an offer."""
    values = passages.checked(forms.ReasonedForm(request.POST))
    return services.withdraw_transfer(
        passages.of(request, case_id), offer_id=values["offer"], reason=values["reason"]
    )


@passages.command("transfer.accept")
def accept(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Accept an offer."""
    values = passages.checked(forms.AnswerForm(request.POST))
    return services.accept_transfer(passages.of(request, case_id), offer_id=values["offer"])


@passages.command("transfer.refuse")
def refuse(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Refuse an offer."""
    values = passages.checked(forms.ReasonedForm(request.POST))
    return services.refuse_transfer(
        passages.of(request, case_id), offer_id=values["offer"], reason=values["reason"]
    )


@passages.command("transfer.carry_on_alone")
def carry_on_alone(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Go on with the centre's own means."""
    values = passages.checked(forms.OwnMeansForm(request.POST))
    return services.carry_on_alone(
        passages.of(request, case_id), offer_id=values["offer"], text=values["text"]
    )
