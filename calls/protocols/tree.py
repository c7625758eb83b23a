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
    for exemption in protocol.exemptions:
        yield ""
        yield f"exception: {exemption.question} {exemption.answer}, {exemption.reason}"
        yield f"   signed by: {exemption.signed_by}"
    for determinant in protocol.determinants:
        yield ""
        yield from _determinant(book, protocol, determinant, language)
    for script in protocol.scripts:
        yield ""
        spoken = ", ".join(wording.languages(protocol, script.code))
        yield f"{script.code} · {wording.script(book, script.code, language)} ({spoken})"
        for number, step in enumerate(script.steps, start=1):
            sentence = wording.step(book, script.code, step.code, language)
            yield f"  {number}. {sentence}{_marks(step)}"
            child = wording.step_of(protocol, script.code, step.code, language, child=True)
            if child != sentence:
                yield f"     to a child: {child}"
            yield from _branches(protocol, script, step, language)


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
    plan = (f"{agency} ({', '.join(kinds)})" for agency, kinds in determinant.plan.items())
    yield f"   plan: {', '.join(plan) or 'nobody'}"
    if determinant.covert:
        yield "   covert: nobody calls back"
    if determinant.time_critical:
        yield f"   time-critical: {determinant.time_critical}"
    yield f"   script: {determinant.script} · {wording.script(book, determinant.script, language)}"
    yield (
        f"   codes: {codes.family}/{codes.subtype}, EMSI {codes.emsi}, "
        f"Hub Santé {codes.nature} {codes.motive}".rstrip()
    )


def _marks(step: contents.Step) -> str:
    beat = f" [{step.metronome}/min]" if step.metronome else ""
    milestone = f" [{step.milestone}]" if step.milestone else ""
    return f"{beat}{milestone}{' [essential]' if step.essential else ''}"


def _branches(
    protocol: contents.Protocol, script: contents.Script, step: contents.Step, language: str
) -> Iterator[str]:
    for way in step.branches:
        label = wording.branch_of(protocol, script.code, step.code, way.code, language)
        onward = way.go or (f"script {way.script}" if way.script else "next")
        yield f"     {way.digit} {way.code}: {label} → {onward}"
