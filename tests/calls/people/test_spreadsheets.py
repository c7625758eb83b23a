from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.people import spreadsheets


@pytest.mark.parametrize(
    "told",
    ["=1+1", "+34600123123", "-2", "@SUM(A1)", "\tx", "\r=1", "\n=1", " =1", "\ufeff=1", "＝1"],
)
def test_what_a_spreadsheet_would_compute_becomes_text(told: str) -> None:
    assert spreadsheets.cell(told) == f"'{told}"


@pytest.mark.parametrize("told", ["Calle Mayor 1", "a=b", "2026-11-22T08:00:00Z", "", "'x"])
def test_what_it_would_only_show_stays_as_it_is(told: str) -> None:
    assert spreadsheets.cell(told) == told


def test_numbers_stay_numbers_and_nothing_is_an_empty_cell() -> None:
    assert [spreadsheets.cell(value) for value in (-3, 2.5, None)] == ["-3", "2.5", ""]


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2)))
def test_every_row_is_read_back_and_no_cell_of_it_computes(rows: list[list[str]]) -> None:
    text = "".join(spreadsheets.lines(rows))
    found = list(csv.reader(io.StringIO(text, newline="")))
    assert [[value.removeprefix("'") for value in row] for row in found] == [
        [value.removeprefix("'") for value in row] for row in rows
    ]
    assert not [value for row in found for value in row if value.startswith(spreadsheets.COMPUTED)]
