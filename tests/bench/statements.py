"""One SQL statement that writes many rows: the least a database can be asked for them."""

from __future__ import annotations

from typing import Any, Self

import psycopg
from django.db import connection as django
from django.db import models
from psycopg import sql


class Statement:
    """Inserts and updates of rows in one statement, which is one transaction and one round trip.

    Statements made alike have the same text: the server prepares it once.
    """

    def __init__(self) -> None:
        self._parts: list[sql.Composable] = []
        self._values: list[Any] = []

    def insert(self, *rows: models.Model) -> Self:
        """Insert rows; an id that the database gives is left to it."""
        for row in rows:
            fields = [
                field
                for field in row._meta.concrete_fields
                if not (field.primary_key and row.pk is None)
            ]
            self._parts.append(
                sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
                    sql.Identifier(row._meta.db_table),
                    sql.SQL(", ").join(_column(field) for field in fields),
                    sql.SQL(", ").join(self._placed(row, field) for field in fields),
                )
            )
        return self

    def update(self, row: models.Model, *names: str) -> Self:
        """Write some fields of a row that is there."""
        fields = [field for field in row._meta.concrete_fields if field.attname in names]
        self._parts.append(
            sql.SQL("UPDATE {} SET {} WHERE id = {}").format(
                sql.Identifier(row._meta.db_table),
                sql.SQL(", ").join(
                    sql.SQL("{} = {}").format(_column(field), self._placed(row, field))
                    for field in fields
                ),
                self._placed(row, row._meta.concrete_fields[0]),
            )
        )
        return self

    def ready(self, connection: psycopg.Connection[Any]) -> Ready:
        """Write the statement's text."""
        parts = [
            sql.SQL("{} AS ({})").format(sql.Identifier(f"part{number}"), part)
            for number, part in enumerate(self._parts)
        ]
        text = sql.SQL("WITH {} SELECT 1").format(sql.SQL(", ").join(parts))
        return Ready(connection, text.as_bytes(connection), self._values)

    def _placed(self, row: models.Model, field: models.Field[Any, Any]) -> sql.SQL:
        value = getattr(row, field.attname)
        self._values.append(field.get_db_prep_save(value, django))
        return sql.SQL(f"${len(self._values)}")


def _column(field: models.Field[Any, Any]) -> sql.Identifier:
    return sql.Identifier(str(field.column))


class Ready:
    """A statement with nothing left to do but to be executed."""

    def __init__(self, connection: psycopg.Connection[Any], text: bytes, values: list[Any]) -> None:
        self._connection = connection
        self._text = text
        self._values = values

    def run(self) -> None:
        """Execute it, and return when it is committed."""
        self._connection.execute(self._text, self._values, prepare=True)
