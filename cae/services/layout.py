"""Where things lie in the centre's folder (CAE_VAR), and what is made there on first use."""

import dataclasses
import os
import shlex
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from cae.services import secret_files

PRIVATE = ("run", "secrets", "log", "keys")
# A log longer than this is put aside when its writer starts again.
LOG_LIMIT = 10 * 1024 * 1024


@dataclasses.dataclass(frozen=True)
class Layout:
    """The folders and files below `var`."""

    var: Path

    @property
    def postgres(self) -> Path:
        """Return the folder of the embedded PostgreSQL."""
        return self.var / "postgres"

    @property
    def valkey(self) -> Path:
        """Return the folder of the embedded Valkey."""
        return self.var / "valkey"

    @property
    def lock(self) -> Path:
        """Return the file that one start at a time holds locked."""
        return self.var / "run" / "serve.lock"

    @property
    def ledger(self) -> Path:
        """Return the list of processes that the running start has begun."""
        return self.var / "run" / "processes.json"

    @property
    def environment(self) -> Path:
        """Return the settings of the running centre, for other commands in other terminals."""
        return self.var / "run" / "environment"

    @property
    def credentials(self) -> Path:
        """Return the sign-ins and tokens of the demonstration."""
        return self.var / "secrets" / "demonstration.json"

    def make(self) -> None:
        """Make the folders; what holds secrets or logs is the owner's alone."""
        self.var.mkdir(parents=True, exist_ok=True)
        for name in PRIVATE:
            (self.var / name).mkdir(mode=0o700, exist_ok=True)

    def log(self, name: str) -> Path:
        """Return the log file of a process; a long one is put aside first."""
        file = self.var / "log" / f"{name}.log"
        if file.exists() and file.stat().st_size > LOG_LIMIT:
            file.replace(file.with_suffix(".log.1"))
        return file

    def write_environment(self, values: Mapping[str, str]) -> None:
        """Write the settings as a shell reads them (0600)."""
        lines = [f"export {name}={shlex.quote(value)}\n" for name, value in values.items()]
        secret_files.replace(self.environment, "".join(lines))


def ensure_signing_key(file: Path) -> None:
    """Make the Ed25519 key that seals case files (PEM, PKCS 8), unless it is there."""
    secret_files.kept(file, make=_signing_key)


def readable_from(here: Path, file: Path) -> str:
    """Return the path as one would type it, standing in `here`."""
    return str(file.relative_to(here)) if file.is_relative_to(here) else os.fspath(file)


def _signing_key() -> str:
    return (
        ed25519.Ed25519PrivateKey.generate()
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )
