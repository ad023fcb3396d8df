"""A migrated database for each fault, with the journal in it; and databases that go away for a while."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg

from tests.postgres import Server, postgresql_server

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("sqlite", "postgresql")
SERVER_AWAY_S = 6
LOCKED_S = 25  # longer than a writer waits for the lock


class Databases(ABC):
    """Of one kind: the first is migrated, the others are its copies."""

    name: str

    @abstractmethod
    def make(self, folder: Path) -> str:
        """A fresh one; its DATABASE_URL."""


class SqliteDatabases(Databases):
    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.sqlite3"
        _migrate(f"sqlite:///{self._template}", folder)

    def make(self, folder: Path) -> str:
        target = folder / "reflector.sqlite3"
        shutil.copyfile(self._template, target)
        return f"sqlite:///{target}"


class PostgresqlDatabases(Databases):
    name = "postgresql"

    def __init__(self, server: Server, folder: Path) -> None:
        self._server = server
        self._made = 0
        _migrate(server.url, folder)

    def make(self, folder: Path) -> str:
        del folder
        self._made += 1
        name = f"fault{self._made}"
        with psycopg.connect(self._url("template1"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE postgres")
        return self._url(name)

    def _url(self, name: str) -> str:
        return urlsplit(self._server.url)._replace(path=f"/{name}").geturl()


@contextmanager
def databases(name: str, folder: Path) -> Iterator[Databases]:
    """Raises PostgresqlError."""
    if name == "sqlite":
        yield SqliteDatabases(folder)
        return
    with postgresql_server() as server, _started_again(server):
        yield PostgresqlDatabases(server, folder)


def go_away(url: str) -> None:
    """Make the database unusable for a while; returns when it can be used again.

    A PostgreSQL is stopped hard, an SQLite is locked by another.
    """
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///"), timeout=60, isolation_level=None) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            time.sleep(LOCKED_S)
            connection.execute("ROLLBACK")
        return
    folder = Path(parse_qs(urlsplit(url).query)["host"][0])
    os.kill(int((folder / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)
    time.sleep(SERVER_AWAY_S / 2)
    _wait_for(url)


@contextmanager
def _started_again(server: Server) -> Iterator[None]:
    """While inside, a server that has ended is started again some seconds later."""
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.1):
            if server.process.poll() is not None and not ended.wait(SERVER_AWAY_S):
                server.start()

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield
    finally:
        ended.set()
        watching.join()


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the database has not come back")


def _migrate(url: str, folder: Path) -> None:
    environment = {**os.environ, "DATABASE_URL": url, "DATA_DIR": str(folder)}
    subprocess.run([sys.executable, "-m", "tests.chaos.one", "--prepare"], cwd=ROOT, env=environment, check=True)
