"""Collect, complete and compile translations with Babel: gettext's programs are not needed."""

import dataclasses
import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages import catalog as catalogs
from babel.messages import extract, mofile, pofile
from django.utils.translation import template

SOURCES = ("cae", "calls", "dispatch", "templates")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")


@dataclasses.dataclass(frozen=True)
class Fault:
    """A message that a reader of another language would miss."""

    message: str
    reason: str


def collect(root: Path) -> catalogs.Catalog:
    """Return every message of the code and the templates below `root`."""
    found = catalogs.Catalog(charset="utf-8")
    for file in sorted(_files(root)):
        for message, comments, context in _messages(file):
            found.add(
                message,
                locations=[(file.relative_to(root).as_posix(), 0)],
                auto_comments=comments,
                context=context,
            )
    return found


def read(file: Path, language: str) -> catalogs.Catalog:
    """Return the catalogue kept in `file`, an empty one where there is none."""
    if not file.exists():
        return catalogs.Catalog(locale=language, charset="utf-8")
    with file.open("rb") as stream:
        return pofile.read_po(stream, locale=language, charset="utf-8", abort_invalid=True)


def update(file: Path, language: str, template_catalog: catalogs.Catalog) -> None:
    """Bring `file` to the messages of the template: new ones empty, unused ones gone."""
    kept = read(file, language)
    kept.update(template_catalog, no_fuzzy_matching=True, update_creation_date=False)
    kept.obsolete.clear()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(_written(kept))


def compile_catalogue(file: Path) -> None:
    """Write beside `file` the form that Django reads."""
    compiled = io.BytesIO()
    mofile.write_mo(compiled, read(file, file.parent.parent.name))
    file.with_suffix(".mo").write_bytes(compiled.getvalue())


def faults(kept: catalogs.Catalog, template_catalog: catalogs.Catalog) -> list[Fault]:
    """Return what is missing, left over, uncertain, or has lost a placeholder."""
    known = {(message.id, message.context) for message in kept if message.id}
    wanted = {(message.id, message.context) for message in template_catalog if message.id}
    found = [Fault(str(key[0]), "not in the catalogue") for key in wanted - known]
    found += [Fault(str(key[0]), "no longer used") for key in known - wanted]
    for message in kept:
        if message.id and (message.id, message.context) in wanted:
            found += [Fault(str(message.id), reason) for reason in _weaknesses(message)]
    return sorted(found, key=lambda fault: (fault.message, fault.reason))


def _weaknesses(message: catalogs.Message) -> Iterator[str]:
    texts = message.string if isinstance(message.string, (tuple, list)) else [message.string]
    if not texts or not all(texts):
        yield "not translated"
    elif message.fuzzy:
        yield "marked fuzzy"
    else:
        ids = message.id if isinstance(message.id, (tuple, list)) else [message.id]
        wanted = {name for text in ids for name in _placeholders(text)}
        given = {name for text in texts for name in _placeholders(text or "")}
        if wanted != given:
            yield f"placeholders differ: {sorted(wanted ^ given)}"


def _placeholders(text: str) -> set[str]:
    return {match.group(0) for match in _PLACEHOLDER.finditer(text)}


def _written(kept: catalogs.Catalog) -> bytes:
    """Return the file as text without dates: a catalogue changes when its words do."""
    ordered = catalogs.Catalog(
        locale=kept.locale, charset="utf-8", header_comment="# CAE in other languages."
    )
    for message in sorted((m for m in kept if m.id), key=lambda m: (str(m.id), m.context or "")):
        ordered[message.id] = catalogs.Message(
            message.id,
            message.string,
            locations=sorted(set(message.locations)),
            flags=message.flags,
            auto_comments=message.auto_comments,
            user_comments=message.user_comments,
            context=message.context,
        )
    stream = io.BytesIO()
    pofile.write_po(stream, ordered, width=100, omit_header=True, include_lineno=False)
    header = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {kept.locale}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {kept.plural_forms}\\n"\n\n'
    )
    return header.encode() + stream.getvalue()


def _files(root: Path) -> Iterator[Path]:
    for source in SOURCES:
        yield from (root / source).rglob("*.py")
        yield from (root / source).rglob("*.html")
        yield from (root / source).rglob("*.txt")


def _messages(file: Path) -> Iterator[tuple[str | tuple[str, ...], list[str], str | None]]:
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".py":
        code = text
    else:
        # Django's own reading of a template, flattened to one level of indentation.
        lines = template.templatize(text, origin=str(file)).splitlines()
        code = "\n".join(line.strip() for line in lines)
    stream = io.BytesIO(code.encode())
    found = extract.extract("python", stream, keywords=KEYWORDS, comment_tags=("Translators:",))
    for _line, message, comments, context in found:
        yield message, comments, context
