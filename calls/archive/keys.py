"""The key that seals, and the keys that prove."""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import functools
import hashlib
import json
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from django.conf import settings


class UnusableKey(Exception):
    """A file or text that should hold an Ed25519 key holds none."""


@dataclasses.dataclass(frozen=True)
class SealingKey:
    """An Ed25519 private key with its id and its public half, both base64url."""

    private: Ed25519PrivateKey
    id: str
    public: str

    def sign(self, message: bytes) -> str:
        """Give the signature (RFC 8032) in base64url, 86 characters."""
        return encode(self.private.sign(message))


def sealing_key() -> SealingKey:
    """Give the key of the settings; one that is missing is made."""
    return load_or_create(Path(settings.CAE_SIGNING_KEY_FILE))


@functools.cache
def load_or_create(file: Path) -> SealingKey:
    """Give the key in a PEM file (PKCS 8); a missing file is made first, for its owner alone.

    Two processes that make it at once agree on one. Raises UnusableKey.
    """
    if not file.exists():
        _make(file)
    try:
        private = serialization.load_pem_private_key(file.read_bytes(), password=None)
    except ValueError as error:
        raise UnusableKey(f"{file} holds no private key") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise UnusableKey(f"{file} holds a key that is not Ed25519")
    public = encode(private.public_key().public_bytes_raw())
    return SealingKey(private=private, id=thumbprint(public), public=public)


def verifies(*, public: str, signature: str, message: bytes) -> bool:
    """Say whether a signature over a message is the key's; malformed ones are not."""
    try:
        key = Ed25519PublicKey.from_public_bytes(decode(public))
        key.verify(decode(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def as_jwk(public: str) -> dict[str, str]:
    """Give a public key as a JSON Web Key (RFC 8037, 2)."""
    return {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": public,
        "kid": thumbprint(public),
        "alg": "EdDSA",
        "use": "sig",
    }


def thumbprint(public: str) -> str:
    """Give the id of a public key: base64url SHA-256 of its canonical JWK (RFC 7638)."""
    canonical = f'{{"crv":"Ed25519","kty":"OKP","x":"{public}"}}'
    return encode(hashlib.sha256(canonical.encode()).digest())


def encode(raw: bytes) -> str:
    """Give base64url without padding (RFC 7515, 2)."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Read base64url without padding; raise ValueError for any other spelling of the bytes."""
    raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if encode(raw) != text:
        raise ValueError("not base64url without padding")
    return raw


def _make(file: Path) -> None:
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    draft.touch(mode=0o600)
    draft.write_bytes(pem)
    # A link appears whole or not at all, and never over a key that is there.
    with contextlib.suppress(FileExistsError):
        os.link(draft, file)
    draft.unlink()


def read_public(text: bytes) -> list[str]:
    """Give the public keys of a file: a JWK, a JWK set or PEM. Raises UnusableKey."""
    if text.lstrip().startswith(b"-----BEGIN"):
        return [_public_of_pem(text)]
    try:
        told = json.loads(text)
        public = [jwk["x"] for jwk in told.get("keys", [told]) if jwk["crv"] == "Ed25519"]
        for key in public:
            Ed25519PublicKey.from_public_bytes(decode(key))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnusableKey("the file of public keys is neither a JWK, a JWK set nor PEM") from error
    if not public:
        raise UnusableKey("the file of public keys holds no Ed25519 key")
    return public


def _public_of_pem(text: bytes) -> str:
    try:
        key = serialization.load_pem_public_key(text)
    except ValueError as error:
        raise UnusableKey("the PEM file holds no public key") from error
    if not isinstance(key, Ed25519PublicKey):
        raise UnusableKey("the PEM file holds a key that is not Ed25519")
    return encode(key.public_bytes_raw())
