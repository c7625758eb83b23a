"""A body reads what it has read itself, and nothing of anybody else."""

from __future__ import annotations

from calls.archive import services
from calls.people.trace_models import AccessRecord
from tests.calls.archive import closing
from tests.calls.export import bodies
from tests.support import clones


def test_a_body_reads_its_own_accesses_a_page_at_a_time_and_nobody_elses(
    database: clones.Clone,
) -> None:
    file = services.seal_case(case_id=closing.closed_case(), at=closing.NOW)
    court, ministry = bodies.reader("Juzgado", "37"), bodies.reader("Ministerio", "")
    court.get("case-files/")
    court.get(f"case-files/{file.reference}/")
    ministry.get("case-files/")
    first = court.get("accesses/?limit=1").json()
    (latest,) = first["results"]
    assert (latest["action"], latest["subject"], latest["reference"]) == (
        *("export.read", "file", file.reference),
    )
    again = court.get(first["next"].partition("/api/v1/")[2]).json()
    assert [row["subject"] for row in again["results"]] == ["file_list"]
    assert again["next"] is None
    told = ministry.get("accesses/").json()["results"]
    assert [row["subject"] for row in told] == ["file_list"]
    assert AccessRecord.objects.filter(action="audit.read_own").count() == 3


def test_a_bad_page_is_refused_by_its_name(database: clones.Clone) -> None:
    court = bodies.reader("Juzgado", "37")
    for query, name in (("before=x", "before"), ("limit=0", "limit"), ("person=x", "person")):
        answer = court.get(f"accesses/?{query}")
        assert answer.status_code == 400
        assert list(answer.json()["fields"]) == [name]
    assert AccessRecord.objects.count() == 0
