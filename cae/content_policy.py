"""The content policy stays strict: a softer one is an error of Django's system checks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from csp.utils import build_policy
from django.core import checks

LAX = "cae.E011"
SELF, NONE = "'self'", "'none'"
# What each directive may hold beside a map's pictures; where the value is one, exactly that.
EXACTLY = {
    "default-src": NONE,
    "object-src": NONE,
    "base-uri": NONE,
    "frame-ancestors": NONE,
    "form-action": SELF,
    "script-src": SELF,
    "style-src": SELF,
    "connect-src": SELF,
    "font-src": SELF,
}
BESIDE = {"img-src"}


def lax(policy: str) -> Iterator[str]:
    """Yield what a Content-Security-Policy header allows beyond the strict one."""
    told = {words[0]: words[1:] for part in policy.split(";") if (words := part.strip().split())}
    for name, wanted in EXACTLY.items():
        if told.get(name) != [wanted]:
            yield f"{name} is {' '.join(told.get(name, ['missing']))}, not {wanted}"
    for name in told.keys() - EXACTLY.keys() - BESIDE:
        yield f"{name} is none of the strict policy's"


def check(*_args: Any, **_kwargs: Any) -> list[checks.CheckMessage]:
    """Say what the settings' policy allows too much."""
    return [
        checks.Error(f"The content policy is softened: {each}.", id=LAX)
        for each in lax(build_policy())
    ]
