"""Check what is typed for a person's request; every message says what would be right."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from calls.casefile import page_forms
from calls.directory import folding
from calls.export.subjects.models import Verdict
from calls.telephony import numbers

NUMBERS_AT_MOST = 10


class OpenForm(page_forms.PageForm):
    """Who asks, how they showed who they are, and the telephones that are theirs."""

    name = forms.CharField(max_length=200)
    identity = forms.CharField(
        max_length=300,
        min_length=5,
        error_messages={
            "required": _("Say what was shown, and to whom: a document, a power of attorney…")
        },
    )
    numbers = forms.CharField(required=False, max_length=300)

    def clean_name(self) -> str:
        """Refuse a name that nothing could be looked for by."""
        name = str(self.cleaned_data["name"]).strip()
        if len(folding.fold(name).split()) < 2:  # noqa: PLR2004 - a first name and a surname
            raise forms.ValidationError(_("A first name and a surname are needed."))
        return name

    def clean_numbers(self) -> list[str]:
        """Give the telephones in E.164, each once."""
        typed = str(self.cleaned_data.get("numbers") or "").replace("\n", ",").split(",")
        found: list[str] = []
        for text in filter(None, map(str.strip, typed)):
            number = numbers.read(text).e164
            if not number:
                message = _("%(text)s is no telephone; write them with commas between.")
                raise forms.ValidationError(message, params={"text": text[:30]})
            found.append(number)
        if len(found) > NUMBERS_AT_MOST:
            raise forms.ValidationError(_("At most ten telephones are taken."))
        return list(dict.fromkeys(found))


class DecideForm(page_forms.PageForm):
    """What is said of one case."""

    verdict = forms.ChoiceField(choices=Verdict.choices)
    reason = forms.CharField(required=False, max_length=300)

    def verdict_of(self) -> dict[str, Any]:
        """Give it as the service takes it."""
        told = self.cleaned_data
        return {"verdict": Verdict(told["verdict"]), "reason": told["reason"].strip()}


class TakeForm(page_forms.PageForm):
    """As what the package is taken."""

    format = forms.ChoiceField(choices=[("json", "JSON"), ("page", _("A page to print"))])
