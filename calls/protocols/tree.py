"""Draw a protocol as a tree of text, for the eyes of a reviewer."""

from __future__ import annotations

from collections.abc import Iterator

from calls.protocols import contents, wording


def draw(book: contents.Book, protocol: contents.Protocol, *, language: str) -> str:
    """Return the tree of questions, then the determinants, then the scripts, as lines."""
    return "\n".join(_lines(book, protocol, language))


def _lines(book: contents.Book, protocol: contents.Protocol, language: str) -> Iterator[str]:
    title = wording.title(protocol, language)
    yield f"{protocol.code} {protocol.version} · {title} ({protocol.family})"
    yield protocol.review
    yield from (f"  source: {source}" for source in protocol.sources)
    yield ""
    yield from _question(protocol, protocol.questions[0], language, "", set())
    for determinant in protocol.determinants:
        yield ""
        yield from _determinant(book, protocol, determinant, language)
    for script in protocol.scripts:
        yield ""
        yield f"{script.code} · {wording.script(book, script.code, language)}"
        for number, step in enumerate(script.steps, start=1):
            beat = f" [{step.metronome}/min]" if step.metronome else ""
            yield f"  {number}. {wording.step(book, script.code, step.code, language)}{beat}"


def _question(
    protocol: contents.Protocol,
    question: contents.Question,
    language: str,
    margin: str,
    drawn: set[str],
) -> Iterator[str]:
    fills = f" [fills {question.fills}]" if question.fills else ""
    asked = wording.question(protocol, question.code, language)
    yield f"{margin}{question.code}: {asked}{fills}"
    drawn.add(question.code)
    for answer in question.answers:
        last = answer is question.answers[-1]
        label = wording.answer(protocol, question.code, answer.code, language)
        line = f"{margin}{'└' if last else '├'}─ {answer.digit} {answer.code}: {label}"
        if answer.determinant is not None:
            severity = protocol.determinant(answer.determinant).severity
            line += f" ⇒ {severity.value} {answer.determinant}"
        if answer.ask in drawn:
            line += f" → {answer.ask} (above)"
        yield line
        if answer.ask is not None and answer.ask not in drawn:
            inner = margin + ("   " if last else "│  ")
            yield from _question(protocol, protocol.question(answer.ask), language, inner, drawn)


def _determinant(
    book: contents.Book,
    protocol: contents.Protocol,
    determinant: contents.Determinant,
    language: str,
) -> Iterator[str]:
    codes = determinant.codes
    yield (
        f"{determinant.severity.value} {determinant.code} · "
        f"{wording.determinant(protocol, determinant.code, language)}"
    )
    yield f"   plan: {', '.join(determinant.agencies) or 'nobody'}"
    yield f"   script: {determinant.script} · {wording.script(book, determinant.script, language)}"
    yield (
        f"   codes: {codes.family}/{codes.subtype}, EMSI {codes.emsi}, "
        f"Hub Santé {codes.nature} {codes.motive}".rstrip()
    )
