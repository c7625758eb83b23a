"""What the archive's pages show of facets: the frequent ones, and always what has none."""

from __future__ import annotations

from django.http import QueryDict

from calls.archive import facets, search, shown


def test_what_has_no_protocol_is_always_among_those_shown() -> None:
    codes = [(f"protocol_{number}", 20 - number) for number in range(14)]
    counts = facets.Counts(total=30, more=False, facets={"protocol": [*codes, (search.NOTHING, 1)]})
    [protocol] = shown.facet_list(counts, {}, QueryDict())
    values = [each["value"] for each in protocol["values"]]
    assert values == [code for code, _count in codes[: facets.SHOWN]] + [search.NOTHING]
    assert protocol["others"] == 2
