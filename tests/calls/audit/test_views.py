"""The auditor's page: search, figures, what is signed, exports; and everybody's own part."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.test import AsyncClient

from calls.archive import access_log, keys, merkle
from calls.audit import search
from calls.casefile.models import Case
from calls.people import actor as actors
from calls.people import trace
from calls.people.actor import Actor
from calls.people.models import Role, User
from calls.people.trace_models import AccessRecord
from tests.calls import room as rooms
from tests.calls.archive.test_verification import tamper
from tests.support import clones

LATER = datetime(2027, 1, 1, tzinfo=UTC)


def read(user: User | Actor, case_id: UUID | None = None, **told: Any) -> UUID:
    """Let somebody read something."""
    actor = user if isinstance(user, Actor) else actors.person(user)
    usual: dict[str, Any] = {
        "action": "case.read",
        "subject_kind": "case",
        "at": rooms.NOON,
        "source": "10.0.0.7",
    }
    return trace.record_access(actor=actor, subject_id=case_id, **usual | told)


def auditor(room: rooms.Room) -> rooms.Browser:
    return rooms.Browser(room.person("luis", Role.AUDITOR, "AUD1"))


def found(browser: rooms.Browser, path: str = "/audit/", **query: Any) -> list[UUID]:
    """Give the records that a page shows, in its order, without those of looking at it."""
    answer: Any = browser.client.get(path, query)
    assert answer.status_code == 200, answer.content.decode()
    told = [row["record"] for row in answer.context["rows"]]
    return [record.id for record in told if not record.action.startswith("audit.")]


def test_the_auditor_reads_who_read_what_and_that_is_written_down_too(room: rooms.Room) -> None:
    case_id = room.case()
    rooms.Browser(room.carmen).get(f"/cases/{case_id}/state/")
    browser = auditor(room)
    page = browser.get("/audit/", person="carmen")
    assert page.status_code == 200
    assert str(case_id) in page.content.decode()
    assert "Carmen" in page.content.decode()
    assert Case.objects.get().reference in page.content.decode()
    record = AccessRecord.objects.latest("id")
    assert (record.action, record.subject_kind, record.reason) == (
        *("audit.read", "access_log", "person=carmen"),
    )


def test_records_are_found_by_who_what_when_from_where_and_why(room: rooms.Room) -> None:
    case_id = room.case()
    reference = Case.objects.get().reference
    carmen = read(room.carmen, case_id, reason="Queja de la familia", covert=True)
    lucia = read(room.lucia, None, action="archive.search", subject_kind="file_list")
    body = Actor(kind="machine", role="official", id=uuid4(), name="Juzgado")
    court = read(body, None, action="export.read", source="10.0.0.9", at=LATER)
    browser = auditor(room)
    for query, ids in (
        ({}, [court, lucia, carmen]),
        ({"person": "CARMÉN"}, [carmen]),
        ({"person": "nobody"}, []),
        ({"role": "official"}, [court]),
        ({"action": "archive.search"}, [lucia]),
        ({"subject": reference}, [carmen]),
        ({"subject": str(case_id)}, [carmen]),
        ({"subject": "2026-999999"}, []),
        ({"source": "10.0.0.9"}, [court]),
        ({"q": "familia"}, [carmen]),
        ({"mark": "covert"}, [carmen]),
        ({"mark": "exceptional"}, [carmen]),
        ({"mark": "late"}, []),
        ({"from": "2026-05-01", "to": "2026-05-01"}, [lucia, carmen]),
        ({"from": "2026-05-02"}, [court]),
        ({"person": "carmen", "role": "operator"}, []),
    ):
        assert found(browser, **query) == ids, query


def test_pages_hold_every_record_once_also_while_others_are_written(
    room: rooms.Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search.page, "__kwdefaults__", {"size": 3})
    there = [read(room.lucia) for _ in range(7)][::-1]
    browser, seen, query = auditor(room), [], {"role": "operator"}
    for _ in range(9):
        answer: Any = browser.client.get("/audit/", query)
        seen += [row["record"].id for row in answer.context["rows"]]
        read(room.lucia)
        if not answer.context["older"]:
            break
        query = {"role": "operator", "older": str(seen[-1])}
    assert seen == there
    back: Any = browser.client.get("/audit/", {"role": "operator", "newer": str(there[-1])})
    assert [row["record"].id for row in back.context["rows"]] == there[-4:-1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[("older", "x"), ("newer", "\0"), ("subject", "x"), ("source", "10.0.0"), ("q", "x")],
        *[("mark", "x"), ("from", "2026-02-30"), ("to", "tomorrow"), ("role", "Ñ"), ("x", "1")],
    ],
)
def test_a_bad_parameter_is_refused_by_its_name(room: rooms.Room, name: str, value: str) -> None:
    browser = auditor(room)
    answer = browser.get("/audit/", **{name: value})
    assert answer.status_code == 400
    assert list(json.loads(answer.content)["fields"]) == [name]
    assert AccessRecord.objects.count() == 0
    if name not in {"newer", "x"}:
        assert browser.client.get("/audit/", {name: value}).status_code == 400


def test_the_figures_add_up_what_was_read(room: rooms.Room) -> None:
    read(room.carmen, reason="Queja", covert=True)
    read(room.lucia, at=rooms.NOON - timedelta(days=2))
    read(room.lucia)
    read(Actor(kind="person", role="anonymous"), action="session.refused", subject_kind="user")
    answer: Any = auditor(room).client.get("/audit/", {"from": "2026-04-20", "to": "2026-05-01"})
    told = answer.context["figures"]
    assert (told.total, told.covert, told.exceptional, told.refused, told.late) == (4, 1, 1, 1, 0)
    assert [bar.count for bar in told.days] == [0] * 9 + [1, 0, 3]
    assert [(bar.value, bar.count) for bar in told.roles] == [
        *[("operator", 2), ("anonymous", 1), ("supervisor", 1)],
    ]
    assert (told.people[0].value, told.people[0].count) == (room.lucia.id, 2)
    assert told.days[-1].length == 20


def test_the_page_says_up_to_where_it_is_signed_and_which_record_is_not_what_was_signed(
    database: clones.Clone, room: rooms.Room
) -> None:
    for _ in range(3):
        read(room.lucia)
    browser = auditor(room)
    fresh: Any = browser.client.get("/audit/")
    assert {row["leaf"].state for row in fresh.context["rows"]} == {"waits"}
    assert access_log.grow(LATER) == 4
    whole: Any = browser.client.get("/audit/", {"role": "operator"})
    assert [(row["leaf"].number, row["leaf"].state) for row in whole.context["rows"]] == [
        *[(2, "holds"), (1, "holds"), (0, "holds")],
    ]
    assert whole.context["broken"] == []
    record = whole.context["rows"][1]["record"].id
    tamper(database, "UPDATE people_access_record SET reason = 'x' WHERE id = %s", record)
    broken: Any = browser.client.get("/audit/", {"role": "operator"})
    assert broken.context["broken"] == [1]
    assert "data-broken" in broken.content.decode()


def test_the_whole_log_is_checked_on_demand(database: clones.Clone, room: rooms.Room) -> None:
    record = read(room.lucia)
    browser = auditor(room)
    access_log.grow(LATER)
    holds: Any = browser.client.get("/audit/verification/")
    assert (holds.context["told"].holds, holds.context["told"].checked.size) == (True, 1)
    tamper(database, "UPDATE people_access_record SET role = 'auditor' WHERE id = %s", record)
    fails: Any = browser.client.get("/audit/verification/")
    assert not fails.context["told"].holds
    assert f"access record {record}" in fails.content.decode()


def taken(browser: rooms.Browser, **query: str) -> str:
    answer: Any = browser.client.get("/audit/export/", query)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode()


def ends(since: UUID) -> list[tuple[str, str]]:
    rows = AccessRecord.objects.filter(id__gt=since, action__startswith="audit.").order_by("id")
    return list(rows.values_list("action", "reason"))


def test_an_export_is_recorded_before_its_first_byte_and_after_its_last(room: rooms.Room) -> None:
    last = [read(room.lucia) for _ in range(3)][-1]
    browser = auditor(room)
    answer: Any = browser.client.get("/audit/export/", {"role": "operator"})
    assert ends(last) == [("audit.export", "role=operator")]
    parts = list(answer.streaming_content)
    answer.close()
    assert ends(last)[1:] == [("audit.export_ended", "3 rows")]
    assert len(list(csv.reader(io.StringIO(b"".join(parts).decode())))) == 4


def test_an_export_that_ends_early_says_after_how_many_rows(
    room: rooms.Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "BATCH", 2)
    last = [read(room.lucia) for _ in range(5)][-1]
    answer: Any = auditor(room).client.get("/audit/export/", {"role": "operator"})
    stream = iter(answer.streaming_content)
    next(stream), next(stream)
    answer.close()
    answer.close()
    assert ends(last)[1:] == [("audit.export_ended", "2 rows, ended early")]


def test_an_export_whose_beginning_cannot_be_recorded_gives_nothing(
    database: clones.Clone, room: rooms.Room
) -> None:
    browser = auditor(room)
    with database.connect("superuser") as connection:
        connection.execute("REVOKE INSERT ON people_access_record FROM cae_app")
    answer = browser.get("/audit/export/")
    assert answer.status_code == 503


def test_no_cell_of_the_csv_is_computed(room: rooms.Room) -> None:
    for reason in ("=1+1", "+34600", "-1", "@x", "\tx", 'con "comillas", y comas'):
        read(room.lucia, reason=reason)
    text = taken(auditor(room), role="operator").removeprefix("\ufeff")
    _titles, *rows = csv.reader(io.StringIO(text))
    assert [row[10] for row in rows] == [
        *["'=1+1", "'+34600", "'-1", "'@x", "'\tx", 'con "comillas", y comas'],
    ]


def test_json_lines_prove_themselves_against_the_signed_head(
    room: rooms.Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "BATCH", 2)
    for number in range(5):
        read(room.lucia if number % 2 else room.carmen, reason=f"motivo {number}")
    access_log.grow(LATER)
    fresh = read(room.carmen)
    head, *records, end = map(
        json.loads, taken(auditor(room), format="jsonl", role="supervisor").splitlines()
    )
    assert end == {"records": 4}
    told = head["head"]
    root = bytes.fromhex(told["root"])
    text = access_log.signed_text(
        size=told["size"],
        root=root,
        at=datetime.fromisoformat(told["at"]),
        key_id=told["key_id"],
    )
    public = keys.sealing_key().public
    assert keys.verifies(public=public, signature=told["signature"], message=text)
    *signed, unsigned = records
    assert [line["leaf"] for line in signed] == [0, 2, 4]
    assert (unsigned["record"]["id"], unsigned["leaf"], unsigned["path"]) == (
        str(fresh),
        None,
        None,
    )
    for line in signed:
        assert proves(line, told["size"], root)
        assert not proves(line | {"record": line["record"] | {"role": "x"}}, told["size"], root)


def proves(line: dict[str, Any], size: int, root: bytes) -> bool:
    """Check a line as somebody would who has nothing of ours but RFC 8785 and RFC 6962."""
    text = json.dumps(line["record"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return merkle.includes(
        index=line["leaf"],
        size=size,
        leaf=merkle.leaf_hash(text.encode()),
        path=[bytes.fromhex(each) for each in line["path"]],
        root=root,
    )


def test_under_the_real_server_it_streams_and_is_recorded_at_both_ends(room: rooms.Room) -> None:
    last = read(room.lucia)
    client = AsyncClient()
    client.cookies = auditor(room).client.cookies

    async def take() -> str:
        answer: Any = await client.get("/audit/export/")
        assert answer.is_async
        text = b"".join([part async for part in answer.streaming_content]).decode()
        await sync_to_async(answer.close)()
        return text

    assert str(room.lucia.id) in async_to_sync(take)()
    assert [action for action, _why in ends(last)] == ["audit.export", "audit.export_ended"]


def test_everybody_reads_their_own_accesses_and_nobody_elses(room: rooms.Room) -> None:
    case_id = room.case()
    mine, others = read(room.lucia, case_id), read(room.carmen, case_id)
    lucia = rooms.Browser(room.lucia)
    assert found(lucia, "/own-accesses/") == [mine]
    assert found(lucia, "/own-accesses/", subject=str(case_id)) == [mine]
    assert str(others) not in lucia.get("/own-accesses/").content.decode()
    assert lucia.get("/own-accesses/", person="carmen").status_code == 400
    assert found(rooms.Browser(room.elena), "/own-accesses/") == []
    actions = AccessRecord.objects.filter(actor_id=room.lucia.id).values_list("action", flat=True)
    assert "audit.read_own" in actions
    for user in (room.carmen, room.person("luis", Role.AUDITOR)):
        assert rooms.Browser(user).get("/own-accesses/").status_code == 403
    for path in ("/audit/", "/audit/export/", "/audit/verification/"):
        assert lucia.get(path).status_code == 403
