"""Who runs the embedded servers, and where that account can reach its files.

PostgreSQL refuses to run as root. Started by root, the servers run as the owner of the
folder, or as `nobody`; no account is made and no folder above ours is opened for them.
"""

import dataclasses
import os
import pwd
import subprocess  # nosec B404 - by list, never through a shell
import tempfile
from collections.abc import Callable
from pathlib import Path

from cae.services import trouble

LASTING = Path("/var/lib")
POINTER = "elsewhere"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Account:
    """An account to run as; without ids, the one we run as already."""

    name: str
    uid: int | None = None
    gid: int | None = None

    @property
    def groups(self) -> list[int] | None:
        """Return the further groups to keep: none at all for a dropped account."""
        return None if self.uid is None else []

    def give(self, path: Path) -> None:
        """Make the account the owner of `path`."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def give_all(self, folder: Path) -> None:
        """Make the account the owner of the folder and all that is in it."""
        for path in (folder, *folder.rglob("*")):
            self.give(path)

    def can(self, test: str, path: Path) -> bool:
        """Tell whether the account may enter (`-x`) or read (`-r`) the path, by trying it."""
        try:
            tried = subprocess.run(  # nosec B603 - our own words and a path, by list
                ["/bin/sh", "-c", f'test {test} "$1"', "sh", str(path)],
                user=self.uid,
                group=self.gid,
                extra_groups=self.groups,
                cwd="/",
                stderr=subprocess.DEVNULL,
                check=False,
            )
        except OSError as error:
            raise trouble.Trouble(
                f"PostgreSQL does not run as root, and here root may not become {self.name}.",
                "Run it as an ordinary user, or give DATABASE_URL and REDIS_URL.",
            ) from error
        return tried.returncode == 0


def of(folder: Path) -> Account:
    """Return the account for servers that live in `folder`."""
    if os.geteuid() != 0:
        return _ourselves()
    there = next(place for place in (folder, *folder.parents) if place.exists())
    owner = there.stat().st_uid
    try:
        entry = pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
    except KeyError:
        entry = _nobody()
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)


def settled(root: Path) -> Path:
    """Return where the server of `root` lives: there, or where its pointer says."""
    try:
        return Path((root / POINTER).read_text(encoding="utf-8").strip())
    except FileNotFoundError:
        return root
    except PermissionError as error:
        raise _closed(root, error) from error


def settle(root: Path, *, account: Account, say: Callable[[str], None]) -> Path:
    """Make the private folder of a server (0700, the account's) and return it.

    Where the account cannot enter `root` (a checkout under a closed home), another private
    folder takes its place; `root` keeps a pointer to it.
    """
    home = settled(root)
    if home != root:
        if not home.is_dir():
            raise trouble.Trouble(
                f"{root / POINTER} names {home}, which is gone.",
                f"Put it back, or delete {root} to start afresh.",
            )
        say(f"{root} is closed to the account {account.name}; its files are in {home}.")
        return home
    _make_private(root, account)
    if account.uid is None or account.can("-x", root):
        return root
    home = _shelter(root, account)
    (root / POINTER).write_text(f"{home}\n", encoding="utf-8")
    say(f"{root} is closed to the account {account.name}; its files go to {home}.")
    return home


def _make_private(folder: Path, account: Account) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        account.give(folder)
        folder.chmod(0o700)
    except (PermissionError, FileExistsError, NotADirectoryError) as error:
        raise _closed(folder, error) from error


def _closed(folder: Path, error: OSError) -> trouble.Trouble:
    return trouble.Trouble(
        f"{folder} cannot be used: {error.strerror}.",
        f"Make it yours (sudo chown -R {os.geteuid()} {folder}), or choose another CAE_VAR.",
    )


def _shelter(root: Path, account: Account) -> Path:
    temporary = Path(tempfile.gettempdir()).resolve()
    passing = root.resolve().is_relative_to(temporary)
    for base in [temporary] if passing else [LASTING, temporary]:
        if os.access(base, os.W_OK) and account.can("-x", base):
            home = Path(tempfile.mkdtemp(prefix=f"cae-{root.name}-", dir=base))
            account.give(home)
            return home
    raise trouble.Trouble(
        f"The account {account.name} can enter neither {root} nor {LASTING} nor {temporary}.",
        "Choose a CAE_VAR that other accounts can reach, or give DATABASE_URL and REDIS_URL.",
    )


def _ourselves() -> Account:
    try:
        return Account(name=pwd.getpwuid(os.geteuid()).pw_name)
    except KeyError as error:
        raise trouble.Trouble(
            f"The user id {os.geteuid()} has no name here, and PostgreSQL's initdb wants one.",
            "Run it as a user that the machine knows, or give DATABASE_URL and REDIS_URL.",
        ) from error


def _nobody() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("nobody")
    except KeyError as error:
        raise trouble.Trouble(
            "PostgreSQL does not run as root, and there is no account `nobody` to run it as.",
            "Run it as an ordinary user, or give DATABASE_URL and REDIS_URL.",
        ) from error
