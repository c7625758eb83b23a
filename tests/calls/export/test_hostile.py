"""Whatever is asked of the interface, the answer is a refusal that names what is wrong."""

from __future__ import annotations

import pytest

from calls.archive import services
from tests.calls.archive import closing
from tests.calls.export import bodies
from tests.support import clones

BAD = {
    "n=%00": "n",
    "after=%00": "after",
    "after=abc": "after",
    "after=-1": "after",
    "after=1.5": "after",
    "after=%D9%A3": "after",
    "after=99999999999999999999": "after",
    "after=1&after=2": "after",
    "limit=0": "limit",
    "limit=201": "limit",
    "limit=": "limit",
    "limit=1e1": "limit",
    "closed_from=yesterday": "closed_from",
    "closed_from=2026-05-01": "closed_from",
    "closed_from=2026-05-01T12:00:00": "closed_from",
    "closed_from=2026-05-01T12:00:00+02:00": "closed_from",
    "closed_from=2026-13-01T12:00:00Z": "closed_from",
    "closed_from=0000-01-01T00:00:00Z": "closed_from",
    "closed_to=9999-12-31T23:59:59-23:59": "closed_to",
    "closed_to=0001-01-01T00:00:00%2B23:59": "closed_to",
    "closed_to=2026-05-01T12:00:00%2B99:00": "closed_to",
    "closed_to=2026-W01-1T00:00:00Z": "closed_to",
    "severity=P9": "severity",
    "severity=p1": "severity",
    "severity=": "severity",
    "type=a%00b": "type",
    "type=%20": "type",
    "type=' OR 1=1 --": "type",
    "municipality=3727x": "municipality",
    "municipality=%": "municipality",
    "municipality=372740": "municipality",
    "municipality=%ED%A0%80": "municipality",
    "municipality=37%0A": "municipality",
    "%00=1": "\N{REPLACEMENT CHARACTER}",
    "%ED%A0%80=1": "\N{REPLACEMENT CHARACTER}" * 3,
    "format=xml": "format",
    "lang=..%2F..": "lang",
}


@pytest.fixture
def court(database: clones.Clone) -> bodies.Reader:
    services.seal_case(case_id=closing.closed_case(), at=closing.NOW)
    return bodies.reader("Juzgado", "37")


def test_a_bad_query_is_400_and_names_its_field(court: bodies.Reader) -> None:
    wrong = {}
    for query, field in BAD.items():
        answer = court.get(f"case-files/?{query}")
        told = answer.json() if answer.status_code == 400 else {}
        if list(told.get("fields", ())) != [field] or told["code"] != "invalid":
            wrong[query] = (answer.status_code, told)
    assert wrong == {}


def test_every_bad_field_is_named_at_once(court: bodies.Reader) -> None:
    told = court.get("case-files/?limit=x&after=y&z=1").json()
    assert set(told["fields"]) == {"limit", "after", "z"}
    assert told["fields"]["limit"] == ["A whole number from 1 to 200 is needed."]


def test_more_fields_than_can_be_meant_are_400(court: bodies.Reader) -> None:
    many = "&".join(f"f{number}=1" for number in range(1_000))
    answer = court.get(f"case-files/?{many}")
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"


@pytest.mark.parametrize(
    "reference",
    [
        "%00",
        "2026-000001%00",
        "2026-000001%0A",
        "2026-%D9%A3%D9%A3%D9%A3%D9%A3%D9%A3%D9%A3",
        "x" * 5_000,
        "%ED%A0%80",
        "2026-00000100000000000000000000000",
        "..",
    ],
)
def test_a_strange_reference_is_404(court: bodies.Reader, reference: str) -> None:
    answer = court.get(f"case-files/{reference}/")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


@pytest.mark.parametrize("address", ["case-files/2026-000001/", "keys/", "/api/schema/"])
def test_addresses_without_parameters_take_none(court: bodies.Reader, address: str) -> None:
    where = f"http://testserver{address}" if address.startswith("/") else address
    answer = court.get(f"{where}?n=%00")
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == ["n"]


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer a b", "Bearer \x7f", "Bearer é", "Token " + "x" * 10_000]
)
def test_a_strange_token_is_401(court: bodies.Reader, header: str) -> None:
    stranger = bodies.Reader("")
    stranger._headers["Authorization"] = header
    assert stranger.get("case-files/").status_code == 401


def test_an_answer_nobody_can_read_is_406(court: bodies.Reader) -> None:
    court._headers["Accept"] = "image/png"
    answer = court.get("case-files/")
    assert answer.status_code == 406
    assert answer.json()["code"] == "not_acceptable"
