"""Look a typed name up among the search keys."""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from calls.directory import folding, names

# A tier is how sure a key is: a municipality's own name, then a place's (Salamanca is a city
# and a district of Madrid), then one in another tongue; then the beginnings of such names.
_MUNICIPALITIES = """
WITH best AS (
    SELECT DISTINCT ON (municipality_id) municipality_id, place_id, label, population,
        CASE WHEN key = %(beginning)s AND whole AND own AND place_id IS NULL THEN 0
             WHEN key = %(beginning)s AND whole AND own THEN 1
             WHEN key = %(beginning)s AND whole THEN 2
             WHEN own AND place_id IS NULL THEN 3
             WHEN own THEN 4
             ELSE 5 END AS tier
    FROM directory_search_key
    WHERE key LIKE %(first)s AND key LIKE ALL (%(later)s::text[]) AND municipality_id IS NOT NULL
    ORDER BY municipality_id, tier, population DESC, place_id NULLS FIRST, key
)
SELECT municipality.ine_code, municipality.name, municipality.province,
    coalesce(place.latitude, municipality.latitude),
    coalesce(place.longitude, municipality.longitude),
    best.label
FROM best
JOIN directory_municipality municipality ON municipality.ine_code = best.municipality_id
LEFT JOIN directory_place place ON place.id = best.place_id
ORDER BY best.tier, best.population DESC, municipality.folded, municipality.ine_code
LIMIT %(limit)s
"""

_PLACES = """
WITH best AS (
    SELECT DISTINCT ON (place_id) place_id, label, population,
        CASE WHEN key = %(beginning)s AND whole AND own THEN 0
             WHEN key = %(beginning)s AND whole THEN 1
             WHEN own THEN 2
             ELSE 3 END AS tier
    FROM directory_search_key
    WHERE key LIKE %(first)s AND key LIKE ALL (%(later)s::text[]) AND place_id IS NOT NULL
    ORDER BY place_id, tier, whole DESC, key
)
SELECT place.id, place.name, coalesce(municipality.ine_code, ''),
    coalesce(municipality.name, ''), coalesce(municipality.province, ''),
    place.latitude, place.longitude, best.label
FROM best
JOIN directory_place place ON place.id = best.place_id
LEFT JOIN directory_municipality municipality ON municipality.ine_code = place.municipality_id
ORDER BY best.tier, best.population DESC, place.folded, place.id
LIMIT %(limit)s
"""


def municipalities(typed: str, *, limit: int) -> list[tuple[Any, ...]]:
    """Return (INE code, name, province, latitude, longitude, name that matched) rows."""
    return _first_found(_MUNICIPALITIES, typed, limit)


def places(typed: str, *, limit: int) -> list[tuple[Any, ...]]:
    """Return (id, name, INE code, municipality, province, lat, lon, name that matched) rows."""
    return _first_found(_PLACES, typed, limit)


def _first_found(statement: str, typed: str, limit: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        for beginning, first, later in _attempts(typed):
            cursor.execute(
                statement,
                {
                    "beginning": beginning,
                    "first": f"{first}%",
                    "later": [f"% {word}%" for word in later],
                    "limit": limit,
                },
            )
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            if rows:
                return rows
    return []


def _attempts(typed: str) -> Iterator[tuple[str, str, list[str]]]:
    # As typed ("Coruña, la" too), then without a leading article, then with words left out.
    # What is folded holds no character that LIKE would read as a pattern.
    beginnings = list(dict.fromkeys([folding.fold(typed), folding.fold(names.turn(typed))]))
    words = beginnings[0].split()
    if not words:
        return
    if len(words) > 1 and words[0] in names.ARTICLES:
        beginnings.append(" ".join(words[1:]))
    for beginning in beginnings:
        yield beginning, beginning, []
    if len(words) > 1:
        yield beginnings[0], words[0], words[1:]
