"""The examples of the description: one small case, whole; its numbers are made up."""

from __future__ import annotations

_CASE = "01980000-0000-7000-8000-000000000001"
_CALL = "01980000-0000-7000-8000-000000000002"
_OPERATOR = "01980000-0000-7000-8000-000000000003"
_KID = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"

KEY = {
    "kty": "OKP",
    "crv": "Ed25519",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    "kid": _KID,
    "alg": "EdDSA",
    "use": "sig",
}

SUMMARY = {
    "reference": "2026-000123",
    "leaf_index": 41,
    "closed_at": "2026-11-21T22:04:09.000000Z",
    "sealed_at": "2026-11-21T22:04:10.000000Z",
    "severity": "P4",
    "protocol": "",
    "disposition": "hoax",
    "municipality": "37274",
    "exercise": False,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "signature": "A" * 86,
    "key_id": _KID,
}

_ENTRY = {
    "stream": _CASE,
    "seq": 1,
    "kind": "intake.case_opened",
    "actor": {"kind": "person", "id": _OPERATOR, "role": "operator", "position": "OP3"},
    "at": "2026-11-21T22:03:00.000000Z",
    "recorded_at": "2026-11-21T22:03:00.000000Z",
    "data": {
        "call": _CALL,
        "channel": "telephone",
        "exercise": False,
        "reference": "2026-000123",
    },
    "_sd": ["Hu4m7qRK-x_D9USopNatVv0ii-prEZjLzdmAHPn5Qos"],
    "_sd_alg": "sha-256",
}

WHOLE = {
    **SUMMARY,
    "disclosures": ["WyJYZTBfdHBpNUl6NlNsMWhyVGVZSDJRIiwibmFtZSIsIkFuYSJd"],
    "document": {
        "format": "cae.case/1",
        "case": _CASE,
        "reference": "2026-000123",
        "exercise": False,
        "closed_at": SUMMARY["closed_at"],
        "sealed_at": SUMMARY["sealed_at"],
        "key_id": _KID,
        "events": [_ENTRY],
        "head": "46f81506638e5bf7ce40f657a09309ec061d7e4d0fcca6bb326c1d74e93f16ac",
        "calls": [{"call": _CALL, "events": [], "head": "00" * 32}],
    },
}

BAD_LIMIT = {
    "code": "invalid",
    "message": "Some parameters cannot be taken as they are.",
    "fields": {"limit": ["A whole number from 1 to 200 is needed."]},
}
NO_FILE = {"code": "not_found", "message": "There is no such file for you."}
