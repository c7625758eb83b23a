"""The same corpus through real sockets: sizes, depths and headers that only a server sees."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator, Mapping
from http import HTTPStatus

import httpx
import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from cae.services import accounts
from calls.people import sessions
from calls.people.models import User
from tests.cae.doors import corpus, walk
from tests.support import run
from tests.support import stack as stacks

pytestmark = [pytest.mark.stack, pytest.mark.long]
ANNOUNCE = "/api/v1/calls/"
TOKEN = "t" * 32
LARGE = 1_048_576
TOO_MUCH = 10_000_000
# In memory every body goes to every door; through a socket each goes to one door in so many,
# and each door gets one body in so many.
EVERY = 8


@pytest.fixture
def operator(stack: stacks.Stack) -> Iterator[httpx.Client]:
    """Give an operator's browser: signed in, with the token that its forms carry."""
    user = User.objects.get(username=stack.person("operator").username)
    store = SessionStore()
    store[SESSION_KEY] = str(user.id)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store[sessions.EPOCH] = user.session_epoch
    store.create()
    cookies = {"sessionid": str(store.session_key), "csrftoken": TOKEN}
    headers = {"Accept": "application/json", "X-CSRFToken": TOKEN}
    with httpx.Client(
        base_url=stack.address, cookies=cookies, headers=headers, timeout=30
    ) as client:
        yield client


@pytest.fixture
def gateway(stack: stacks.Stack) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {stack.tokens['gateway']}"}
    with httpx.Client(base_url=stack.address, headers=headers, timeout=30) as client:
        yield client


def said(stack: stacks.Stack, raw: bytes, *, patience: float = 1) -> bytes:
    """Send bytes as they are and give what the server says until it ends or falls silent."""
    with socket.create_connection(("127.0.0.1", stack.port), timeout=10) as link:
        link.settimeout(patience)
        answer = b""
        try:
            link.sendall(raw)
            while chunk := link.recv(65_536):
                answer += chunk
                head, _gap, body = answer.partition(b"\r\n\r\n")
                if b"content-length: %d\r\n" % len(body) in head.lower() + b"\r\n":
                    break
        except (TimeoutError, ConnectionError):
            pass
        return answer


def status_of(answer: bytes) -> int:
    """Give the status of an answer's first line; 0 where the server just hung up."""
    return int(answer[9:12]) if answer.startswith(b"HTTP/1.1 ") else 0


def head(stack: stacks.Stack, *lines: str, method: str = "POST", target: str = ANNOUNCE) -> bytes:
    """Write the head of a gateway's request."""
    usual = ["Host: localhost", f"Authorization: Bearer {stack.tokens['gateway']}"]
    first = f"{method} {target} HTTP/1.1"
    return "\r\n".join([first, *usual, *lines, "", ""]).encode("latin-1")


def test_no_body_breaks_a_door_of_the_web_process(
    stack: stacks.Stack, operator: httpx.Client
) -> None:
    wrong = {}
    tried = 0
    for turn, door in enumerate(walk.doors()):
        method = "PUT" if door.where == "drafts/" else "POST"
        if door.rings or operator.request(method, door.address({})).status_code == 405:
            continue
        for number, (what, body) in enumerate(corpus.BODIES.items()):
            if (turn + number) % EVERY:
                continue
            if len(body.raw) > LARGE and door.action not in {"public", "followup.note"}:
                continue  # One door behind the limit stands for all: it is in front of them.
            headers = {b"Content-Type": body.content_type.encode("latin-1")}
            answer = operator.request(method, door.address({}), content=body.raw, headers=headers)
            tried += 1
            too_large = len(body.raw) > LARGE and door.action != "public"
            if answer.status_code >= 500 or (too_large and answer.status_code < 400):
                wrong[f"{door.where}: {what}"] = answer.status_code
    assert wrong == {}
    assert tried > 500


def test_whatever_is_announced_to_the_web_process_rings(gateway: httpx.Client) -> None:
    silent = {}
    for what, body in corpus.BODIES.items():
        headers = {b"Content-Type": body.content_type.encode("latin-1")}
        answer = gateway.post(ANNOUNCE, content=body.raw, headers=headers)
        if answer.status_code != 201 or not answer.json()["flags"]:
            silent[what] = (answer.status_code, answer.text[:200])
    many = "&".join(f"f{number}=1" for number in range(1_000))
    charset = {"Content-Type": "application/json; charset=utf-8"}
    for query in (*corpus.UNREADABLE, *corpus.UNKNOWN, many):
        answer = gateway.post(f"{ANNOUNCE}?{query}", content=b"{}", headers=charset)
        if answer.status_code != 201:
            silent[query[:40]] = (answer.status_code, answer.text[:200])
    assert silent == {}


def test_a_call_rings_though_its_body_has_no_end(stack: stacks.Stack) -> None:
    raw = head(stack, "Transfer-Encoding: chunked")
    chunk = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    answer = said(stack, raw + chunk * (TOO_MUCH // 65_536) + b"0\r\n\r\n", patience=30)
    assert status_of(answer) == 201
    flags = json.loads(answer.partition(b"\r\n\r\n")[2])["flags"]
    assert {"body_too_large", "body_malformed"} <= set(flags)


def test_a_form_without_a_length_is_refused_where_it_is_too_large(operator: httpx.Client) -> None:
    def parts() -> Iterator[bytes]:
        yield b"text="
        for _ in range(TOO_MUCH // 65_536):
            yield b"x" * 65_536

    nobody = "00000000-0000-7000-8000-000000000000"
    answer = operator.post(
        f"/cases/{nobody}/followup/note/",
        content=parts(),
        headers={"Content-Type": corpus.FORM, "X-Command-Id": nobody},
    )
    assert answer.status_code == 413
    assert set(answer.json()["fields"]) == {"body"}


RAW: Mapping[str, tuple[tuple[str, ...], str]] = {
    "a negative length": (("Content-Length: -1",), ANNOUNCE),
    "a length that is none": (("Content-Length: abc",), ANNOUNCE),
    "two lengths": (("Content-Length: 1", "Content-Length: 2"), ANNOUNCE),
    "a length and chunks": (("Content-Length: 5", "Transfer-Encoding: chunked"), ANNOUNCE),
    "a strange encoding": (("Transfer-Encoding: gzip, identity",), ANNOUNCE),
    "a great length": (("Content-Length: " + "9" * 40,), ANNOUNCE),
    "a header of 100 KB": (("X-Long: " + "x" * 100_000,), ANNOUNCE),
    "10,000 headers": (tuple(f"X-{n}: 1" for n in range(10_000)), ANNOUNCE),
    "NUL in a header": (("X-Nul: a\x00b",), ANNOUNCE),
    "a folded header": (("X-Fold: a", " b"), ANNOUNCE),
    "a query of 100 KB": ((), "/health/?" + "n" * 100_000),
    "a raw query": ((), "/api/v1/keys/?n=\xff"),
    "a raw path": ((), "/\xff"),
    "a target that is none": ((), "*"),
    "another centre's address": ((), "http://evil.example/health/"),
    "no slash": ((), "health"),
}


@pytest.mark.parametrize("what", RAW)
def test_no_head_of_a_request_breaks_the_web_process(stack: stacks.Stack, what: str) -> None:
    lines, target = RAW[what]
    for method in ("GET", "POST"):
        assert status_of(said(stack, head(stack, *lines, method=method, target=target))) < 500
    assert httpx.get(f"{stack.address}/health/", timeout=30).status_code == HTTPStatus.OK


def test_no_process_writes_what_a_caller_told_into_its_log(
    stack: stacks.Stack, gateway: httpx.Client, operator: httpx.Client
) -> None:
    number, name = "+34600777888", "Ana Belen Perez"
    planted = f"ALTER TABLE casefile_call ADD CONSTRAINT planted CHECK (number <> '{number}')"
    with stack.clone.connect("migrator") as connection:
        connection.execute(f"{planted} NOT VALID".encode())
    try:
        broken = gateway.post(ANNOUNCE, json={"callback_number": number, "dialled": name})
    finally:
        with stack.clone.connect("migrator") as connection:
            connection.execute(b"ALTER TABLE casefile_call DROP CONSTRAINT planted")
    # PostgreSQL's error repeats the whole row: no other request of ours comes so far.
    assert broken.status_code == 500
    for address in ("/archive/", f"/{name}/", f"/api/v1/calls/{number}/locations/", "/drafts/"):
        for method in ("GET", "POST", "PUT"):
            for client in (gateway, operator):
                client.request(method, address, params={"q": name, "number": number}, json=[name])
    files = [*stack.folder.glob("*.log"), accounts.settled(run.quick_folder()) / "log"]
    logs = {file.name: file.read_text(encoding="utf-8", errors="replace") for file in files}
    assert "23514 casefile_call planted" in logs["web.log"]
    assert 'violates check constraint "planted"' in logs["log"]
    told = {file for file, text in logs.items() for each in (number[3:], name) if each in text}
    assert told == set()
    lines = [line for line in logs["web.log"].splitlines() if line.strip()]
    assert all(isinstance(json.loads(line), dict) for line in lines)
