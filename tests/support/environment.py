"""The settings under which tests run."""

import os

import django

from tests.support import run


def prepare() -> None:
    """Set the environment and start Django; no server is started or asked."""
    os.environ.update(
        DJANGO_SETTINGS_MODULE="cae.settings",
        CAE_ENV="test",
        CAE_PURPOSE="exercise",
        CAE_VAR=str(run.folder() / "var"),
        CAE_SECRET_KEY="a key that protects nothing but tests",
        CAE_DATABASE_POOL="0",
        CAE_ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
        CAE_LOG_LEVEL="WARNING",
        # Nothing answers there: a test that needs a server asks for its fixture.
        DATABASE_URL="postgresql://nobody@127.0.0.1:1/none",
        REDIS_URL="redis://127.0.0.1:1/0",
    )
    django.setup()
