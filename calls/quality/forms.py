"""Check what comes from the reviewer's page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from calls.casefile import page_forms
from calls.casefile.kinds import Severity
from calls.quality.expectations import LABELS, Expectation
from calls.quality.models import Mark

REMARK_AT_MOST = 2000
PREFIX = "mark_"


class ReviewForm(page_forms.PageForm):
    """How a case turned out, a mark for each expectation, and what is worth remembering."""

    outcome = forms.ChoiceField(
        choices=Severity.choices,
        error_messages={"required": _("Say how grave it turned out to be.")},
    )
    remark = forms.CharField(required=False, max_length=REMARK_AT_MOST)

    def __init__(self, expected: Iterable[Expectation], data: QueryDict | None = None) -> None:
        super().__init__(data)
        for each in expected:
            self.fields[f"{PREFIX}{each.code}"] = forms.ChoiceField(
                label=LABELS[each.code],
                choices=Mark.choices,
                initial=Mark.MET if each.met else None,
                error_messages={"required": _("Say whether this was met.")},
            )

    @staticmethod
    def marks(values: dict[str, Any]) -> dict[str, Mark]:
        """Give the marks by expectation."""
        return {
            name.removeprefix(PREFIX): Mark(value)
            for name, value in values.items()
            if name.startswith(PREFIX)
        }
