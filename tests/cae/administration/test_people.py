"""People: who may sign in, as what; nobody decides this for themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from cae.administration import credentials, people
from cae.administration.once import Once
from calls.casefile import refusals
from calls.casefile.models import Case, Command, Event
from calls.live import sessions as sockets
from calls.people import codes, sessions
from calls.people.models import Role, User
from tests.cae.administration.office import Office, last, line, refused
from tests.calls.room import Browser
from tests.support import together


def version(user: User) -> int:
    return Event.objects.filter(stream_id=user.id).count()


def change(office: Office, user: User, by: User | None = None, **wanted: Any) -> dict[str, Any]:
    user = User.objects.get(id=user.id)
    as_is = {
        "display_name": user.display_name,
        "role": Role(user.role),
        "centre": user.centre_id,
        "language": user.language,
        "base_version": version(user),
    }
    return people.change_person(office.by(by), person_id=user.id, **as_is | wanted)


def test_a_new_person_is_told_with_their_names_beside_the_log(office: Office) -> None:
    invitation = Once()
    answer = people.create_person(
        office.by(),
        invitation,
        username="ines",
        display_name="Inés Prado",
        role=Role.DISPATCHER,
        centre=office.room.health.id,
        language="es",
    )
    ines = User.objects.get(username="ines")
    assert answer == {"person": str(ines.id), "version": 2}
    assert not ines.has_usable_password()
    assert codes.is_open(user=ines, text=invitation.text, at=office.room.now)
    assert last(ines.id)["kind"] == "administration.code_given"
    told = line(ines.id, 1)
    assert told["kind"] == "administration.person_created"
    assert (told["username"], told["display_name"]) == ("ines", "Inés Prado")
    assert told["centre"] == str(office.room.health.id)
    assert "Prado" not in Event.objects.get(stream_id=ines.id, seq=1).body


def test_a_user_name_is_given_once(office: Office) -> None:
    def again() -> object:
        return people.create_person(
            office.by(),
            Once(),
            username="lucia",
            display_name="Otra",
            role=Role.OPERATOR,
            centre=None,
            language="es",
        )

    assert set(refused(refusals.Invalid, again).fields) == {"username"}


def test_a_change_tells_what_was_and_what_is(office: Office) -> None:
    change(office, office.room.marcos, display_name="Marcos Gil", language="en")
    told = last(office.room.marcos.id)
    assert told["changed"] == ["display_name", "language"]
    assert (told["before_display_name"], told["after_display_name"]) == ("Marcos", "Marcos Gil")
    assert (told["before_language"], told["after_language"]) == ("es", "en")
    assert "before_role" not in told


def test_what_changes_nothing_leaves_no_trace(office: Office) -> None:
    assert change(office, office.room.marcos)["version"] == 0
    assert not Event.objects.filter(stream_id=office.room.marcos.id).exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_nobody_changes_their_own_role(office: Office, role: Role) -> None:
    centre = office.room.health.id if role == Role.DISPATCHER else None
    refused(refusals.Forbidden, lambda: change(office, office.teresa, role=role, centre=centre))
    assert User.objects.get(id=office.teresa.id).role == Role.ADMINISTRATOR


def test_ones_own_name_is_ones_own_to_change(office: Office) -> None:
    change(office, office.teresa, display_name="Teresa Sanz")
    assert User.objects.get(id=office.teresa.id).display_name == "Teresa Sanz"


def test_nobody_disables_themselves(office: Office) -> None:
    refused(
        refusals.Forbidden,
        lambda: people.disable_person(office.by(), person_id=office.teresa.id),
    )


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.SUPERVISOR, Role.AUDITOR])
def test_only_an_administrator_changes_anybody(office: Office, role: Role) -> None:
    somebody = User.objects.filter(role=role)[0]
    refused(
        refusals.Forbidden,
        lambda: change(office, office.room.marcos, by=somebody, display_name="Otro"),
    )


def test_the_last_administrator_is_neither_disabled_nor_made_something_else(
    office: Office,
) -> None:
    people.disable_person(office.by(), person_id=office.pablo.id)
    away = office.by(office.pablo)
    disabled = refused(
        refusals.Refusal, lambda: people.disable_person(away, person_id=office.teresa.id)
    )
    demoted = refused(
        refusals.Refusal,
        lambda: change(office, office.teresa, by=office.pablo, role=Role.OPERATOR),
    )
    assert {disabled.code, demoted.code} == {"last_administrator"}
    assert {disabled.status, demoted.status} == {409}


def test_two_who_disable_each_other_at_the_same_moment_are_not_both_gone(office: Office) -> None:
    def disable(by: User, whom: User) -> Callable[[], Any]:
        return lambda: people.disable_person(office.by(by), person_id=whom.id)

    results = together.at_once(
        [disable(office.teresa, office.pablo), disable(office.pablo, office.teresa)]
    )
    assert User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).count() == 1
    refusals_of = [each for each in results if isinstance(each, refusals.Refusal)]
    assert [each.code for each in refusals_of] == ["last_administrator"]


def test_another_role_ends_every_session_in_the_same_transaction(office: Office) -> None:
    marcos = office.room.marcos
    browser = Browser(marcos)
    assert browser.get("/console/").status_code == 200
    change(office, marcos, role=Role.AUDITOR)
    assert browser.get("/console/").status_code == 401
    assert User.objects.get(id=marcos.id).session_epoch == marcos.session_epoch + 1


@pytest.mark.parametrize(
    "deed", [people.disable_person, credentials.end_sessions], ids=["disabled", "ended"]
)
def test_who_is_disabled_or_sent_away_has_no_socket_left(office: Office, deed: Any) -> None:
    marcos = office.room.marcos
    browser = Browser(marcos)
    opened = sockets.Session(
        key=browser.client.session.session_key or "",
        user_id=marcos.id,
        epoch=browser.client.session[sessions.EPOCH],
        role=marcos.role,
        centre_id=None,
    )
    now = timezone.now()
    assert sockets.dead([opened], now=now) == set()
    deed(office.by(), person_id=marcos.id)
    assert sockets.dead([opened], now=now) == {opened}
    assert browser.get("/console/").status_code == 401


def test_who_is_enabled_again_has_to_sign_in_again(office: Office) -> None:
    marcos = office.room.marcos
    browser = Browser(marcos)
    people.disable_person(office.by(), person_id=marcos.id)
    people.enable_person(office.by(), person_id=marcos.id)
    told = last(marcos.id)
    assert (told["before_is_active"], told["after_is_active"]) == (False, True)
    assert browser.get("/console/").status_code == 401


def test_who_holds_an_open_case_keeps_a_role_that_may_hold_it(office: Office) -> None:
    case = Case.objects.get(id=office.room.case())
    held = refused(refusals.Refusal, lambda: change(office, office.room.lucia, role=Role.AUDITOR))
    assert (held.code, held.status) == ("holds_cases", 409)
    assert case.reference in held.fields["role"][0]
    change(office, office.room.lucia, role=Role.SUPERVISOR)


def test_who_is_disabled_leaves_their_open_cases_named(office: Office) -> None:
    case_id = office.room.case()
    answer = people.disable_person(office.by(), person_id=office.room.lucia.id)
    assert answer["holds"] == [str(case_id)]
    assert last(office.room.lucia.id)["holds"] == [str(case_id)]


@pytest.mark.parametrize(("role", "centres"), [(Role.DISPATCHER, []), (Role.OPERATOR, ["health"])])
def test_a_centre_goes_with_dispatchers_alone(
    office: Office, role: Role, centres: list[str]
) -> None:
    centre = next((getattr(office.room, name).id for name in centres), None)
    misplaced = refused(
        refusals.Invalid, lambda: change(office, office.room.marcos, role=role, centre=centre)
    )
    assert set(misplaced.fields) == {"centre"}


def test_two_who_change_the_same_field_see_both_values(office: Office) -> None:
    change(office, office.room.marcos, display_name="Marcos Gil")
    clash = refused(
        refusals.Conflict,
        lambda: change(office, office.room.marcos, display_name="Marcos Ruiz", base_version=0),
    )
    assert clash.conflicts["display_name"]["mine"] == {"display_name": "Marcos Ruiz"}
    assert clash.conflicts["display_name"]["theirs"] == {"display_name": "Marcos Gil"}
    assert (clash.version, clash.conflicts["display_name"]["by"]) == (1, "Teresa")


def test_two_who_change_different_fields_both_have_their_way(office: Office) -> None:
    change(office, office.room.marcos, display_name="Marcos Gil")
    people.change_person(
        office.by(office.pablo),
        person_id=office.room.marcos.id,
        base_version=0,
        display_name="Marcos Gil",
        role=Role.OPERATOR,
        centre=None,
        language="en",
    )
    marcos = User.objects.get(id=office.room.marcos.id)
    assert (marcos.display_name, marcos.language) == ("Marcos Gil", "en")


def test_the_same_command_twice_has_one_effect(office: Office) -> None:
    command_id = uuid4()
    for _ in range(2):
        answer = credentials.end_sessions(
            office.by(command_id=command_id), person_id=office.room.marcos.id
        )
    assert answer["version"] == 1
    assert User.objects.get(id=office.room.marcos.id).session_epoch == 2
    assert Command.objects.filter(id=command_id).count() == 1


def test_nobody_is_nobody(office: Office) -> None:
    for deed in (people.disable_person, people.enable_person, credentials.end_sessions):
        refused(
            refusals.NotFound,
            lambda deed=deed: deed(office.by(), person_id=UUID(int=7)),  # type: ignore[misc]  # bound in its turn of the loop
        )


def test_times_are_those_of_the_passage(office: Office) -> None:
    office.room.now += timedelta(days=3)
    credentials.end_sessions(office.by(), person_id=office.room.marcos.id)
    assert Event.objects.get(stream_id=office.room.marcos.id).at == office.room.now
