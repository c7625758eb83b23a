"""The embedded servers under one name."""

from cae.services.postgres import Postgres
from cae.services.trouble import Trouble
from cae.services.valkey import Valkey

__all__ = ["Postgres", "Trouble", "Valkey"]
