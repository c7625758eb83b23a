"""A centre that goes by means not shown here owes no unit any more, and says so."""

from __future__ import annotations

import pytest

from calls.casefile import log, refusals
from calls.casefile.models import Commitment
from calls.stages.transfer import services as transfer
from tests.calls import room as rooms
from tests.calls.stages import sheets


def test_a_centre_that_goes_by_its_own_means_owes_no_unit(room: rooms.Room) -> None:
    case_id = room.case()
    offer = room.offered(case_id)
    transfer.accept_transfer(room.passage(room.elena, case_id), offer_id=offer)
    answer = rooms.Browser(room.elena).command(
        f"/cases/{case_id}/transfer/own-means/", offer=str(offer), text="Helicóptero propio"
    )
    assert answer.status_code == 200, answer.content
    *_rest, last = log.read(case_id)
    assert last.kind == "transfer.carried_on_alone"
    assert last.data == {
        "offer": str(offer),
        "centre": str(room.health.id),
        "reason": "Helicóptero propio",
    }
    assert rooms.owed(case_id) == []
    promise = Commitment.objects.get(case=case_id, kind="transfer.mobilise")
    assert (promise.result, promise.settled_seq) == ("own_means", last.seq)
    before = rooms.everything()
    with pytest.raises(refusals.Refusal) as refused:
        transfer.carry_on_alone(room.passage(room.elena, case_id), offer_id=offer, text="x")
    assert (refused.value.code, refused.value.status) == ("out_of_stage", 409)
    assert rooms.everything() == before


def test_only_the_centre_that_accepted_may_say_so(room: rooms.Room) -> None:
    case_id = room.case()
    offer = room.offered(case_id)
    path = f"/cases/{case_id}/transfer/own-means/"
    before = rooms.everything()
    early = rooms.Browser(room.elena).command(path, offer=str(offer), text="x")
    assert early.status_code == 409
    stranger = rooms.Browser(room.jorge).command(path, offer=str(offer), text="x")
    assert stranger.status_code == 404
    operator = rooms.Browser(room.lucia).command(path, offer=str(offer), text="x")
    assert operator.status_code == 403
    unnamed = rooms.Browser(room.elena).command(path, text="x")
    assert unnamed.status_code == 400
    assert set(sheets.fields_of(unnamed)) == {"offer"}
    assert rooms.everything() == before
