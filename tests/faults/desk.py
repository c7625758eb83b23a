"""A desk over HTTP: each command has its id and is sent with it until it is answered."""

from __future__ import annotations

import random
import time
from typing import Any
from uuid import UUID

import httpx

from cae.services import announcement
from tests.faults import journal
from tests.support import stack as stacks

PATIENCE_S = 90.0
BUSY = 503
ANSWERS_LOST = 0.08
"""The share of first answers that never reach the desk: it asks again with the same id."""


class Desk:
    """One person at work; `told` is the journal all desks write."""

    def __init__(
        self,
        stack: stacks.Stack,
        person: announcement.SignIn,
        *,
        told: journal.Journal,
        pace: journal.Pace,
        seed: str,
    ) -> None:
        self.name = person.username
        self.chance = random.Random(f"{seed} {person.username}")
        self._person = person
        self._told = told
        self._pace = pace
        self._token = stack.tokens["gateway"]
        self._web = httpx.Client(
            base_url=stack.address, timeout=15, headers={"Referer": stack.address}
        )

    def sign_in(self) -> None:
        """Sign in."""
        self._web.get("/sign-in/").raise_for_status()
        self._web.post(
            "/sign-in/",
            data={"username": self._person.username, "password": self._person.password},
            headers=self._headers(),
        )
        assert "sessionid" in self._web.cookies

    @property
    def session(self) -> str:
        """Give the session's cookie, for the desk's socket."""
        return str(self._web.cookies["sessionid"])

    def command(
        self, action: str, path: str, *, target: str, refusable: str = "", **fields: object
    ) -> journal.Entry:
        """Send a command until it is answered, and write the answer down.

        `refusable` names the refusals (their codes) that a person would take as an answer.
        """
        command = UUID(int=self.chance.getrandbits(128), version=4)
        asked = {name: str(value) for name, value in fields.items()}
        headers = self._headers() | {"X-Command-Id": str(command)}
        answer, sent = self._answered("POST", path, data=asked, headers=headers)
        entry = journal.Entry(
            command=command,
            action=action,
            target=target,
            fields=asked,
            status=answer.status_code,
            answer=answer.json(),
            **sent,
        )
        code = entry.answer.get("code", "")
        assert entry.acknowledged or code in refusable.split(), f"{self.name}: {path} {entry}"
        self._told.add(entry)
        return entry

    def announce(self, call_id: str, number: str) -> str:
        """Let a call ring, as the gateway would, until that is answered; give its id."""
        told = {"call_id": call_id, "callback_number": number, "dialled": "112", "kind": "aml"}
        answer, sent = self._answered(
            "POST",
            "/api/v1/calls/",
            json=told,
            headers={"Authorization": f"Bearer {self._token}"},
        )
        assert answer.is_success, answer.text
        ringing = answer.json()
        self._told.add(
            journal.Entry(
                command=None,
                action="call.announce",
                target=ringing["id"],
                fields={"call_id": call_id},
                status=answer.status_code,
                answer=ringing,
                **sent,
            )
        )
        return str(ringing["id"])

    def state(self, case: str) -> dict[str, Any]:
        """Read a case."""
        answer, _ = self._answered("GET", f"/cases/{case}/state/")
        assert answer.is_success, answer.text
        read: dict[str, Any] = answer.json()
        return read

    def close(self) -> None:
        """Leave."""
        self._web.close()

    def _headers(self) -> dict[str, str]:
        return {"X-CSRFToken": self._web.cookies["csrftoken"], "Accept": "application/json"}

    def _answered(
        self, method: str, path: str, **content: Any
    ) -> tuple[httpx.Response, dict[str, int]]:
        """Send until there is an answer; give it, and how often that took what."""
        until = time.monotonic() + PATIENCE_S
        lost = self.chance.random() < ANSWERS_LOST
        sent = {"attempts": 0, "broken": 0}
        with self._pace.at_work():
            while True:
                sent["attempts"] += 1
                try:
                    answer = self._web.request(method, path, **content)
                except httpx.TransportError as error:
                    said = repr(error)
                else:
                    said = f"{answer.status_code} {answer.text[:200]}"
                    if answer.status_code != BUSY and not (lost and sent["attempts"] == 1):
                        return answer, sent
                sent["broken"] += not said.startswith("2")
                assert time.monotonic() < until, f"{path} had no answer in {PATIENCE_S} s: {said}"
                time.sleep(0.05)
