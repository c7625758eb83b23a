"""Seals are Ed25519 as the world's test vectors have it, and their keys are known by thumbprint."""

from __future__ import annotations

import base64
import json
import stat
from concurrent import futures
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from calls.archive import keys
from tests.support import run

VECTORS = run.ROOT.parent / "shared/standards/ed25519/ed25519_test.json"


def vectors() -> list[tuple[str, str, str, bool]]:
    """Give (public key, message, signature, whether it is valid) of wycheproof, in hex."""
    told: dict[str, Any] = json.loads(VECTORS.read_text(encoding="utf-8"))
    return [
        (group["publicKey"]["pk"], case["msg"], case["sig"], case["result"] == "valid")
        for group in told["testGroups"]
        for case in group["tests"]
    ]


@pytest.mark.skipif(not VECTORS.exists(), reason="the standards' test vectors are not beside us")
def test_signatures_are_judged_as_wycheproof_says() -> None:
    found = vectors()
    assert len(found) > 50
    wrong = [
        (public, message, signature)
        for public, message, signature, valid in found
        if keys.verifies(
            public=keys.encode(bytes.fromhex(public)),
            signature=keys.encode(bytes.fromhex(signature)),
            message=bytes.fromhex(message),
        )
        is not valid
    ]
    assert wrong == []


def test_a_key_is_made_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "seal.pem"
    made = keys.load_or_create(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    keys.load_or_create.cache_clear()
    assert keys.load_or_create(file).id == made.id
    assert [path.name for path in file.parent.iterdir()] == ["seal.pem"]


def test_two_that_make_a_key_at_once_agree_on_one(tmp_path: Path) -> None:
    file = tmp_path / "seal.pem"
    make = keys.load_or_create.__wrapped__
    with futures.ThreadPoolExecutor(max_workers=8) as pool:
        made = {key.id for key in pool.map(make, [file] * 8)}
    assert len(made) == 1


def test_what_holds_no_ed25519_key_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "seal.pem"
    file.write_text("no key", encoding="utf-8")
    with pytest.raises(keys.UnusableKey, match="no private key"):
        keys.load_or_create(file)
    file.write_bytes(
        generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    with pytest.raises(keys.UnusableKey, match="not Ed25519"):
        keys.load_or_create(file)


def test_the_thumbprint_is_that_of_rfc_8037() -> None:
    # RFC 8037, A.2 and A.3.
    public = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    assert keys.thumbprint(public) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    assert keys.as_jwk(public)["kid"] == keys.thumbprint(public)


@pytest.mark.parametrize("signature", ["", "A", "=", "é" * 86, "A" * 85 + "B", "+/" * 43])
def test_a_malformed_signature_is_not_valid_and_breaks_nothing(
    tmp_path: Path, signature: str
) -> None:
    key = keys.load_or_create(tmp_path / "seal.pem")
    assert not keys.verifies(public=key.public, signature=signature, message=b"")
    assert not keys.verifies(public="A", signature=key.sign(b""), message=b"")


def test_a_signature_has_one_spelling(tmp_path: Path) -> None:
    key = keys.load_or_create(tmp_path / "seal.pem")
    signed = ((str(number).encode(), key.sign(str(number).encode())) for number in range(1_000))
    message, signature = next(pair for pair in signed if "-" in pair[1])
    assert keys.verifies(public=key.public, signature=signature, message=message)
    assert not keys.verifies(public=key.public, signature=f"{signature}==", message=message)
    standard = base64.b64encode(keys.decode(signature)).decode().rstrip("=")
    assert not keys.verifies(public=key.public, signature=standard, message=message)


def test_public_keys_are_read_as_jwk_as_set_and_as_pem(tmp_path: Path) -> None:
    key = keys.load_or_create(tmp_path / "seal.pem")
    jwk = keys.as_jwk(key.public)
    pem = key.private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    for text in (json.dumps(jwk).encode(), json.dumps({"keys": [jwk]}).encode(), pem):
        assert keys.read_public(text) == [key.public]


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b'"x"',
        b"{}",
        b'{"keys": []}',
        b'{"crv": "Ed25519", "x": 5}',
        b'{"crv": "Ed25519", "x": "AAAA"}',
        b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        b"\xff",
    ],
)
def test_what_holds_no_public_key_is_refused(text: bytes) -> None:
    with pytest.raises(keys.UnusableKey):
        keys.read_public(text)
