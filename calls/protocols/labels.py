"""What the parts of a protocol are called to who reviews it, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from calls.directory.models import AgencyKind
from calls.protocols import contents

FAMILIES: Mapping[str, Promise] = MappingProxyType(
    {
        "health": gettext_lazy("Health"),
        "fire": gettext_lazy("Fire"),
        "traffic": gettext_lazy("Traffic"),
        "security": gettext_lazy("Security"),
        "rescue": gettext_lazy("Rescue"),
        "civil_protection": gettext_lazy("Civil protection"),
        "environment": gettext_lazy("Environment"),
        "sea": pgettext_lazy("family", "Sea"),
        "information": gettext_lazy("Information"),
    }
)
# As `dispatch` calls them, which this room does not know; a test holds them together.
UNITS: Mapping[str, Promise] = MappingProxyType(
    {
        "ambulance_als": gettext_lazy("ALS ambulance"),
        "ambulance_bls": gettext_lazy("BLS ambulance"),
        "rapid_car": gettext_lazy("Rapid response car"),
        "helicopter": gettext_lazy("Helicopter"),
        "fire_engine": gettext_lazy("Fire engine"),
        "fire_ladder": gettext_lazy("Turntable ladder"),
        "rescue": gettext_lazy("Rescue vehicle"),
        "police_patrol": gettext_lazy("Police patrol"),
        "civil_protection": gettext_lazy("Civil protection vehicle"),
        "lifeboat": gettext_lazy("Lifeboat"),
    }
)
TIME_CRITICAL: Mapping[str, Promise] = MappingProxyType(
    {
        "arrest": gettext_lazy("Cardiac arrest"),
        "stroke": gettext_lazy("Stroke"),
        "stemi": gettext_lazy("Heart attack"),
    }
)
MILESTONES: Mapping[str, Promise] = MappingProxyType(
    {
        "recognition": gettext_lazy("Recognition"),
        "first_instruction": gettext_lazy("First instruction"),
        "first_compression": gettext_lazy("First compression"),
    }
)
_AGENCIES = dict(AgencyKind.choices)


def agency(code: str) -> str:
    """Return what an agency is called."""
    return str(_AGENCIES.get(code, code))


def plan(determinant: contents.Determinant) -> str:
    """Return whom a determinant sends, the most needed first."""
    sent = (
        f"{agency(code)} ({', '.join(str(UNITS.get(kind, kind)) for kind in kinds)})"
        for code, kinds in determinant.plan.items()
    )
    return " · ".join(sent) or _("nobody")


def codes(determinant: contents.Determinant) -> str:
    """Return the codes of a determinant in the lists of others."""
    own = determinant.codes
    hub = f"Hub Santé {own.nature} {own.motive}".rstrip()
    return f"112 {own.family}/{own.subtype} · EMSI {own.emsi} · {hub}"


def expects(protocol: contents.Protocol) -> str:
    """Return the seconds within which a protocol wants its milestones."""
    return " · ".join(
        f"{MILESTONES[milestone]} {seconds} s" for milestone, seconds in protocol.expects.items()
    )
