"""Fixtures that every test may ask for."""

import importlib
import os
from collections.abc import Callable, Generator, Iterator

import hypothesis
import pytest
import redis
from django.test import override_settings, utils
from django.utils import translation
from playwright import sync_api

from cae.services import embedded
from tests.support import browsers, clones, environment, figures, nursery, run
from tests.support import stack as stacks

environment.prepare()


def pytest_configure() -> None:
    """Let Django's test client and templates tell what they did; time no example."""
    utils.setup_test_environment()
    # The other worker's browser may hold up any example: speed is for `make bench`.
    hypothesis.settings.register_profile(
        "cae", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
    )
    hypothesis.settings.load_profile("cae")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, lest one worker ends alone with one of them."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    """Return 0 for a long file, 1 for one that starts a centre, 2 for all the others."""
    module = item.getparent(pytest.Module)
    marks = {mark.name for mark in module.iter_markers()} if module else set()
    return 0 if "long" in marks else 1 if "stack" in marks else 2


def pytest_unconfigure() -> None:
    """End what the run started."""
    clones.close_admin()
    nursery.close()
    if run.is_owner():
        run.end()


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """Leave no test the language in which the one before it was answered."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def own_budgets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test spend what another may ask of the interface: all come from one address."""
    limits = importlib.import_module("calls.people.limits")
    monkeypatch.setattr(limits, "askers", limits.Budget())
    monkeypatch.setattr(limits, "knocks", limits.Budget())


@pytest.fixture
def database() -> Iterator[clones.Clone]:
    """Give the test a migrated database of its own, with every alias pointed at it."""
    with clones.fresh() as clone, clones.used_by_django(clone):
        yield clone


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[embedded.Valkey]:
    """Give this worker a Valkey of its own: channels know no database numbers."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    server = embedded.Valkey(run.folder() / f"valkey-{worker}")
    server.start()
    yield server
    server.discard()


@pytest.fixture
def valkey(valkey_server: embedded.Valkey) -> Iterator[str]:
    """Give the address of an empty Valkey, and let the settings name it."""
    with redis.Redis.from_url(valkey_server.url, socket_timeout=5) as client:
        client.flushall()
    with override_settings(REDIS_URL=valkey_server.url, CELERY_BROKER_URL=valkey_server.url):
        yield valkey_server.url


@pytest.fixture(scope="module")
def stack() -> Iterator[stacks.Stack]:
    """Give the module a whole centre of real processes; Django here looks at its database.

    Its tests share it and find what those before them left; what one kills, it restarts.
    """
    with stacks.running() as running, clones.used_by_django(running.clone):
        yield running


@pytest.fixture
def lone_stack() -> Iterator[stacks.Stack]:
    """Give the test a whole centre that nobody has worked in."""
    with stacks.running() as running, clones.used_by_django(running.clone):
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[sync_api.Browser]:
    """Give the module a real browser.

    While it runs, Playwright's loop is the thread's running loop: Django is told that this is
    no asynchronous code, and a module that asks for a browser holds no asynchronous test.
    """
    with pytest.MonkeyPatch.context() as patch, browsers.started() as started:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield started


@pytest.fixture
def floor(browser: sync_api.Browser, stack: stacks.Stack) -> Iterator[browsers.Floor]:
    """Give the test desks over its stack; errors in their consoles fail it."""
    made = browsers.Floor(browser, stack.address)
    yield made
    made.close()
    assert not made.complaints


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> figures.Tell:
    """Give the test what it tells its figures to; the end of the run shows them."""
    return figures.teller(record_property)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show every figure that a test came upon."""
    reports = [
        report
        for outcome in ("passed", "failed")
        for report in terminalreporter.getreports(outcome)
        if isinstance(report, pytest.TestReport) and report.when == "call"
    ]
    if found := figures.told(reports):
        terminalreporter.section("figures")
        for name, value in found:
            terminalreporter.write_line(f"{name:<48} {value}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add what the processes last said to the report of a test that failed."""
    report = yield
    given = getattr(item, "funcargs", {})
    running = given.get("lone_stack") or given.get("stack")
    if call.when == "call" and report.failed and isinstance(running, stacks.Stack):
        report.sections += [
            (f"last words of {name}", words) for name, words in running.last_words().items()
        ]
    return report
