"""One PostgreSQL database, entered through five roles."""

from typing import Any
from urllib import parse

from django.core import exceptions

from cae import environment

# alias -> (role, lock_timeout, statement_timeout); an interactive role waits for nobody long.
ROLES = {
    "default": ("cae_app", "1s", "2s"),
    "migrator": ("cae_migrator", "10s", "0"),
    "sealer": ("cae_sealer", "1s", "30s"),
    "official": ("cae_official", "1s", "2s"),
    "auditor": ("cae_auditor", "1s", "30s"),
}


def aliases(*, pooled: bool) -> dict[str, dict[str, Any]]:
    """Return Django's DATABASES: one alias for each role.

    `DATABASE_<ALIAS>_URL` gives a role a login of its own; without it the login of
    `DATABASE_URL`, a member of all five roles, takes the role when it connects.
    """
    shared = environment.address("DATABASE_URL", "postgresql:///cae")
    return {
        alias: _alias(
            environment.address(f"DATABASE_{alias.upper()}_URL", shared), alias, pooled=pooled
        )
        for alias in ROLES
    }


def parameters(url: str) -> dict[str, str]:
    """Return the parts of a PostgreSQL URL under Django's names.

    A socket directory is written `?host=/dir`, as libpq does.
    """
    parts = parse.urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise exceptions.ImproperlyConfigured(
            "DATABASE_URL must begin with postgresql://: PostgreSQL is CAE's only database."
        )
    query = dict(parse.parse_qsl(parts.query))
    try:
        port = str(parts.port or query.pop("port", ""))
    except ValueError as error:
        raise exceptions.ImproperlyConfigured("DATABASE_URL: the port is no number.") from error
    return {
        "NAME": parse.unquote(parts.path.lstrip("/")),
        "USER": parse.unquote(parts.username or query.pop("user", "")),
        "PASSWORD": parse.unquote(parts.password or query.pop("password", "")),
        "HOST": parse.unquote(parts.hostname or query.pop("host", "")),
        "PORT": port,
        **query,
    }


def _alias(url: str, alias: str, *, pooled: bool) -> dict[str, Any]:
    role, lock_timeout, statement_timeout = ROLES[alias]
    found = parameters(url)
    named = {key: found.pop(key) for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    given = found.pop("options", "")
    session = {
        "role": role,
        "lock_timeout": lock_timeout,
        "statement_timeout": statement_timeout,
        "synchronous_commit": "on",
    }
    options: dict[str, Any] = {
        "connect_timeout": 2,
        "application_name": f"cae-{alias}",
        # The same few statements, over and over: PostgreSQL plans each of them once.
        "server_side_binding": True,
        "prepare_threshold": 3,
        **found,
        "options": " ".join(
            [given, *(f"-c {name}={value}" for name, value in session.items())]
        ).strip(),
    }
    if pooled:
        options["pool"] = {
            "min_size": 1,
            "max_size": environment.number("CAE_DATABASE_POOL_SIZE", 10),
            "timeout": 2,
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        **named,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
