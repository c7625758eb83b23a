"""A file proves itself, or says what does not hold; no database is asked."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import rfc8785
from django.core import management

from calls.archive import keys, proof, skeleton
from calls.casefile import disclosures

NOW = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
CASE, CALL = UUID(int=1), UUID(int=2)
NAME = disclosures.encode("name", "Ana")


def chain(stream: UUID, *told: tuple[str, dict[str, Any]]) -> skeleton.Chain:
    """Give a chain of these kinds and data; its first entry holds the digest of NAME."""
    bodies: list[dict[str, Any]] = [
        {"stream": str(stream), "seq": seq, "kind": kind, "data": data}
        | ({"_sd": [disclosures.digest(NAME)]} if seq == 1 else {})
        for seq, (kind, data) in enumerate(told, start=1)
    ]
    texts = [rfc8785.dumps(body).decode() for body in bodies]
    return skeleton.Chain(stream, texts, skeleton.head_of(bodies))


CASE_CHAIN = chain(
    CASE,
    ("intake.case_opened", {"reference": "2026-000001", "exercise": True, "call": str(CALL)}),
    ("closure.case_closed", {"closed_at": "2026-05-01T12:00:00.000000Z", "disposition": "hoax"}),
)
CALL_CHAIN = chain(CALL, ("telephony.call_announced", {"flags": []}))


@pytest.fixture
def key(tmp_path: Path) -> keys.SealingKey:
    return keys.load_or_create(tmp_path / "seal.pem")


def answer(
    key: keys.SealingKey, change: Callable[[dict[str, Any]], None] | None = None
) -> dict[str, Any]:
    """Give a file as the interface would, signed after a change of its document."""
    told = json.loads(
        skeleton.write(
            case=CASE_CHAIN,
            calls=[CALL_CHAIN],
            facts=skeleton.facts_of(skeleton.read(CASE_CHAIN)),
            sealed_at=NOW,
            key_id=key.id,
        )
    )
    if change is not None:
        change(told)
    raw = rfc8785.dumps(told)
    return {
        "document": told,
        "sha256": hashlib.sha256(raw).hexdigest(),
        "signature": key.sign(raw),
        "key_id": key.id,
        "disclosures": [NAME],
    }


def test_a_whole_file_is_proven_with_all_some_or_none_of_its_disclosures(
    key: keys.SealingKey,
) -> None:
    trusted = {key.id: key.public}
    whole = answer(key)
    assert proof.prove_answer(whole, trusted=trusted)["reference"] == "2026-000001"
    assert proof.prove_answer(whole | {"disclosures": []}, trusted=trusted)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda told: told.update(reference="2026-000002"), "its reference is not"),
        (lambda told: told.update(format="cae.case/9"), "its format is not"),
        (lambda told: told.update(exercise=False), "its exercise is not"),
        (lambda told: told.update(closed_at="2026-05-02T12:00:00.000000Z"), "its closed_at is not"),
        (lambda told: told.update(head="00" * 32), "do not lead to their head"),
        (lambda told: told["events"][1]["data"].update(disposition="misdial"), "do not lead to"),
        (lambda told: told["events"][1].update(seq=3), "entry 2 of stream .* another place"),
        (lambda told: told["calls"][0]["events"].clear(), "do not lead to their head"),
        (lambda told: told["calls"].clear(), "its calls are not"),
        (lambda told: told.pop("events"), "is not a cae.case/1"),
        (lambda told: told["events"].pop(), "is not a cae.case/1"),
        (lambda told: told.update(events=7), "is not a cae.case/1"),
        (lambda told: told.update(head="no hex"), "is not a cae.case/1"),
        (lambda told: told["events"].insert(0, None), "is not a cae.case/1"),
    ],
)
def test_even_a_signed_document_is_read_and_not_believed(
    key: keys.SealingKey, change: Callable[[dict[str, Any]], None], what: str
) -> None:
    with pytest.raises(proof.Unproven, match=what):
        proof.prove_answer(answer(key, change), trusted={key.id: key.public})


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"sha256": "00" * 32}, "does not match its SHA-256"),
        ({"signature": "A" * 86}, "signature is not its key's"),
        ({"key_id": "another"}, "not among those given"),
        ({"document": {"a": 1}}, "does not match its SHA-256"),
        ({"document": float("nan")}, "not an answer of the interface"),
        ({"disclosures": [NAME, disclosures.encode("name", "Eva")]}, "1 of its disclosures"),
        ({"disclosures": ["ñ"]}, "is not a cae.case/1"),
        ({"disclosures": 7}, "not an answer of the interface"),
    ],
)
def test_what_came_with_the_document_is_proven_too(
    key: keys.SealingKey, change: dict[str, Any], what: str
) -> None:
    with pytest.raises(proof.Unproven, match=what):
        proof.prove_answer(answer(key) | change, trusted={key.id: key.public})


@pytest.mark.parametrize("told", [None, [], {}, "x", 7, {"document": {}}])
def test_what_is_no_answer_at_all_is_said_to_be_none(told: Any) -> None:
    with pytest.raises(proof.Unproven):
        proof.prove_answer(told, trusted={})


def files(folder: Path, key: keys.SealingKey, told: object) -> list[str]:
    """Write a file and its public key; give the command's options for them."""
    (folder / "case.json").write_text(json.dumps(told), encoding="utf-8")
    (folder / "keys.json").write_text(
        json.dumps({"keys": [keys.as_jwk(key.public)]}), encoding="utf-8"
    )
    return ["--file", str(folder / "case.json"), "--key", str(folder / "keys.json")]


def test_a_court_verifies_a_file_with_the_public_key_and_no_database(
    key: keys.SealingKey, tmp_path: Path
) -> None:
    out = io.StringIO()
    management.call_command("verify", *files(tmp_path, key, answer(key)), stdout=out)
    assert "Everything holds." in out.getvalue()
    assert "2026-000001" in out.getvalue()


def test_a_court_is_told_what_does_not_hold(key: keys.SealingKey, tmp_path: Path) -> None:
    told = answer(key)
    told["document"]["events"][1]["data"]["disposition"] = "misdial"
    err = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        management.call_command(
            "verify", *files(tmp_path, key, told), stdout=io.StringIO(), stderr=err
        )
    assert ended.value.code == 1
    assert "case.json: its document does not match its SHA-256" in err.getvalue()


def test_a_file_with_a_name_twice_is_not_verified(key: keys.SealingKey, tmp_path: Path) -> None:
    options = files(tmp_path, key, answer(key))
    file = tmp_path / "case.json"
    file.write_text(file.read_text("utf-8").replace("{", '{"document": {}, ', 1), "utf-8")
    err = io.StringIO()
    with pytest.raises(SystemExit):
        management.call_command("verify", *options, stdout=io.StringIO(), stderr=err)
    assert "document: This name stands here twice" in err.getvalue()


def test_a_file_without_a_trusted_key_is_not_verified(tmp_path: Path) -> None:
    with pytest.raises(management.CommandError, match="--key"):
        management.call_command("verify", "--file", str(tmp_path / "case.json"))
    with pytest.raises(management.CommandError, match="No such file"):
        management.call_command(
            "verify", "--file", str(tmp_path / "x"), "--key", str(tmp_path / "y")
        )
