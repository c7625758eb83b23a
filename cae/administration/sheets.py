"""What the forms of administration are made of: a sheet, an edit, a day, a moment."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from calls.casefile import page_forms

YEARS = range(2000, 2100)
LATEST_VERSION = 2**31 - 1


class Sheet(page_forms.PageForm):
    """A form of these pages: its fields bring their labels and their looks."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "input")
            field.widget.attrs.setdefault("autocomplete", "off")


class Edit(Sheet):
    """A change of what is there: it says which version it was made from."""

    base_version = forms.IntegerField(
        required=False, min_value=0, max_value=LATEST_VERSION, widget=forms.HiddenInput
    )


class Plain(Sheet):
    """A command that asks for nothing."""


def day(label: Any) -> forms.DateField:
    """Make a field for a day, as the browser's own calendar writes it."""
    return forms.DateField(
        label=label,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("A day is needed, such as 2027-01-31.")},
    )


def moment(label: Any) -> forms.DateTimeField:
    """Make a field for a day and its time, as the browser's own calendar writes it."""
    return forms.DateTimeField(
        label=label,
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        error_messages={"invalid": _("A day and a time are needed, such as 2027-01-31T08:00.")},
    )


def end_of(chosen: date) -> datetime:
    """Give the end of a day where the centre is."""
    return timezone.make_aware(datetime.combine(chosen + timedelta(days=1), time()))


def _near(value: date) -> None:
    if value.year not in YEARS:
        raise forms.ValidationError(_("A year from 2000 to 2099 is needed."))


class LastDay(Sheet):
    """Until which day something holds, that day included."""

    last_day = day(_("Last day"))

    def clean_last_day(self) -> date:
        """Refuse what no calendar of ours has."""
        found: date = self.cleaned_data["last_day"]
        _near(found)
        return found
