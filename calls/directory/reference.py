"""Bring the shipped reference data into the database."""

import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from calls.directory import folding, models, names
from calls.directory import outline as outlines

DATA = Path(__file__).parent / "data"
_TABLES = ("agencies.csv", "provinces.csv", "municipalities.csv", "places.csv")
_MUNICIPALITY_FIELDS = (
    *("name", "folded", "province_code", "province", "ccaa_code", "ccaa"),
    *("latitude", "longitude", "south", "west", "north", "east", "outline"),
)
_PLACE_FIELDS = ("name", "folded", "municipality", "latitude", "longitude", "population")
_BATCH = 2000
# Any number that nobody else locks.
_LOCK = 2_112_001


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """How much the database holds, and whether this run had to write it."""

    changed: bool
    municipalities: int
    places: int


def load(*, now: datetime) -> Loaded:
    """Load agencies, municipalities and places; write nothing when they are already there.

    Two at once wait for each other. Rows that others may point to are updated, never removed.
    """
    digest = content_digest()
    with transaction.atomic():
        _take_turn()
        changed = not models.ReferenceLoad.objects.filter(name="directory", digest=digest).exists()
        if changed:
            _write_all()
            models.ReferenceLoad.objects.update_or_create(
                name="directory", defaults={"digest": digest, "loaded_at": now}
            )
        return Loaded(
            changed=changed,
            municipalities=models.Municipality.objects.count(),
            places=models.Place.objects.count(),
        )


def content_digest() -> str:
    """Return the SHA-256 of the tables and of the code that folds and loads them."""
    files = [DATA / table for table in _TABLES]
    files += [Path(module) for module in (folding.__file__, names.__file__, __file__)]
    digest = hashlib.sha256()
    for file in files:
        content = file.read_bytes()
        digest.update(f"{file.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def agencies() -> list[models.Agency]:
    """Return the shipped agencies, unsaved."""
    return [models.Agency(**row) for row in _rows("agencies.csv")]


def municipalities() -> list[models.Municipality]:
    """Return the shipped municipalities, unsaved."""
    provinces = {row["code"]: row for row in _rows("provinces.csv")}
    found = []
    for row in _rows("municipalities.csv"):
        province = provinces[row["ine_code"][:2]]
        frame = outlines.box(outlines.read(row["outline"])) if row["outline"] else None
        found.append(
            models.Municipality(
                ine_code=row["ine_code"],
                name=row["name"],
                folded=folding.fold(row["name"]),
                province_code=province["code"],
                province=province["name"],
                ccaa_code=province["ccaa_code"],
                ccaa=province["ccaa"],
                latitude=_number(row["latitude"]),
                longitude=_number(row["longitude"]),
                **(frame._asdict() if frame else {}),
                outline=row["outline"],
            )
        )
    return found


def places() -> list[models.Place]:
    """Return the shipped places, unsaved."""
    return [
        models.Place(
            id=int(row["id"]),
            name=row["name"],
            folded=folding.fold(row["name"]),
            municipality_id=row["municipality"] or None,
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
            population=int(row["population"]),
        )
        for row in _rows("places.csv")
    ]


def search_keys() -> Iterator[models.SearchKey]:
    """Yield, unsaved, every way to begin the name of a municipality or a place.

    A municipality is as well known as its most populous place.
    """
    populations: defaultdict[str, int] = defaultdict(int)
    for row in _rows("places.csv"):
        populations[row["municipality"]] = max(
            populations[row["municipality"]], int(row["population"])
        )
        yield from _keys_of(
            row,
            population=int(row["population"]),
            municipality=row["municipality"] or None,
            place=int(row["id"]),
        )
    for row in _rows("municipalities.csv"):
        code = row["ine_code"]
        yield from _keys_of(row, population=populations[code], municipality=code, place=None)


def _keys_of(
    row: dict[str, str], *, population: int, municipality: str | None, place: int | None
) -> Iterator[models.SearchKey]:
    # Both lists of a municipality are official; GeoNames mixes tongues in its second one.
    others = row["other_names"].split("|") if row["other_names"] else []
    own = [row["name"], *others] if place is None else [row["name"]]
    seen: set[str] = set()
    for name in [*own, *(other for other in others if other not in own)]:
        for spelling in names.spellings(name):
            for key in names.keys(spelling, inner_words=name in own):
                if key.text not in seen:
                    seen.add(key.text)
                    yield models.SearchKey(
                        key=key.text,
                        label=spelling,
                        own=name in own,
                        whole=key.whole,
                        population=population,
                        municipality_id=municipality,
                        place_id=place,
                    )


def _write_all() -> None:
    models.Agency.objects.bulk_create(
        agencies(),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["kind", "name_es", "name_en"],
    )
    models.Municipality.objects.bulk_create(
        municipalities(),
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["ine_code"],
        update_fields=_MUNICIPALITY_FIELDS,
    )
    models.SearchKey.objects.all().delete()
    current = places()
    models.Place.objects.exclude(id__in=[place.id for place in current]).delete()
    models.Place.objects.bulk_create(
        current,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=_PLACE_FIELDS,
    )
    _copy_keys(search_keys())


def _take_turn() -> None:
    # The role's own limits are for people who wait; whoever loads may wait longer.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('statement_timeout', '120s', true),"
            " set_config('lock_timeout', '120s', true)"
        )
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _copy_keys(keys: Iterable[models.SearchKey]) -> None:
    columns = ("key", "label", "own", "whole", "population", "municipality_id", "place_id")
    statement = f"COPY directory_search_key ({', '.join(columns)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for key in keys:
            copy.write_row([getattr(key, column) for column in columns])


def _rows(table: str) -> Iterator[dict[str, str]]:
    with (DATA / table).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _number(text: str) -> float | None:
    return float(text) if text else None
