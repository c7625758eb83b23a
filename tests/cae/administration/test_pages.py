"""Administration by browser: who gets in, what is kept of what was typed, what is shown once."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from cae.administration import centres, urls
from calls.directory.models import Jurisdiction
from calls.people import codes
from calls.people.models import Desk, Role, ServiceToken, Shift, User
from calls.people.trace_models import AccessRecord
from tests.cae.administration.browsing import Page, World
from tests.cae.administration.office import last
from tests.calls.room import Browser

ROLES = (Role.OPERATOR, Role.DISPATCHER, Role.SUPERVISOR)


def routes(method: str) -> list[str]:
    """Name the routes that take a method, as `require_GET` and `require_POST` know it."""
    reading = {
        *("people", "person", "centres", "centre", "desks", "bodies", "body"),
        *("machines", "lists", "changes", "health", "health_figures", "books", "proposal"),
    }
    every = {str(each.name) for each in urls.urlpatterns}
    return sorted(every & reading if method == "GET" else every - reading)


@pytest.mark.parametrize("name", routes("GET"))
def test_the_auditor_reads_what_the_administrator_reads_and_has_no_form(
    world: World, name: str
) -> None:
    administrator, auditor = Page(world.office.teresa), Page(world.office.luis)
    assert administrator.get(world.address(name)).status_code == 200
    if name.startswith("health"):
        assert auditor.get(world.address(name)).status_code == 403
        return
    text = auditor.text(world.address(name))
    assert re.findall(r'method="post" action="(/administration[^"]*)"', text) == []


@pytest.mark.parametrize("role", ROLES)
def test_nobody_else_reads_or_changes_anything(world: World, role: Role) -> None:
    page = Page(User.objects.filter(role=role)[0])
    for name in routes("GET"):
        assert page.get(world.address(name)).status_code == 403, name
    for name in routes("POST"):
        assert page.send(world.address(name)).status_code == 403, name


def test_the_auditor_changes_nothing(world: World) -> None:
    page = Page(world.office.luis)
    for name in routes("POST"):
        assert page.send(world.address(name)).status_code == 403, name
    assert User.objects.get(id=world.office.room.marcos.id).is_active
    assert Shift.objects.exists()


NEW = {"username": "ines", "display_name": "Inés Prado", "role": "operator", "language": "es"}


def test_an_invitation_is_shown_once_and_to_nobody_who_reloads(page: Page) -> None:
    sent = NEW | {"centre": "", "command_id": str(uuid4())}
    first = page.client.post("/administration/people/create/", sent)
    shown = re.search(r'<code class="secret"[^>]*>([^<]+)</code>', first.content.decode())
    assert first.status_code == 200
    assert first.headers["Cache-Control"] == "no-store"
    assert shown
    ines = User.objects.get(username="ines")
    assert codes.is_open(user=ines, text=shown.group(1), at=timezone.now())
    again = page.client.post("/administration/people/create/", sent)
    assert shown.group(1) not in again.content.decode()
    assert "It was shown already" in again.content.decode()
    assert User.objects.filter(username="ines").count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"username": "Inés"}, "username"),
        ({"username": "ines prado"}, "username"),
        ({"username": "lucia"}, "username"),
        ({"display_name": ""}, "display_name"),
        ({"role": "king"}, "role"),
        ({"role": "dispatcher"}, "centre"),
        ({"centre": "here"}, "centre"),
        ({"language": "fr"}, "language"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(
    page: Page, wrong: dict[str, str], field: str
) -> None:
    answer = page.send("/administration/people/create/", **NEW | {"centre": ""} | wrong)
    text = html.unescape(answer.content.decode())
    assert answer.status_code == 400
    assert f'id="create-{field}_error"' in text
    assert f'value="{(NEW | wrong)["display_name"] or (NEW | wrong)["username"]}"' in text
    assert not User.objects.filter(username="ines").exists()


def edit(page: Page, user: User, **wanted: Any) -> Any:
    as_is = {"display_name": user.display_name, "role": user.role, "centre": "", "language": "es"}
    return page.send(
        f"/administration/people/{user.id}/change/", **as_is | {"base_version": "1"} | wanted
    )


def test_two_who_change_a_name_see_both_and_the_second_decides(world: World) -> None:
    marcos = world.office.room.marcos
    first, second = Page(world.office.teresa), Page(world.office.pablo)
    assert edit(first, marcos, display_name="Marcos Gil", language="en").status_code == 302
    clash = edit(second, marcos, display_name="Marcos Ruiz", language="en")
    text = clash.content.decode()
    assert clash.status_code == 409
    assert 'value="Marcos Ruiz"' in text
    assert "<b>Marcos Gil</b>" in text
    version = re.search(r'name="base_version" value="(\d+)"', text)
    assert version
    again = edit(
        second, marcos, display_name="Marcos Ruiz", language="en", base_version=version.group(1)
    )
    assert again.status_code == 302
    assert User.objects.get(id=marcos.id).display_name == "Marcos Ruiz"


def test_ones_own_role_is_refused_on_ones_own_page(page: Page, world: World) -> None:
    answer = edit(page, world.office.teresa, role="supervisor", base_version="0")
    assert answer.status_code == 403
    assert "Another administrator changes your role." in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()


def test_an_edit_without_its_version_is_refused(page: Page, world: World) -> None:
    answer = edit(page, world.office.room.marcos, display_name="Otro", base_version="")
    assert answer.status_code == 400
    assert User.objects.get(id=world.office.room.marcos.id).display_name == "Marcos"


def test_people_are_found_by_name_role_centre_and_state(page: Page, world: World) -> None:
    health = world.office.room.health
    for query, found in {
        "q=MARCOS": {"marcos"},
        "role=supervisor": {"carmen"},
        f"centre={health.id}": {"elena"},
        "state=disabled": set(),
        "role=administrator&q=pab": {"pablo"},
    }.items():
        answer = page.client.get(f"/administration/?{query}")
        names = re.findall(r'class="mono">(\w+)</td>', answer.content.decode())
        assert set(names) == found, query


@pytest.mark.parametrize(
    "query", ["role=king", "state=x", "centre=1", "nonsense=1", "q=" + "x" * 81]
)
def test_a_search_that_makes_no_sense_is_refused_by_name(page: Page, query: str) -> None:
    answer = page.client.get(f"/administration/?{query}", headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert query.partition("=")[0] in answer.json()["fields"]


def test_reading_of_people_is_recorded(page: Page, world: World) -> None:
    page.text("/administration/")
    page.text(world.address("person"))
    rows = AccessRecord.objects.using("auditor").filter(actor_id=world.office.teresa.id)
    assert set(rows.values_list("action", "subject_kind", "subject_id")) == {
        ("administration.read", "people", None),
        ("administration.read", "user", world.office.room.marcos.id),
    }


def test_a_token_is_issued_rotated_narrowed_and_revoked(page: Page, world: World) -> None:
    last_day = (timezone.now() + timedelta(days=90)).date().isoformat()
    issued = page.send(
        "/administration/machines/issue/",
        kind="avl",
        name="Flota",
        centre=str(world.office.room.health.id),
        body="",
        addresses="10.1.0.0/16\n10.2.0.1",
        last_day=last_day,
    )
    assert 'class="secret"' in issued.content.decode()
    token = ServiceToken.objects.get(name="Flota")
    assert token.addresses == ["10.1.0.0/16", "10.2.0.1/32"]
    here = f"/administration/machines/{token.id}/"
    rotated = page.send(here + "rotate/", overlap_hours="24", last_day=last_day)
    assert 'class="secret"' in rotated.content.decode()
    assert ServiceToken.objects.filter(replaces=token).count() == 1
    wrong = page.send(here + "change/", base_version="2", addresses="10.1.0.0/99")
    assert (wrong.status_code, "10.1.0.0/99 is no network" in wrong.content.decode()) == (400, True)
    assert page.send(here + "change/", base_version="2", addresses="").status_code == 302
    assert page.send(here + "revoke/").status_code == 302
    assert ServiceToken.objects.get(id=token.id).revoked_at is not None
    text = page.text("/administration/machines/")
    assert token.digest not in text


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "31/12/2027", "", "2027-02-30"])
def test_a_day_that_is_none_is_refused(page: Page, world: World, day: str) -> None:
    answer = page.send(world.address("extend_mandate"), last_day=day)
    assert answer.status_code == 400
    assert f'id="extend-{world.mandate}-last_day_error"' in answer.content.decode()


@pytest.mark.parametrize("at", ["0001-01-01T00:00", "9999-12-31T23:59", "tomorrow", ""])
def test_a_time_that_is_none_is_refused(page: Page, world: World, at: str) -> None:
    answer = page.send(world.address("plan_shift"), starts_at=at, ends_at=at)
    assert answer.status_code == 400
    assert 'id="shift-starts_at_error"' in answer.content.decode()


@pytest.mark.parametrize(
    ("level", "typed", "status"),
    [
        ("province", "salamanca", 302),
        ("province", "37", 302),
        ("ccaa", "CASTILLA Y LEON", 302),
        ("municipality", "Salamanca", 302),
        ("country", "", 302),
        ("province", "Vetusta", 400),
        ("province", "", 400),
        ("galaxy", "37", 400),
    ],
)
def test_ground_is_named_as_people_name_it(
    page: Page, world: World, level: str, typed: str, status: int
) -> None:
    answer = page.send(world.address("add_ground"), level=level, ground=typed)
    assert answer.status_code == status


def test_ground_is_removed_from_its_own_centre_alone(page: Page, world: World) -> None:
    room = world.office.room
    own, other = (Jurisdiction.objects.get(centre=each).id for each in (room.fire, room.health))
    address = world.address("remove_ground")
    assert page.send(address, ground_id=str(other)).status_code == 404
    assert page.send(address, ground_id="x").status_code == 400
    assert page.send(address, ground_id=str(own)).status_code == 302
    assert set(Jurisdiction.objects.values_list("id", flat=True)) == {other}


def test_a_mandate_is_for_ground_that_there_is(page: Page, world: World) -> None:
    far = (timezone.now() + timedelta(days=9)).date().isoformat()
    for prefix, status in {"37": 302, "": 302, "99": 400, "3": 400, "37274": 302}.items():
        sent = page.send(world.address("give_mandate"), municipality_prefix=prefix, last_day=far)
        assert sent.status_code == status, prefix


@pytest.mark.parametrize("code", ["OP 9", "-9", "OP9!", "Ñ1", "OP9\n", "x" * 17])
def test_a_code_is_letters_and_digits_from_end_to_end(page: Page, code: str) -> None:
    sent = page.send("/administration/desks/create/", code=code, centre="")
    accepted = code.strip() == "OP9"
    assert sent.status_code == (302 if accepted else 400)
    place = {"name": "Parque", "agency": "fire", "latitude": "", "longitude": ""}
    made = page.send("/administration/centres/create/", code=f"{code}é", **place)
    assert made.status_code == 400


def test_who_is_of_a_retired_centre_can_be_renamed_and_nobody_moved_there(
    page: Page, world: World
) -> None:
    room = world.office.room
    centres.retire_centre(world.office.by(), centre_id=room.health.id)
    named = {"role": "dispatcher", "centre": str(room.health.id), "base_version": "0"}
    assert edit(page, room.elena, display_name="Elena Gil", **named).status_code == 302
    moved = edit(page, room.jorge, **named)
    assert (moved.status_code, "change-centre_error" in moved.content.decode()) == (400, True)


def test_a_desk_and_a_service_are_changed(page: Page, world: World) -> None:
    assert page.send(world.address("retire_desk")).status_code == 302
    assert not Desk.objects.get(id=world.desk).is_active
    named = {"name_es": "Bomberos", "name_en": "Fire brigade", "base_version": "0"}
    assert page.send(world.address("rename_agency"), **named).status_code == 302
    assert "Fire brigade" in page.text("/administration/lists/")


def test_the_changes_tell_what_was_and_what_is_page_by_page(page: Page, world: World) -> None:
    marcos = world.office.room.marcos
    edit(page, marcos, display_name="Marcos Gil", role="supervisor")
    text = page.text("/administration/changes/")
    assert re.search(r"<del>Marcos</del>.*<ins>Marcos Gil</ins>", text, re.DOTALL)
    assert re.search(r"<del>Operator</del>.*<ins>Supervisor</ins>", text, re.DOTALL)
    seen = re.findall(r"<strong>([^<]+)</strong>", page.text("/administration/changes/"))
    assert seen.count("Person changed") == 1
    for _ in range(60):
        page.send(f"/administration/people/{marcos.id}/end-sessions/")
    first = page.text("/administration/changes/")
    assert first.count("<time datetime=") == 50
    earlier = re.search(r"\?before=(\d+)", first)
    assert earlier
    second = page.text("/administration/changes/", before=earlier.group(1))
    assert second.count("Person changed") == 1
    assert "<del>Marcos</del>" in second


def test_a_script_is_answered_by_json_and_gets_the_text_once(world: World) -> None:
    browser = Browser(world.office.teresa)
    address = f"/administration/people/{world.office.room.marcos.id}/code/"
    command_id = str(uuid4())
    first: Any = browser.command(address, command_id=command_id, purpose="recovery")
    again: Any = browser.command(address, command_id=command_id, purpose="recovery")
    assert re.fullmatch(r"[0-9A-Z]{5}-[0-9A-Z]{5}", first.json()["text"])
    assert again.json() == first.json() | {"text": ""}
    assert last(world.office.room.marcos.id)["kind"] == "administration.code_given"
