"""Cases that ended together, and two of one call, have each their own file."""

from __future__ import annotations

import dataclasses
import json
from uuid import UUID

from calls.archive import queries, services, verification
from calls.archive.models import SealedFile
from calls.casefile import door
from calls.casefile.kinds import Disposition, EndedBy
from calls.casefile.models import Case, Stream
from calls.stages.closure import services as closure
from calls.stages.intake import incidents, unanswered
from tests.calls.archive import closing
from tests.support import clones


def close(case_id: UUID) -> None:
    """Close a case."""
    closure.close_case(
        closing.passage(case_id), disposition=Disposition.RESOLVED_ON_SCENE, summary="Atendida"
    )


def seal_all() -> dict[UUID, SealedFile]:
    """Seal whatever is closed and has no file, as the worker does, twice."""
    for _turn in range(2):
        for case_id in queries.closed_without_file():
            services.seal_case(case_id=case_id, at=closing.NOW)
    return {file.case_id: file for file in SealedFile.objects.using("sealer").all()}


def test_a_joined_case_has_a_file_of_its_own_from_its_own_log(database: clones.Clone) -> None:
    report, incident = closing.open_case(), closing.open_case()
    told = {"another_victim": "yes", "other_place": "no", "worse": "yes"}
    passage = dataclasses.replace(closing.passage(report), other_id=incident)
    incidents.join_case(passage, told=told)
    assert queries.closed_without_file() == []
    close(incident)
    files = seal_all()
    assert set(files) == {report, incident}
    assert files[report].disposition == "joined"
    assert files[incident].disposition == "resolved_on_scene"
    joined = json.loads(files[report].document)
    kinds = [event["kind"] for event in joined["events"]]
    assert kinds.count("intake.joined_to") == kinds.count("closure.case_closed") == 1
    assert len(joined["calls"]) == 1
    calls = {json.loads(file.document)["calls"][0]["call"] for file in files.values()}
    assert len(calls) == 2, "a file holds the other's call"
    assert "Zamora" not in files[report].document


def test_two_cases_of_one_call_hold_it_both(database: clones.Clone) -> None:
    first = closing.open_case()
    second = UUID(incidents.split_case(closing.passage(first))["case"])
    third = UUID(incidents.split_case(closing.passage(second))["case"])
    for case_id in (first, second, third):
        close(case_id)
    files = seal_all()
    assert set(files) == {first, second, third}
    documents = [json.loads(file.document) for file in files.values()]
    [call] = Case.objects.get(id=first).calls.all()
    for document in documents:
        [told] = document["calls"]
        assert told["call"] == str(call.id)
        assert told["head"] == bytes(Stream.objects.get(id=call.id).head).hex()
    assert not verification.verify().faults


def test_a_call_that_ends_between_two_files_leaves_both_good(database: clones.Clone) -> None:
    first = closing.open_case()
    second = UUID(incidents.split_case(closing.passage(first))["case"])
    close(second)
    before = seal_all()[second]
    [call] = Case.objects.get(id=first).calls.all()
    gateway = door.Passage(actor=closing.GATEWAY, at=closing.NOW)
    unanswered.end_call(gateway, call_id=call.id, ended_by=EndedBy.CENTRE)
    close(first)
    after = seal_all()[first]
    told = [json.loads(file.document)["calls"] for file in (before, after)]
    assert told[0] == told[1]
    assert not verification.verify().faults
