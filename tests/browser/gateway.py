"""The telephony gateway: it lets calls ring, and knows whose case each became."""

import time
from typing import Any
from uuid import uuid4

import httpx
from django.utils import timezone

from calls.casefile.models import Case
from tests.browser import hands
from tests.support import stack as stacks

ANSWERED_WITHIN = 15.0
SALAMANCA = {"latitude": 40.9652, "longitude": -5.6638, "radius_m": 24, "source": "aml"}


def ring(stack: stacks.Stack, *, line: httpx.Client | None = None, **told: Any) -> dict[str, Any]:
    """Announce a call, over a line that stays open or a new one; return the answer."""
    call = {
        "call_id": f"test-{uuid4()}",
        "callback_number": "+34600123123",
        "dialled": "112",
        "kind": "aml",
        "received_at": timezone.now().isoformat(),
        "location": SALAMANCA,
    }
    answer = (line.post if line else httpx.post)(
        f"{stack.address}/api/v1/calls/",
        json=call | told,
        headers={"Authorization": f"Bearer {stack.tokens['gateway']}"},
        timeout=10,
    )
    assert answer.status_code == 201, answer.text
    told_back: dict[str, Any] = answer.json()
    return told_back


def answered(stack: stacks.Stack, operator: hands.Hands, number: str, **told: Any) -> Case:
    """Let a call ring that this operator answers; the cursor is in the place."""
    ring(stack, callback_number=number, **told)
    operator.sees("call-queue .row-item", number[-3:])
    operator.keys = 0
    operator.press("F2")
    case = case_of(number)
    operator.sees("[data-fact=reference]", case.reference)
    operator.until_focus("#f-location-text")
    return case


def case_of(number: str) -> Case:
    """Return the case of a call from that number, once somebody has answered it."""
    until = time.monotonic() + ANSWERED_WITHIN
    while time.monotonic() < until:
        case = Case.objects.filter(calls__number=number).first()
        if case is not None:
            return case
        time.sleep(0.02)
    raise AssertionError(f"nobody answered {number}")
