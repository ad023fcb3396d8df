"""A migrated database for each fault, with the journal in it; and databases that go away for a while."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.postgres import running_postgresql

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("sqlite", "postgresql")


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
        migrate(f"sqlite:///{self._template}", folder)

    def make(self, folder: Path) -> str:
        target = folder / "reflector.sqlite3"
        shutil.copyfile(self._template, target)
        return f"sqlite:///{target}"


class PostgresqlDatabases(Databases):
    name = "postgresql"

    def __init__(self, server: str, folder: Path) -> None:
        self._server = server
        self._made = 0
        migrate(server, folder)

    def make(self, folder: Path) -> str:
        del folder
        self._made += 1
        name = f"fault{self._made}"
        with psycopg.connect(urlsplit(self._server)._replace(path="/template1").geturl(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE postgres")
        return urlsplit(self._server)._replace(path=f"/{name}").geturl()


@contextmanager
def databases(name: str, folder: Path) -> Iterator[Databases]:
    """Raises PostgresqlError."""
    if name == "sqlite":
        yield SqliteDatabases(folder)
        return
    with running_postgresql() as server:
        yield PostgresqlDatabases(server, folder)


def migrate(url: str, folder: Path) -> None:
    environment = {**os.environ, "DATABASE_URL": url, "DATA_DIR": str(folder)}
    subprocess.run([sys.executable, "-m", "tests.chaos.one", "--prepare"], cwd=ROOT, env=environment, check=True)


@contextmanager
def away(url: str) -> Iterator[None]:
    """While inside, the database cannot be used: the server is stopped hard, or the file is locked by another."""
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///"), timeout=60, isolation_level=None) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            yield
            connection.execute("ROLLBACK")
        return
    raise NotImplementedError(url)
