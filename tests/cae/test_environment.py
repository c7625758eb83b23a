"""What the environment says, and how it is refused."""

from pathlib import Path

import pytest
from django.core import exceptions

from cae import databases, environment


def test_a_missing_variable_has_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CAE_X", raising=False)
    assert environment.text("CAE_X", "a") == "a"
    assert environment.number("CAE_X", 3) == 3
    assert environment.flag("CAE_X", default=True) is True
    assert environment.words("CAE_X", ("b",)) == ["b"]


@pytest.mark.parametrize(("given", "meant"), [("1", True), ("Yes", True), ("off", False)])
def test_a_flag_is_a_yes_or_a_no(
    monkeypatch: pytest.MonkeyPatch, given: str, *, meant: bool
) -> None:
    monkeypatch.setenv("CAE_X", given)
    assert environment.flag("CAE_X", default=not meant) is meant


def test_what_cannot_be_meant_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAE_X", "perhaps")
    with pytest.raises(exceptions.ImproperlyConfigured, match="CAE_X must be 1 or 0"):
        environment.flag("CAE_X", default=True)
    with pytest.raises(exceptions.ImproperlyConfigured, match="CAE_X must be a whole number"):
        environment.number("CAE_X", 1)
    with pytest.raises(exceptions.ImproperlyConfigured, match="one of a, b"):
        environment.choice("CAE_X", {"a", "b"}, "a")


def test_a_secret_is_made_only_where_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CAE_X", raising=False)
    assert environment.secret("CAE_X", otherwise=lambda: "made") == "made"
    monkeypatch.setenv("CAE_X", "given")
    assert environment.secret("CAE_X", otherwise=lambda: "made") == "given"


def test_production_makes_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CAE_X", raising=False)
    with pytest.raises(exceptions.ImproperlyConfigured, match="Set CAE_X or CAE_X_FILE"):
        environment.secret("CAE_X", otherwise=None)


def test_a_secret_may_lie_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "given"
    file.write_text("of old\n")
    monkeypatch.setenv("CAE_X_FILE", str(file))
    assert environment.secret("CAE_X", otherwise=None) == "of old"


def test_one_address_enters_through_five_roles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "DATABASE_URL", "postgresql://me:p%40ss@db.internal:5433/cae?sslmode=require"
    )
    monkeypatch.setenv("DATABASE_SEALER_URL", "postgresql://sealer@db.internal/cae")
    found = databases.aliases(pooled=True)
    assert set(found) == {"default", "migrator", "sealer", "official", "auditor"}
    assert found["default"]["PASSWORD"] == "p@ss"
    assert found["default"]["OPTIONS"]["sslmode"] == "require"
    assert "-c role=cae_app" in found["default"]["OPTIONS"]["options"]
    assert found["sealer"]["USER"] == "sealer"
    assert all(alias["CONN_MAX_AGE"] == 0 for alias in found.values())
    assert found["default"]["OPTIONS"]["pool"]["timeout"] == 2


def test_a_socket_folder_is_written_as_libpq_does() -> None:
    found = databases.parameters("postgresql:///cae?host=/run/pg&user=me")
    assert (found["HOST"], found["USER"], found["NAME"]) == ("/run/pg", "me", "cae")


def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(exceptions.ImproperlyConfigured, match="PostgreSQL is CAE's only database"):
        databases.parameters("sqlite:///cae.db")


def test_an_address_with_its_password_may_stand_in_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("DATABASE_URL", "DATABASE_SEALER_URL"):
        monkeypatch.delenv(name, raising=False)
    assert databases.aliases(pooled=False)["default"]["NAME"] == "cae"
    for name, login in (("DATABASE_URL", "app"), ("DATABASE_SEALER_URL", "sealer")):
        file = tmp_path / login
        file.write_text(f"postgresql://{login}:secret@host/centre\n", encoding="utf-8")
        monkeypatch.setenv(f"{name}_FILE", str(file))
    found = databases.aliases(pooled=False)
    assert [found[alias]["USER"] for alias in ("default", "sealer", "auditor")] == [
        *("app", "sealer", "app"),
    ]
    assert found["default"]["PASSWORD"] == "secret"
