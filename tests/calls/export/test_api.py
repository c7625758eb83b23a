"""An official body finds its files, fetches one, verifies it, and nobody else's."""

from __future__ import annotations

import datetime as dt
import json
import threading
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError, connections
from django.test import Client
from django.utils import timezone

from calls.archive import proof, services
from calls.archive.models import SealedFile
from calls.casefile.kinds import Disposition
from calls.people import trace
from calls.people.models import ServiceToken
from calls.people.trace_models import AccessRecord
from tests.calls.archive import closing
from tests.calls.export import bodies
from tests.support import clones


def seal(**wishes: Any) -> SealedFile:
    """Close and seal a case."""
    return services.seal_case(case_id=closing.closed_case(**wishes), at=closing.NOW)


def references(answer: Any) -> list[str]:
    return [file["reference"] for file in answer.json()["results"]]


def test_a_body_fetches_a_file_that_verifies_with_the_public_key(
    database: clones.Clone,
) -> None:
    file = seal()
    court = bodies.reader("Juzgado", "37")
    answer = court.get(f"case-files/{file.reference}/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    assert answer["Cache-Control"] == "no-store"
    published = Client().get("/api/v1/keys/").json()["keys"]
    told = proof.prove_answer(answer.json(), trusted={key["kid"]: key["x"] for key in published})
    assert told["reference"] == file.reference
    assert len(answer.json()["disclosures"]) == 10


def test_the_document_is_answered_byte_for_byte_as_it_was_signed(
    database: clones.Clone,
) -> None:
    file = seal()
    answer = bodies.reader("Juzgado", "37").get(f"case-files/{file.reference}/")
    assert file.document.encode() in answer.content


def test_a_file_outside_the_mandate_is_not_there(database: clones.Clone) -> None:
    inside, outside, nowhere = seal(place="37274"), seal(place="28079"), seal(place="")
    court = bodies.reader("Juzgado", "37")
    assert references(court.get("case-files/")) == [inside.reference]
    for file in (outside, nowhere):
        answer = court.get(f"case-files/{file.reference}/")
        assert answer.status_code == 404
        assert answer.json()["code"] == "not_found"
    ministry = bodies.reader("Ministerio", "")
    assert references(ministry.get("case-files/")) == [
        file.reference for file in (inside, outside, nowhere)
    ]


def test_an_expired_mandate_shows_nothing(database: clones.Clone) -> None:
    file = seal()
    late = bodies.Reader(bodies.token(bodies.body("Tarde", "37", days=-1)))
    assert references(late.get("case-files/")) == []
    assert late.get(f"case-files/{file.reference}/").status_code == 404


def test_one_body_after_another_on_the_same_connection_sees_only_its_own(
    database: clones.Clone,
) -> None:
    here, there = seal(place="37274"), seal(place="28079")
    salamanca, madrid = bodies.reader("Salamanca", "37"), bodies.reader("Madrid", "28079")
    none = bodies.Reader(bodies.token(None))
    for _ in range(2):
        assert references(salamanca.get("case-files/")) == [here.reference]
        assert references(madrid.get("case-files/")) == [there.reference]
        assert references(none.get("case-files/")) == []


@pytest.mark.parametrize("address", ["case-files/", "case-files/2026-000001/"])
def test_only_official_bodies_come_in(database: clones.Clone, address: str) -> None:
    assert Client().get(f"/api/v1/{address}").status_code == 401
    gateway = bodies.Reader(bodies.token(None, kind="gateway"))
    assert gateway.get(address).status_code == 403
    unknown = bodies.Reader("nobody")
    answer = unknown.get(address)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["code"] == "not_signed_in"
    court = bodies.body("Juzgado", "37")
    revoked = bodies.Reader(bodies.token(court))
    ServiceToken.objects.filter(body=court).update(revoked_at=timezone.now())
    assert revoked.get(address).status_code == 401


def test_every_read_is_written_down_before_it_is_given(
    database: clones.Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = seal()
    court = bodies.body("Juzgado", "37")
    client = bodies.Reader(bodies.token(court))
    client.get("case-files/")
    client.get(f"case-files/{file.reference}/")
    client.get("case-files/2026-999999/")
    records = list(
        AccessRecord.objects.using("auditor")
        .order_by("at")
        .values_list("actor_id", "action", "subject_kind", "subject_id", "reason", "source")
    )
    assert records == [
        (court.id, "export.read", "file_list", None, "1 files, leaves 0 to 0", "127.0.0.1"),
        (court.id, "export.read", "file", file.case_id, "", "127.0.0.1"),
    ]

    def refuse(**_told: Any) -> None:
        raise OperationalError("away")

    monkeypatch.setattr(trace, "record_access", refuse)
    for address in ("case-files/", f"case-files/{file.reference}/"):
        answer = client.get(address)
        assert answer.status_code != 200
        assert file.reference.encode() not in answer.content


def test_pages_follow_each_other_to_the_end(database: clones.Clone) -> None:
    sealed = [seal().reference for _ in range(5)]
    court = bodies.reader("Juzgado", "37")
    answer = court.get("case-files/?limit=2&municipality=37")
    seen = references(answer)
    while answer.json()["next"]:
        assert "municipality=37" in answer.json()["next"]
        answer = court.get(answer.json()["next"])
        seen += references(answer)
    assert seen == sealed
    assert references(court.get("case-files/?after=4")) == []


def test_pages_are_complete_while_files_are_added(database: clones.Clone) -> None:
    cases = [closing.closed_case() for _ in range(24)]

    def seal_some(part: list[UUID]) -> None:
        try:
            for case_id in part:
                services.seal_case(case_id=case_id, at=closing.NOW)
        finally:
            connections.close_all()

    sealers = [threading.Thread(target=seal_some, args=(cases[start::3],)) for start in range(3)]
    court = bodies.reader("Juzgado", "37")
    for sealer in sealers:
        sealer.start()
    seen: list[int] = []
    while True:
        working = any(sealer.is_alive() for sealer in sealers)
        after = f"&after={seen[-1]}" if seen else ""
        results = court.get(f"case-files/?limit=3{after}").json()["results"]
        seen += [file["leaf_index"] for file in results]
        if not results and not working:
            break
    assert seen == list(range(24))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [0, 1, 2]),
        ("closed_from=2026-05-02T00:00:00Z", [1, 2]),
        ("closed_to=2026-05-02T14:00:00%2B02:00", [0]),
        ("closed_from=2026-05-02T12:00:00Z&closed_to=2026-05-03T12:00:00Z", [1]),
        ("municipality=37", [0, 1]),
        ("municipality=37001", [1]),
        ("municipality=3700", [1]),
        ("type=general", [0, 1, 2]),
        ("type=collision", []),
        ("severity=P4", []),
        ("limit=1", [0]),
        ("after=0&limit=200", [1, 2]),
    ],
)
def test_files_are_found_by_closing_time_place_type_and_severity(
    database: clones.Clone, query: str, expected: list[int]
) -> None:
    seal(place="37274", at=closing.NOW)
    seal(place="37001", at=closing.NOW + dt.timedelta(days=1))
    seal(
        place="28079",
        at=closing.NOW + dt.timedelta(days=2),
        disposition=Disposition.NOTHING_FOUND,
    )
    answer = bodies.reader("Ministerio", "").get(f"case-files/?{query}")
    assert [file["leaf_index"] for file in answer.json()["results"]] == expected


def test_shredding_takes_values_away_and_the_file_still_verifies(
    database: clones.Clone,
) -> None:
    file = seal()
    with database.connect("sealer") as connection:
        connection.execute("DELETE FROM archive_sealed_disclosure WHERE seq > 1")
    answer = bodies.reader("Juzgado", "37").get(f"case-files/{file.reference}/")
    trusted = {key["kid"]: key["x"] for key in Client().get("/api/v1/keys/").json()["keys"]}
    assert proof.prove_answer(answer.json(), trusted=trusted)
    assert 0 < len(answer.json()["disclosures"]) < 10


def test_the_interface_only_reads(database: clones.Clone) -> None:
    bearer = bodies.token(bodies.body("Juzgado", "37"))
    client = Client(headers={"Authorization": f"Bearer {bearer}"})
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(client, method)("/api/v1/case-files/", content_type="application/json")
        assert answer.status_code == 405
        assert json.loads(answer.content)["code"] == "method_not_allowed"
