import pytest

from cae.services import prepare, schema, trouble
from tests.support import clones


def test_a_database_of_this_version_lacks_nothing(database: clones.Clone) -> None:
    verdict = schema.judge("migrator")
    assert (verdict.lacking, verdict.empty) == ([], False)


def test_an_older_database_is_told_what_it_lacks(database: clones.Clone) -> None:
    with database.connect("superuser") as older:
        older.execute("DELETE FROM django_migrations WHERE app = 'dispatch'")
    verdict = schema.judge("migrator")
    assert verdict.lacking
    assert all(name.startswith("dispatch.") for name in verdict.lacking)
    assert not verdict.empty


def test_an_older_database_is_migrated_after_saying_so(
    database: clones.Clone, capsys: pytest.CaptureFixture[str]
) -> None:
    with database.connect("superuser") as older:
        older.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
        older.execute("DROP TABLE django_session")
    prepare.migrate()
    assert "older version" in capsys.readouterr().out
    assert "sessions.0001_initial" not in schema.judge("migrator").lacking


def test_a_newer_database_is_refused_with_a_way_out(database: clones.Clone) -> None:
    with database.connect("superuser") as newer:
        newer.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('calls', '9999_tomorrow', now())"
        )
    with pytest.raises(trouble.Trouble, match=r"newer version.*calls\.9999_tomorrow") as told:
        prepare.migrate()
    assert "git pull" in told.value.way_out


def test_another_programs_migrations_are_none_of_ours(database: clones.Clone) -> None:
    with database.connect("superuser") as other:
        other.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('reporting', '0001_initial', now())"
        )
    assert schema.judge("migrator").lacking == []
