"""The telephony gateway of the journeys: it lets calls ring."""

from typing import Any
from uuid import uuid4

import httpx
from django.utils import timezone

from tests.support import stack as stacks

SALAMANCA = {"latitude": 40.9652, "longitude": -5.6638, "radius_m": 24, "source": "aml"}


def ring(stack: stacks.Stack, **told: Any) -> dict[str, Any]:
    """Announce a call and return what the gateway was answered."""
    call = {
        "call_id": f"journey-{uuid4()}",
        "callback_number": "+34600123123",
        "dialled": "112",
        "kind": "aml",
        "received_at": timezone.now().isoformat(),
        "location": SALAMANCA,
    }
    answer = httpx.post(
        f"{stack.address}/api/v1/calls/",
        json=call | told,
        headers={"Authorization": f"Bearer {stack.tokens['gateway']}"},
        timeout=10,
    )
    assert answer.status_code == 201, answer.text
    told_back: dict[str, Any] = answer.json()
    return told_back
