"""Telephone numbers as they come: understood where possible, kept and flagged where not."""

from __future__ import annotations

import dataclasses

import phonenumbers
from django.conf import settings

WITHHELD = frozenset(
    {"anonymous", "withheld", "private", "restricted", "unavailable", "unknown", "oculto"}
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Number:
    """A number as given and, where it could be understood, in E.164; else why not."""

    raw: str
    e164: str = ""
    flag: str = ""


def read(text: str | None) -> Number:
    """Understand a number with the centre's own country as default; never raises."""
    raw = (text or "").strip()
    if text is None or not raw or raw.lower() in WITHHELD:
        return Number(raw=raw, flag="number_withheld")
    try:
        parsed = phonenumbers.parse(raw, settings.CAE_COUNTRY)
    except phonenumbers.NumberParseException:
        return Number(raw=raw, flag="number_malformed")
    if not phonenumbers.is_possible_number(parsed):
        return Number(raw=raw, flag="number_malformed")
    return Number(
        raw=raw,
        e164=phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164),
    )


def display(e164: str, raw: str) -> str:
    """Give a number as people read it aloud: grouped, or as it was typed."""
    if not e164:
        return raw
    parsed = phonenumbers.parse(e164, None)
    form = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    home = phonenumbers.region_code_for_number(parsed) == settings.CAE_COUNTRY
    if home:
        form = phonenumbers.PhoneNumberFormat.NATIONAL
    return phonenumbers.format_number(parsed, form)
