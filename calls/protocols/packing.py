"""Take protocols out of a ZIP that anybody may have made, and put them into one of our own."""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from calls.protocols import binding, document
from calls.protocols.faults import BookError, Fault

# All of a library: nine languages for every protocol it may hold.
MOST_FILES = binding.MOST_PROTOCOLS * 12
LARGEST_WHOLE = 32 * 1024 * 1024
DEEPEST = 3
# What computers add to an archive on their own.
LITTER = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"}
EPOCH = (1980, 1, 1, 0, 0, 0)

_FOLDER = re.compile(r"[a-z][a-z0-9_]{0,39}")
_UTF8_NAMES = 0x800
_ENCRYPTED = 0x1
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)


def unpack(raw: bytes, *, name: str) -> dict[str, dict[str, bytes]]:
    """Return the library in a ZIP: `<code>/protocol.yaml` and its words, maybe in one folder more.

    Raise BookError for whatever else it holds, or is. Nothing is written anywhere, and no more
    is unpacked than a library may hold, whatever the archive says of its sizes.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            entries = _entries(archive, name)
            return _read(archive, entries, name)
    except _BROKEN as error:
        raise _refused(name, f"no ZIP that can be read: {error}") from error
    except (RuntimeError, MemoryError) as error:
        raise _refused(name, "no ZIP that can be read") from error


def pack(library: binding.Library) -> bytes:
    """Return a ZIP of a library, the same bytes for the same files."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for code in sorted(library):
            for name in sorted(library[code]):
                info = zipfile.ZipInfo(f"{code}/{name}", EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, library[code][name])
    return held.getvalue()


def loose(files: Iterable[tuple[str, bytes]]) -> dict[str, dict[str, bytes]]:
    """Return the library of the loose files of one protocol; raise BookError.

    Its code is the one its structure names.
    """
    found: dict[str, bytes] = {}
    for name, raw in files:
        if not binding.is_a_protocols(name):
            raise _refused(name, _only())
        if name in found:
            raise _refused(name, "the file is there twice")
        found[name] = raw
    if binding.STRUCTURE not in found:
        raise _refused(binding.STRUCTURE, "the file is missing")
    structure = document.read(found[binding.STRUCTURE], file=binding.STRUCTURE)
    entries = document.mapping(structure).entries
    if "code" not in entries:
        document.refuse(structure, "missing key 'code'")
    return {document.code(entries["code"]): found}


def told(path: Path) -> dict[str, dict[str, bytes]]:
    """Return the library at a path: a ZIP, a protocol's folder, or a folder of them."""
    if path.is_file():
        return unpack(path.read_bytes(), name=path.name)
    if (path / binding.STRUCTURE).is_file():
        return {path.resolve().name: binding.files(path)}
    return binding.library(path)


def _entries(archive: zipfile.ZipFile, name: str) -> list[tuple[zipfile.ZipInfo, tuple[str, ...]]]:
    """Return the entries that are files, with the parts of their paths; raise BookError."""
    listed = archive.infolist()
    if len(listed) > MOST_FILES:
        raise _refused(name, f"more than {MOST_FILES} files")
    faults: list[Fault] = []
    found = []
    for info in listed:
        reason = _suspicion(info)
        parts = PurePosixPath(info.filename).parts
        if reason:
            faults.append(Fault(shown(info.filename), 1, reason))
        elif not info.is_dir() and not LITTER & set(parts):
            found.append((info, parts))
    if faults:
        raise BookError(sorted(faults))
    return found


def _suspicion(info: zipfile.ZipInfo) -> str:
    """Say why an entry is not taken, "" where it is."""
    told = info.orig_filename
    path = PurePosixPath(told)
    kind = stat.S_IFMT(info.external_attr >> 16)
    suspicions = {
        "the name is not UTF-8": not told.isascii() and not info.flag_bits & _UTF8_NAMES,
        "a name of letters and digits is needed": not told.isprintable() or "\\" in told,
        "the path leads out of the archive": path.is_absolute() or ".." in path.parts,
        "the file is encrypted": bool(info.flag_bits & _ENCRYPTED),
        "only stored and deflated files are taken": info.compress_type not in _METHODS,
        "a link or a device is no file": kind not in (0, stat.S_IFREG, stat.S_IFDIR),
    }
    return next((reason for reason, holds in suspicions.items() if holds), "")


def _read(
    archive: zipfile.ZipFile,
    entries: list[tuple[zipfile.ZipInfo, tuple[str, ...]]],
    name: str,
) -> dict[str, dict[str, bytes]]:
    found: dict[str, dict[str, bytes]] = {}
    roots: set[tuple[str, ...]] = set()
    left = LARGEST_WHOLE
    for info, parts in entries:
        if not 1 < len(parts) <= DEEPEST or not binding.is_a_protocols(parts[-1]):
            raise _refused(shown(info.filename), _only())
        if not _FOLDER.fullmatch(parts[-2]):
            raise _refused(shown(info.filename), "the folder is not named as a code is")
        roots.add(parts[:-2])
        files = found.setdefault(parts[-2], {})
        if parts[-1] in files:
            raise _refused(shown(info.filename), "the file is there twice")
        with archive.open(info) as stream:
            raw = stream.read(document.LARGEST_FILE + 1)
        if len(raw) > document.LARGEST_FILE:
            raise _refused(shown(info.filename), f"larger than {document.LARGEST_FILE} bytes")
        left -= len(raw)
        if left < 0:
            raise _refused(name, f"more than {LARGEST_WHOLE} bytes once unpacked")
        files[parts[-1]] = raw
    if not found:
        raise _refused(name, "holds no protocol: <code>/protocol.yaml is needed")
    if len(roots) > 1:
        raise _refused(name, "the folders of protocols do not lie side by side")
    return found


def _only() -> str:
    return f"only <code>/{binding.STRUCTURE} and <code>/words.<language>.yaml belong here"


def _refused(file: str, reason: str) -> BookError:
    return BookError([Fault(file, 1, reason)])


def shown(name: str) -> str:
    """Return a name as it can be shown, whatever it holds."""
    return "".join(sign if sign.isprintable() else "?" for sign in name)[:120] or "?"
