"""The checker of the kills finds what a weaker house would do."""

from __future__ import annotations

import time

import pytest

from calls.casefile.models import Case
from tests.faults import checker, facts, healing, shift
from tests.support import clones
from tests.support import stack as stacks

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]
CALLS = 5
THREE_SWEEPS_S = 3.0
PATIENCE_S = 90.0


@pytest.mark.parametrize(
    ("missing", "amiss"),
    [("sweeper", {"unsealed", "late"}), ("worker", {"unsealed"})],
)
def test_a_centre_without_one_of_its_processes_is_found_out_and_healed_by_it(
    missing: str, amiss: set[str]
) -> None:
    with stacks.running(without=frozenset({missing})) as stack:
        with shift.at_work(stack, seed="planted", calls=CALLS) as worked:
            worked.wait_until_all_rang()
        healing.settled(stack.clone, worked, patience=PATIENCE_S, but=amiss)
        time.sleep(THREE_SWEEPS_S)
        faults = checker.check(facts.read(stack.clone), worked.journal.entries())
        assert checker.rules(faults) == amiss
        stack.start_part(missing)
        faults, took = healing.settled(stack.clone, worked, patience=PATIENCE_S)
        print(f"healed by the {missing} in {took:.1f} s")  # noqa: T201 - a figure
        assert faults == []


def test_a_plain_save_beside_the_door_is_found_out_as_a_lost_update() -> None:
    bare = frozenset({"worker", "sweeper"})
    with stacks.running(without=bare) as stack, clones.used_by_django(stack.clone):
        with shift.at_work(stack, seed="plain", calls=0) as worked:
            one = worked.operators[0]
            call = one.announce("plain-1", "+34600000001")
            taken = one.command("call.answer", f"/calls/{call}/answer/", target=call)
            case, version = taken.case, int(taken.answer["version"])
            version = shift.record(one, case, version, location_text="Calle Zamora 1")
            careless = Case.objects.get(id=case)
            shift.record(one, case, version, location_text="Calle Toro 2")
            assert checker.check(facts.read(stack.clone), worked.journal.entries()) == []
            careless.caller_kind = "witness"
            careless.save()
        faults = checker.check(facts.read(stack.clone), worked.journal.entries())
        assert checker.rules(faults) == {"lost update"}
        assert "Calle Toro 2" in faults[0].what
