"""Translations: found in code and templates, complete, with their placeholders."""

from pathlib import Path

import pytest
from babel.messages import catalog as catalogs

from cae import translations


@pytest.fixture
def house(tmp_path: Path) -> Path:
    (tmp_path / "calls").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "calls/words.py").write_text(
        "from django.utils.translation import gettext_lazy as _, ngettext, pgettext\n"
        '_("Call")\nngettext("%(n)s call", "%(n)s calls", 2)\npgettext("verb", "Answer")\n'
    )
    (tmp_path / "templates/page.html").write_text(
        "{% load i18n %}<h1 title=\"it's\">{% translate 'Waiting' %}</h1>\n"
        "    {% blocktranslate count n=n trimmed %}\n one of {{ n }}\n"
        "{% plural %}{{ n }} of them{% endblocktranslate %}\n"
        "  {% blocktranslate with who=name %}Held by {{ who }}{% endblocktranslate %}\n"
    )
    return tmp_path


def spanish(**words: str) -> catalogs.Catalog:
    made = catalogs.Catalog(locale="es")
    for message, text in words.items():
        made.add(message, text)
    return made


def test_messages_of_code_and_templates_are_found(house: Path) -> None:
    found = {(message.id, message.context) for message in translations.collect(house) if message.id}
    assert found == {
        ("Call", None),
        (("%(n)s call", "%(n)s calls"), None),
        ("Answer", "verb"),
        ("Waiting", None),
        (("one of %(n)s", "%(n)s of them"), None),
        ("Held by %(who)s", None),
    }


def test_an_update_keeps_what_is_translated_and_drops_what_is_gone(house: Path) -> None:
    file = house / "locale/es/LC_MESSAGES/django.po"
    translations.update(file, "es", spanish(Call="", Gone=""))
    untranslated = file.read_text()
    assert 'msgid "Call"\nmsgstr ""' in untranslated
    file.write_text(untranslated.replace('"Call"\nmsgstr ""', '"Call"\nmsgstr "Llamada"'))
    translations.update(file, "es", translations.collect(house))
    after = translations.read(file, "es")
    assert after["Call"].string == "Llamada"
    assert after.get("Gone") is None
    assert after.get("Waiting") is not None


@pytest.mark.parametrize(
    ("kept", "reason"),
    [
        ({}, "not in the catalogue"),
        ({"Hello %(who)s": ""}, "not translated"),
        ({"Hello %(who)s": "Hola"}, "placeholders differ"),
        ({"Hello %(who)s": "Hola %(who)s", "Bye": "Adiós"}, "no longer used"),
    ],
)
def test_what_a_reader_would_miss_is_a_fault(kept: dict[str, str], reason: str) -> None:
    faults = translations.faults(spanish(**kept), spanish(**{"Hello %(who)s": ""}))
    assert [fault.reason.split(":")[0] for fault in faults] == [reason]


def test_a_whole_catalogue_has_no_fault() -> None:
    words = {"Hello %(who)s": "Hola %(who)s"}
    assert translations.faults(spanish(**words), spanish(**dict.fromkeys(words, ""))) == []


def test_what_is_compiled_is_what_django_reads(house: Path) -> None:
    file = house / "locale/es/LC_MESSAGES/django.po"
    translations.update(file, "es", spanish(Call=""))
    translations.compile_catalogue(file)
    assert file.with_suffix(".mo").read_bytes()[:4] in {b"\xde\x12\x04\x95", b"\x95\x04\x12\xde"}
