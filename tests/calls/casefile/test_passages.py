"""What a form may carry, and what is told of the rest."""

from __future__ import annotations

import pytest
from django import forms
from django.http import QueryDict

from calls.casefile import passages, refusals


class Sheet(forms.Form):
    text = forms.CharField(max_length=10)
    ways = forms.MultipleChoiceField(choices=[("a", "a"), ("b", "b")], required=False)


def faults(sent: str) -> dict[str, list[str]]:
    with pytest.raises(refusals.Invalid) as raised:
        passages.checked(Sheet(QueryDict(sent)))
    return dict(raised.value.fields)


@pytest.mark.parametrize(
    "sent", ["text=a", "text=a&ways=a&ways=b", "text=a&base_version=3&csrfmiddlewaretoken=x"]
)
def test_what_the_form_has_is_taken(sent: str) -> None:
    assert passages.checked(Sheet(QueryDict(sent)))["text"] == "a"


@pytest.mark.parametrize(
    ("sent", "named"),
    [
        ("", {"text"}),
        ("text=a&txt=b", {"txt"}),
        ("txt=b", {"text", "txt"}),
        ("text=a&text=b", {"text"}),
        ("text=%ff", {"text"}),
        ("text=a&base_version=1&base_version=2", {"base_version"}),
        ("text=a&%00=1", {"\N{REPLACEMENT CHARACTER}"}),
        ("text=a&" + "x" * 900 + "=1", {"x" * 64}),
    ],
)
def test_what_it_has_not_is_named(sent: str, named: set[str]) -> None:
    assert set(faults(sent)) == named


def test_a_field_that_is_not_there_is_told_which_there_are() -> None:
    (said,) = faults("text=a&txt=b")["txt"]
    assert "text, ways" in said
