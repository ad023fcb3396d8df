"""What every test stands on besides tests/settings.py: the database it belongs on, and no way out to the network.

The database is SQLite in a file, as by default in production; `python -m tests.postgres -- pytest ...` runs the tests
that use a database on PostgreSQL instead.
"""

import ipaddress
import os
import shutil
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import hypothesis
import pytest
from django.db import connection

from tests.machine import everything_required
from tests.settings import DATA_DIR, TEST_DATABASE_URL

pytest_plugins = ("tests.browser", "tests.s3")

_DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}

hypothesis.settings.register_profile("reflector", deadline=None, derandomize=everything_required())
hypothesis.settings.load_profile("reflector")


def pytest_configure(config: pytest.Config) -> None:
    config.add_cleanup(lambda: shutil.rmtree(DATA_DIR, ignore_errors=True))


def pytest_report_header() -> str:
    if TEST_DATABASE_URL:
        return "database: PostgreSQL; tests without a database are left to the run on SQLite"
    return "database: SQLite (on PostgreSQL: python -m tests.postgres -- pytest ...)"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    belongs = _runs_on_postgresql if TEST_DATABASE_URL else _runs_on_sqlite
    config.hook.pytest_deselected(items=[item for item in items if not belongs(item)])
    items[:] = [item for item in items if belongs(item)]


def _runs_on_postgresql(item: pytest.Item) -> bool:
    if item.get_closest_marker("sqlite") is not None:
        return False
    fixtures: set[str] = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or not fixtures.isdisjoint(_DATABASE_FIXTURES)


def _runs_on_sqlite(item: pytest.Item) -> bool:
    return item.get_closest_marker("postgres") is None


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where everything is required, a test left out is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if everything_required() and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True, scope="session")
def _no_way_out() -> Iterator[None]:
    """A connection or a look-up beyond this machine fails the test, whatever the code under test catches."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not _here(address[0]):
            pytest.fail(f"a test connects to {address[0]}, which is not this machine")
        connect(self, address)

    def guarded_look_up(host: Any, *arguments: Any, **named: Any) -> Any:
        if not _here(host) and _as_address(host) is None:
            pytest.fail(f"a test looks up {host}, which is not this machine")
        return look_up(host, *arguments, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield


def _here(host: str | None) -> bool:
    """Names under .invalid lead nowhere by definition (RFC 2606), so tests of failing look-ups may use them."""
    address = _as_address(host)
    if address is not None:
        return address.is_loopback or address.is_unspecified
    return host in (None, "", "localhost") or str(host).endswith(".invalid")


def _as_address(host: str | None) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host or "")
    except ValueError:
        return None


@pytest.fixture
def process_environment(transactional_db: None) -> dict[str, str]:
    """The environment for a process that is to see the rows of this test."""
    del transactional_db
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return {**os.environ, "DATABASE_URL": f"sqlite:///{name}"}
    return {**os.environ, "DATABASE_URL": urlsplit(TEST_DATABASE_URL)._replace(path=f"/{name}").geturl()}
