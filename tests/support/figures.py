"""Figures that tests come upon: shown in a table at the end of a run, judged by the test itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

Tell = Callable[[str, str], None]
"""Name of a figure, and what came out with its unit and, where there is one, the aim."""
PROPERTY = "figure"


def teller(record: Callable[[str, object], None]) -> Tell:
    """Give what a test tells its figures to; they travel with its report."""

    def tell(name: str, value: str) -> None:
        record(PROPERTY, [name, value])

    return tell


def told(reports: Iterable[pytest.TestReport]) -> list[tuple[str, str]]:
    """Give all figures of these reports by name."""
    return sorted(
        (value[0], value[1])
        for report in reports
        for name, value in report.user_properties
        if name == PROPERTY and isinstance(value, (list, tuple))
    )
