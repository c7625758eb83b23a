"""A socket: who gets in, what it hears, what it may say, when it ends."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.utils import timezone
from websockets.exceptions import InvalidStatus

from calls.casefile import registry
from calls.casefile.models import Case
from calls.live import feed, frames, healing, sessions, sockets
from calls.people.models import Role
from calls.people.trace_models import AccessRecord
from tests.calls.live.conftest import (
    CASE,
    DISPATCHER,
    OPERATOR,
    SUPERVISOR,
    Person,
    Web,
    a_centre,
    ended,
    heard,
    in_database,
    sign_in,
)
from tests.live.database import Table, within

pytestmark = pytest.mark.stack


async def test_an_operator_hears_hello_then_the_board_then_each_second_a_tick(web: Web) -> None:
    operator = await sign_in(OPERATOR)
    async with web.connect(operator) as link:
        hello = await heard(link, "hello")
        assert hello["topics"] == ["board", f"user:{operator.user.id}"]
        snapshot = await heard(link, "snapshot")
        assert snapshot == {
            "t": "snapshot",
            "topic": "board",
            "objects": [{"kind": "case", "id": CASE, "version": 1, "card": {"version": 1}}],
        }
        tick = await heard(link, "tick")
        assert tick["digests"] == {
            "board": frames.mark("case", CASE, 1),
            f"user:{operator.user.id}": 0,
        }
        assert abs(datetime.fromisoformat(tick["now"]) - datetime.now(UTC)).total_seconds() < 10


async def test_opening_a_socket_is_one_record_however_many_frames_it_hears(web: Web) -> None:
    operator = await sign_in(OPERATOR)
    dispatcher = await sign_in(DISPATCHER, centre=await a_centre())
    for person in (operator, dispatcher):
        async with web.connect(person) as link:
            await heard(link, "snapshot")
            await heard(link, "tick")

    def records() -> list[tuple[object, ...]]:
        rows = AccessRecord.objects.order_by("id")
        return list(rows.values_list("actor_id", "action", "subject_kind", "source"))

    assert await in_database(records) == [
        (operator.user.id, "live.board", "board", "127.0.0.1"),
        (dispatcher.user.id, "live.centre", "board", "127.0.0.1"),
    ]


async def test_a_change_in_the_database_reaches_the_socket_without_any_message(
    web: Web, cases: Table
) -> None:
    async with web.connect(await sign_in(OPERATOR)) as link:
        await heard(link, "tick")
        cases.write(2, 1)
        changes = await heard(link, "changes")
        assert [thing["id"] for thing in changes["objects"]] == [str(UUID(int=2))]


async def test_each_role_hears_its_own_topics(web: Web) -> None:
    centre = await a_centre()
    supervisor = await sign_in(SUPERVISOR)
    async with web.connect(supervisor) as link:
        topics = (await heard(link, "hello"))["topics"]
        assert topics == ["board", f"user:{supervisor.user.id}", "covert", "supervision"]
    async with web.connect(await sign_in(DISPATCHER, centre=centre)) as link:
        assert (await heard(link, "hello"))["topics"] == [f"centre:{centre.id}"]


async def test_who_has_no_board_is_told_so(web: Web) -> None:
    for role in (Role.ADMINISTRATOR, Role.AUDITOR):
        async with web.connect(await sign_in(role)) as link:
            assert await ended(link) == sockets.FORBIDDEN
    async with web.connect(None) as link:
        assert await ended(link) == feed.SIGNED_OUT
    ghost = await sign_in(OPERATOR)
    async with web.connect(Person(ghost.user, "no-such-session")) as link:
        assert await ended(link) == feed.SIGNED_OUT


async def test_a_session_of_an_earlier_epoch_opens_nothing(web: Web) -> None:
    operator = await sign_in(OPERATOR)
    await operator.update(session_epoch=2)
    async with web.connect(operator) as link:
        assert await ended(link) == feed.SIGNED_OUT


async def test_a_socket_that_looks_at_no_epoch_is_found(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nobody_is_dead(*_asked: object) -> set[sessions.Session]:
        return set()

    monkeypatch.setattr(sessions, "user_of", lambda scope: scope["user"])
    monkeypatch.setattr(healing.Healer, "dead", nobody_is_dead)
    with pytest.raises(TimeoutError):
        await test_a_session_of_an_earlier_epoch_opens_nothing(web)


async def test_another_page_of_the_web_gets_no_handshake(web: Web) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with web.connect(await sign_in(OPERATOR), origin="https://evil.example"):
            pass
    assert refused.value.response.status_code == 403


async def test_a_socket_that_nobody_serves_gets_no_handshake(web: Web) -> None:
    web.address = web.address.replace("/live/", "/elsewhere/")
    with pytest.raises(InvalidStatus) as refused:
        async with web.connect(await sign_in(OPERATOR)):
            pass
    assert refused.value.response.status_code == 403


async def test_a_revoked_session_ends_within_two_seconds_though_valkey_is_down(web: Web) -> None:
    people = [await sign_in(OPERATOR) for _ in range(5)]
    people.append(await sign_in(DISPATCHER, centre=await a_centre("C1")))
    people.append(await sign_in(OPERATOR))
    elsewhere = await a_centre("C2")
    async with contextlib.AsyncExitStack() as opened:
        links = [await opened.enter_async_context(web.connect(person)) for person in people]
        for link in links:
            await heard(link, "tick")
        await people[0].update(session_epoch=2)
        await people[1].update(is_active=False)
        await people[2].update(role=Role.SUPERVISOR)
        await people[3].update(role=Role.AUDITOR)
        await people[5].update(centre=elsewhere)
        await in_database(Session.objects.filter(session_key=people[4].key).delete)
        codes = await asyncio.gather(*(ended(link) for link in links[:6]))
        assert codes == [feed.SIGNED_OUT] * 6
        assert not feed.here().subscription.up
        for _ in range(2):
            await heard(links[6], "tick")
    async with web.connect(people[5]) as again:
        assert (await heard(again, "hello"))["topics"] == [f"centre:{elsewhere.id}"]


async def test_age_ends_a_session_but_never_in_the_middle_of_a_case(web: Web) -> None:
    idle, busy = await sign_in(OPERATOR), await sign_in(OPERATOR)

    def age() -> None:
        moment = timezone.now()
        Case.objects.create(
            number=1, reference="R1", exercise=True, opened_at=moment, holder=busy.user
        )
        Session.objects.update(expire_date=moment - timedelta(seconds=1))

    async with web.connect(idle) as ending, web.connect(busy) as staying:
        await heard(ending, "tick")
        await in_database(age)
        assert await ended(ending) == feed.SIGNED_OUT
        await heard(staying, "tick")
        await heard(staying, "tick")


async def test_a_covert_case_reaches_its_holder_and_the_supervisor_alone(
    web: Web, cases: Table
) -> None:
    holder, other = await sign_in(OPERATOR), await sign_in(OPERATOR)
    supervisor = await sign_in(SUPERVISOR)
    covert = registry.Change(
        "case", UUID(int=1), 2, ("covert", f"user:{holder.user.id}"), {"covert": True}
    )
    async with (
        web.connect(holder) as mine,
        web.connect(other) as theirs,
        web.connect(supervisor) as overseen,
    ):
        for link in (mine, theirs, overseen):
            await heard(link, "tick")
        # No reading, which has the last word, may put it back on the board meanwhile.
        cases.broken = OperationalError("away")
        feed.here().hub.apply(covert)
        feed.here().hub.flush()
        gone, shown = await heard(mine, "changes"), await heard(mine, "changes")
        told = {frame["topic"]: frame["objects"][0]["card"] for frame in (gone, shown)}
        assert told == {"board": None, f"user:{holder.user.id}": {"covert": True}}
        assert (await heard(theirs, "changes"))["objects"][0]["card"] is None
        with pytest.raises(TimeoutError):
            await heard(theirs, "changes", seconds=0.3)
        topics = {(await heard(overseen, "changes"))["topic"] for _ in range(2)}
        assert topics == {"board", "covert"}


async def test_a_socket_that_closes_leaves_nothing_behind(web: Web) -> None:
    async with web.connect(await sign_in(OPERATOR)) as link:
        await heard(link, "tick")
        assert feed.here().hub.sizes()["readers"] == 1
    await within(10, lambda: feed.here().hub.sizes()["readers"] == 0)
