"""The readings of a case: the one on screen, those that were left, and what they are pinned to."""

from __future__ import annotations

import dataclasses

from calls.casefile.kinds import CallerKind
from calls.casefile.models import Case
from calls.protocols import contents, reader, wording
from calls.protocols.faults import NotInBook
from calls.stages.instructions import course
from calls.stages.instructions.models import ScriptReading

TURNS = ("-turn", "-started_at")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Pinned:
    """A reading with the protocol and script it goes on in, whatever book is in force."""

    reading: ScriptReading
    protocol: contents.Protocol
    script: contents.Script

    @property
    def current(self) -> contents.Step | None:
        """Return the step to be read now, or None where the script is through."""
        return course.current(self.script, self.reading.steps)

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages this script can be read in."""
        return wording.languages(self.protocol, self.script.code)

    @property
    def language(self) -> str:
        """Return the language it is read in: the one wished, where the script has it."""
        wished = self.reading.language
        return wished if wished in self.languages else wording.FALLBACK

    def is_for_child(self, case: Case) -> bool:
        """Say whether a child is spoken to: as was chosen, else by the kind of caller."""
        chosen = self.reading.child
        return case.caller_kind == CallerKind.CHILD if chosen is None else chosen

    def has_child_words(self, step: contents.Step) -> bool:
        """Say whether a step has words for a child in the language it is read in."""
        words = self.protocol.words.get(self.language)
        return words is not None and f"child.{self.script.code}.{step.code}" in words.texts


def newest(case: Case) -> ScriptReading | None:
    """Return the reading on screen."""
    return ScriptReading.objects.filter(case=case).order_by(*TURNS).first()


def all_of(case: Case) -> list[ScriptReading]:
    """Return every reading of a case, the one on screen first."""
    return list(ScriptReading.objects.filter(case=case).order_by(*TURNS))


def pin(reading: ScriptReading) -> Pinned | None:
    """Return a reading with its edition, or None where that edition is gone."""
    try:
        protocol = reader.edition(reading.edition) if reading.edition else _before_editions(reading)
        script = protocol.script(reading.script)
        course.current(script, reading.steps)
    except NotInBook:
        return None
    return Pinned(reading=reading, protocol=protocol, script=script)


def left(readings: list[ScriptReading]) -> list[Pinned]:
    """Return what was begun to be read, left before its end and can go on.

    Of each script the newest; one of which nothing was read is begun again, not gone on with.
    """
    seen = {reading.script for reading in readings[:1]}
    found = []
    for reading in readings[1:]:
        pinned = pin(reading) if reading.script not in seen else None
        seen.add(reading.script)
        if pinned is not None and pinned.current is not None and reading.steps:
            found.append(pinned)
    return found


def _before_editions(reading: ScriptReading) -> contents.Protocol:
    book = reader.book()
    return book.protocol(book.script(reading.script).protocol, reading.protocol_version)
