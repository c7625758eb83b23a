"""What each who, route, method and case must come to, and where it comes to something else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus

from cae import checks
from calls.people import access
from calls.people.access import Decision
from tests.cae.doors import walk
from tests.calls.people.principals import Centre, Principal, Target

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# These act on a case whose reading is another action's.
READS_A_CASE = {"live:console_case": "case.read", "dispatch:desk_case": "case.read"}
READING = {"case.read", "intake.compare"}
# They would leave who knocks outside every other door; the sign-in's tests knock there.
LEAVING = {"people:sign_out", "people:lock"}
AWAY, NOT_YET = HTTPStatus.UNAUTHORIZED, HTTPStatus.CONFLICT
Cell = tuple[Principal, str, str, Target | None]
Knock = Callable[[Principal, str, str], int]
"""Who, method and address; gives the status."""


def doors() -> dict[str, walk.Door]:
    """Give every route by its name."""
    named = [name for name, _route in checks.routes()]
    found = dict(zip(named, walk.doors(), strict=True))
    assert set(found) == set(access.routes())
    return found


by_name = doors()
MACHINES = {name for name, door in by_name.items() if door.where.startswith("api/v1/")}


def failures(
    centre: Centre, knock: Knock, tried: Iterable[Cell], reference: str = ""
) -> list[tuple[str, str, str, str, int, set[int] | None]]:
    """Knock at each cell and give those that answer otherwise than the plan of access says."""
    found = []
    for who, route, method, case in tried:
        known = {"case_id": str(case.id)} if case else {}
        address = by_name[route].address({"reference": reference, **known})
        wanted = expected(who, route, method, case)
        status = knock(who, method, address)
        let_through = status not in {401, 403, 405} and status < 500
        if not let_through if wanted is None else status not in wanted:
            found.append((who.name, route, method, case.name if case else "-", status, wanted))
    return found


def expected(who: Principal, route: str, method: str, target: Target | None) -> set[int] | None:
    """Give the statuses that the plan of access allows; None for whatever lets one through."""
    named = access.routes()[route]
    action = named.get(method) or next(iter(named.values()))
    is_api = route in MACHINES
    role = who.role if who.is_machine is is_api or action == "public" else "anonymous"
    if not access.may(role, action):
        return {AWAY if role == "anonymous" else HTTPStatus.FORBIDDEN}
    if method not in named:
        return {HTTPStatus.METHOD_NOT_ALLOWED}
    if target is None:
        return None
    return _before_a_case(who, READS_A_CASE.get(route, action), target)


def _may(who: Principal, route: str) -> bool:
    return any(expected(who, route, method, None) is None for method in access.routes()[route])


def _before_a_case(who: Principal, action: str, target: Target) -> set[int] | None:
    relation = target.relation(who)
    actor = who.actor
    assert actor is not None
    decision = access.decide(actor=actor, action=action, relation=relation)
    if decision is Decision.NOT_FOUND or target.name == "none":
        return {HTTPStatus.NOT_FOUND}
    if decision is Decision.FORBIDDEN:
        return {HTTPStatus.FORBIDDEN}
    if not target.is_closed:
        return None
    if action in READING:
        # What is over is the archive's for a supervisor, who states why.
        return {HTTPStatus.FORBIDDEN} if relation == "board" else None
    return {NOT_YET, HTTPStatus.OK, HTTPStatus.BAD_REQUEST}


def cells(centre: Centre) -> Iterator[tuple[Principal, str, str, Target | None]]:
    """Yield each who, route, method and case, leaving out what only repeats a refusal."""
    for route, door in by_name.items():
        named = access.routes()[route]
        cases = list(centre.targets.values()) if "case_id" in door.arguments else [None]
        allowed = next((who.name for who in centre.principals if _may(who, route)), "")
        for who in centre.principals:
            for method in METHODS:
                if route in LEAVING and method == "POST":
                    continue
                if method in named:
                    of_all = expected(who, route, method, None) is None
                    yield from (
                        (who, route, method, case) for case in cases[: None if of_all else 1]
                    )
                elif who.name in {"anonymous", allowed}:
                    yield who, route, method, cases[0]
