"""Personal values beside the log: salted, encoded, found again by their digest (RFC 9901)."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Iterable
from typing import Any


def encode(name: str, value: Any) -> str:
    """Give base64url(JSON [salt, name, value]) with a fresh 128-bit salt (RFC 9901, 4.2.1)."""
    salt = base64.urlsafe_b64encode(secrets.token_bytes(16)).rstrip(b"=").decode()
    text = json.dumps([salt, name, value], ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def digest(encoded: str) -> str:
    """Give base64url(SHA-256) of an encoded disclosure (RFC 9901, 4.2.3)."""
    raw = hashlib.sha256(encoded.encode("ascii")).digest()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(encoded: str) -> tuple[str, Any]:
    """Give name and value of a disclosure."""
    padded = encoded + "=" * (-len(encoded) % 4)
    _salt, name, value = json.loads(base64.urlsafe_b64decode(padded))
    return str(name), value


def reveal(digests: Iterable[str], encoded: Iterable[str]) -> dict[str, Any]:
    """Give the values whose disclosures are at hand, for the digests of one event."""
    known = {digest(text): text for text in encoded}
    return dict(decode(known[mark]) for mark in digests if mark in known)
