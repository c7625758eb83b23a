"""What is thrown at every door: a fixed list, so that a fault found once is found again."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=x"
LONG = 200_000


@dataclasses.dataclass(frozen=True)
class Body:
    """A body as it is sent; `unread` when nothing could make sense of it."""

    raw: bytes
    content_type: str = JSON


def part(raw: bytes, *, name: str = "text", more: str = "") -> bytes:
    """Give a whole multipart body of one part."""
    head = f'--x\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode()
    return head + raw + b"\r\n--x--\r\n"


BODIES: Mapping[str, Body] = {
    "nothing": Body(b""),
    "no JSON": Body(b"hello"),
    "an array": Body(b"[]"),
    "an array of objects": Body(b'[{"case": 1}]'),
    "null": Body(b"null"),
    "a number": Body(b"1"),
    "a text": Body(b'"case"'),
    "an open object": Body(b'{"case": '),
    "two objects": Body(b"{}{}"),
    "NUL raw": Body(b'{"case": "a\x00b"}'),
    "NUL escaped": Body(b'{"case": "\\u0000", "call_id": "\\u0000"}'),
    "NUL in a name": Body(b'{"\\u0000": 1}'),
    "a lone surrogate": Body(b'{"case": "\\ud800", "call_id": "\\ud83d", "form": "\\udfff"}'),
    "a lone surrogate in a name": Body(b'{"\\ud800": 1}'),
    "surrogates as UTF-8": Body(b'{"case": "\xed\xa0\x80"}'),
    "invalid UTF-8": Body(b'{"case": "\xff\xfe"}'),
    "UTF-16": Body('{"case": "x"}'.encode("utf-16")),
    "a byte order mark": Body(b"\xef\xbb\xbf{}"),
    "deep objects": Body(b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    "deep arrays": Body(b"[" * 100_000 + b"]" * 100_000),
    "deep in a known field": Body(b'{"content":' + b"[" * 100_000),
    "not quite too deep": Body(b'{"case":' + b"[" * 900 + b"]" * 900 + b"}"),
    "a long number": Body(b'{"base_version": ' + b"7" * 10_000 + b"}"),
    "a great number": Body(b'{"base_version": 9223372036854775808, "call_id": 1e308}'),
    "an endless number": Body(b'{"base_version": 1e999, "location": {"latitude": -1e999}}'),
    "NaN": Body(b'{"base_version": NaN, "location": {"latitude": NaN, "longitude": Infinity}}'),
    "twice the same name": Body(b'{"case": "a", "case": "b", "call_id": "a", "call_id": "b"}'),
    "an unknown field": Body(b'{"nonsense": 1}'),
    "objects for texts": Body(b'{"case": {}, "call_id": {}, "form": [], "location": "here"}'),
    "numbers for texts": Body(b'{"case": 1, "call_id": 1, "form": true, "dialled": -0.0}'),
    "a long text": Body(json.dumps({"case": "x" * LONG, "call_id": "x" * LONG}).encode()),
    "a proto": Body(b'{"__proto__": {"x": 1}, "constructor": 1}'),
    "XML": Body(b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "text/xml"),
    "JSON said to be text": Body(b'{"case": 1}', "text/plain"),
    "no content type": Body(b"{}", ""),
    "a strange content type": Body(b"{}", "\x7f/x; charset=\xff"),
    "a charset nobody has": Body(b"{}", "application/json; charset=nobody"),
    "a charset that is no text": Body(b"{}", "application/json; charset=rot13"),
    "a form for JSON": Body(b"case=1&form=2", FORM),
    "a form with NUL": Body(b"text=a%00b&reason=%00&next=%00&language=%00&username=%00", FORM),
    "a form of surrogates": Body(b"text=%ED%A0%80&reason=%ED%A0%80&username=%ED%A0%80", FORM),
    "a form that is no UTF-8": Body(b"text=%ff&reason=\xff&username=%fe&password=%ff", FORM),
    "a form in another charset": Body(b"text=1", f"{FORM}; charset=utf-16"),
    "a form with percent signs": Body(b"%=%&%zz=%zz&&&===&a", FORM),
    "a form with a field that it lacks": Body(b"nonsense=1", FORM),
    "a form with 10,000 fields": Body(b"&".join(b"f%d=1" % n for n in range(10_000)), FORM),
    "a form with a bad version": Body(b"base_version=%00", FORM),
    "a form with a great version": Body(b"base_version=99999999999999999999", FORM),
    "a form with an odd digit": Body("base_version=\N{ARABIC-INDIC DIGIT THREE}".encode(), FORM),
    "multipart garbage": Body(b"\x00\xff--x--", MULTIPART),
    "multipart without boundary": Body(b"--x\r\n", "multipart/form-data"),
    "multipart with a strange boundary": Body(b"--x\r\n", "multipart/form-data; boundary=\xff"),
    "multipart that ends early": Body(
        b'--x\r\nContent-Disposition: form-data; name="te', MULTIPART
    ),
    "multipart with NUL": Body(part(b"a\x00b"), MULTIPART),
    "multipart that is no UTF-8": Body(part(b"\xff\xfe"), MULTIPART),
    "multipart with a file": Body(part(b"x" * 1000, more='; filename="../../etc/a"'), MULTIPART),
    "multipart with bad base64": Body(
        part(b"*", more='"\r\nContent-Transfer-Encoding: base64\r\nX: "'), MULTIPART
    ),
    "multipart of escapes": Body(part(b"\\ud800"), f"{MULTIPART}; charset=unicode_escape"),
    "multipart of no text": Body(part(b"a"), f"{MULTIPART}; charset=rot13"),
    "multipart of UTF-7": Body(part(b"+2AA-"), f"{MULTIPART}; charset=utf-7"),
    "multipart with 300 parts": Body(
        b"".join(part(b"1", name=f"f{n}")[:-7] for n in range(300)) + b"--x--\r\n", MULTIPART
    ),
    "10 MB of JSON": Body(b'{"call_id": "' + b"x" * 10_000_000 + b'"}'),
    "10 MB of a form": Body(b"text=" + b"x" * 10_000_000, FORM),
}

BESIDE_A_QUESTION = (
    "NUL raw",
    "deep objects",
    "a strange content type",
    "a charset that is no text",
    "a form in another charset",
    "multipart garbage",
    "10 MB of JSON",
)
"""Of the bodies those that are sent with GET too, where nobody reads a body."""

UNREADABLE: Mapping[str, str] = {
    "n=%00": "n",
    "q=%00": "q",
    "before=a%00b": "before",
    "case=%00": "case",
    "n=%ff": "n",
    "q=%ED%A0%80": "q",
    "next=%2f%00": "next",
    "%00=1": "\N{REPLACEMENT CHARACTER}",
    "%ff=1": "\N{REPLACEMENT CHARACTER}",
}
"""Queries that no door reads, and the parameter that the refusal names."""

UNKNOWN: Mapping[str, str] = {
    "nonsense=1": "nonsense",
    "nonsense": "nonsense",
    "nonsense=1&nonsense=2": "nonsense",
    "nonsense[]=1": "nonsense[]",
    "format=xml": "format",
    "Q=x": "Q",
}
"""Queries with a parameter that no door has: a slip of the pen is told, not overlooked."""

ODD = (
    "q=" + "x" * 5_000,
    "q=%F0%9F%9A%91%E2%80%AE%EF%BF%BF",
    "q=%0d%0aSet-Cookie:%20a=b",
    "q=%01",
    "q=1&q=2",
    "before=0",
    "before=1e999",
    "before=' OR 1=1 --",
    "case=",
    "case=1",
    "case=" + "9" * 400,
    "case={00000000-0000-0000-0000-000000000000}",
    "after=-1",
    "after=99999999999999999999",
    "limit=NaN",
    "closed_from=0001-01-01T00:00:00%2B23:59",
    "next=//evil.example",
    "next=/" + "a" * 5_000,
    "next=https:///evil.example%0d%0a",
    "&".join(f"f{number}=1" for number in range(1_000)),
    "%",
    "&&&=&=",
)
"""Queries that are text, and answered somehow."""

HEADERS: Mapping[str, Mapping[str, str]] = {
    "a session with NUL": {"Cookie": 'sessionid="a\\000b"'},
    "a session of surrogates": {"Cookie": 'sessionid="\xed\xa0\x80"; csrftoken="\\000"'},
    "a long session": {"Cookie": "sessionid=" + "x" * 60_000},
    "a language with NUL": {"Cookie": 'django_language="\\000"'},
    "a language from the disk": {"Cookie": "django_language=../../../etc/passwd"},
    "languages of all kinds": {"Accept-Language": "x" * 2_000 + ",*;q=2,\xff,es;q=NaN"},
    "a token of another scheme": {"Authorization": "Basic ////"},
    "a token in parts": {"Authorization": "Bearer a b c"},
    "a token of no letters": {"Authorization": "Bearer \xff\x01"},
    "a long token": {"Authorization": "Bearer " + "x" * 60_000},
    "a command id that is none": {"X-Command-Id": "\xff"},
    "a long command id": {"X-Command-Id": "0" * 60_000},
    "a command id in other letters": {"X-Command-Id": "\xb2" * 32},
    "another host": {"Host": "evil.example"},
    "no host": {"Host": ""},
    "a host with a strange port": {"Host": "localhost:99999999"},
    "an answer nobody can write": {"Accept": "image/png"},
    "an answer of all kinds": {"Accept": ",".join(["a/b;q=x"] * 2_000)},
    "a length that is none": {"Content-Length": "-1"},
    "a forged address": {"X-Forwarded-For": "\xff, 1.2.3.4, " + "9" * 4_000},
    "a forged protocol": {"X-Forwarded-Proto": "https,\x01", "X-Forwarded-Host": "evil.example"},
    "another method": {"X-HTTP-Method-Override": "DELETE"},
    "a range": {"Range": "bytes=0-,-1,9-1", "If-Modified-Since": "\xff", "If-Match": '"'},
}

VALUES: Mapping[str, str] = {
    "NUL": "a%00b",
    "bad UTF-8": "%ff",
    "surrogates": "%ED%A0%80",
    "a long text": "x" * LONG,
    "a long number": "9" * 400,
    "not a number": "NaN",
    "endless": "1e999",
    "minus": "-1",
    "other digits": "%D9%A3",
    "an array": "[]",
    "an object": "%7B%7D",
    "a moment too early": "0001-01-01T00:00:00%2B14:00",
    "a moment too late": "9999-12-31T23:59:59-14:00",
    "a UUID of nobody": "00000000-0000-0000-0000-000000000000",
    "a formula": "%3DHYPERLINK(1)",
    "turned letters": "%E2%80%AE%EF%BF%BF%F0%9F%9A%91",
    "spaces": "+++",
    "controls": "%01%02%1b%7f",
}
"""What each field of a form is filled with."""

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW")
PATHS = ("%00", "%ff", "%ED%A0%80", "..", "x" * 5_000, "%0a", "%D9%A3", "'%20OR%201=1")
