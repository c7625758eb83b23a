"""Tell whether the database's schema is this code's, an older one, or a newer one."""

import dataclasses

from django.db import connections
from django.db.migrations import executor, loader

from cae.services import trouble

OURS = frozenset({"cae", "calls", "dispatch"})


@dataclasses.dataclass(frozen=True)
class Verdict:
    """What the database lacks (in order) and whether it is empty."""

    lacking: list[str]
    empty: bool


def judge(alias: str) -> Verdict:
    """Compare the database with the migrations of the code.

    Raises Trouble when the database has migrations that the code does not know: it was made
    by a newer version, and running on would damage what that version keeps there.
    """
    found = loader.MigrationLoader(connections[alias])
    applied = set(found.applied_migrations)
    unknown = sorted(f"{app}.{name}" for app, name in applied - set(found.disk_migrations or ()))
    unknown = [
        name for name in unknown if name.split(".")[0] in OURS and not _replaced(name, found)
    ]
    if unknown:
        raise trouble.Trouble(
            f"The database was made by a newer version of CAE (it has {', '.join(unknown)}).",
            "Use that version (git pull), or give this one a folder of its own: "
            "CAE_VAR=var2 make run",
        )
    plan = executor.MigrationExecutor(connections[alias]).migration_plan(found.graph.leaf_nodes())
    return Verdict(
        lacking=[f"{migration.app_label}.{migration.name}" for migration, _ in plan],
        empty=not applied,
    )


def _replaced(name: str, found: loader.MigrationLoader) -> bool:
    """Tell whether a squashed migration of the code stands for this one."""
    key = tuple(name.split(".", 1))
    return any(key in migration.replaces for migration in found.replacements.values())
