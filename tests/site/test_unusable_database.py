"""A database that cannot be used: whoever runs the site is told what to do, in a sentence."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError
from django.db.utils import ConnectionHandler
from pytest_django import Settings

from reflector_site.database_errors import unusable
from reflector_site.settings import _database
from tests.settings import TEST_DATABASE_URL
from tests.site.test_settings import ROOT, start

pytestmark = pytest.mark.django_db

REQUESTS = """
import django
django.setup()
from django.test import Client
client = Client(raise_request_exception=False, headers={"host": "localhost"})
client.cookies["sessionid"] = "of-somebody"
for answer in (client.get("/"), client.get("/v1/rooms/", headers={"authorization": "Bearer 0123456789abcdef"})):
    print(answer.status_code, answer.headers["Content-Type"], "The database cannot be used" in answer.content.decode())
"""


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    file = tmp_path / "notes.txt"
    file.write_text("Buy milk.\n" * 500)
    return file


def told(settings: Settings, monkeypatch: pytest.MonkeyPatch, url: str) -> str:
    """What is said when the database at this address is asked something."""
    database: dict[str, Any] = _database(url)
    monkeypatch.setitem(settings.DATABASES, "default", database)
    connection = ConnectionHandler({"default": database})["default"]
    with pytest.raises(DatabaseError) as caught, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM auth_user")
    connection.close()
    return unusable(caught.value)


def test_a_file_that_is_no_database_is_named(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, text_file: Path
) -> None:
    sentence = told(settings, monkeypatch, f"sqlite:///{text_file}")
    assert sentence.startswith(f"The file {text_file} is no SQLite database. Name the right file in DATABASE_URL")


def test_a_database_that_was_cut_off_is_said_to_be_damaged(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "cut.sqlite3"
    with sqlite3.connect(file) as whole:
        whole.execute("CREATE TABLE auth_user (name text)")
        whole.executemany("INSERT INTO auth_user VALUES (?)", [("x" * 1000,)] * 50)
    whole.close()
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    assert told(settings, monkeypatch, f"sqlite:///{file}") == (
        f"The SQLite database {file} is damaged. Put a backup in its place."
    )


@pytest.mark.parametrize("place", ["", "missing/reflector.sqlite3"])
def test_a_place_where_no_file_can_be_is_named(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, place: str
) -> None:
    sentence = told(settings, monkeypatch, f"sqlite:///{tmp_path / place}")
    assert sentence.startswith(f"The SQLite database {tmp_path / place} cannot be opened. See that DATABASE_URL is")


def test_a_server_that_does_not_answer_is_told_with_what_to_look_at(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    what, advice = told(settings, monkeypatch, "postgres://ada:hunter2@127.0.0.1:1/reflector").splitlines()
    assert "Connection refused" in what
    assert advice.startswith("See that its server is up, that DATABASE_URL has the right host, user and password")
    assert "hunter2" not in what


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("right", "wrong", "reason"),
    [
        ("/postgres?", "/nowhere?", 'database "nowhere" does not exist'),
        ("postgres@", "nobody@", 'role "nobody" does not exist'),
    ],
)
def test_a_server_that_refuses_is_told_with_its_reason(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, right: str, wrong: str, reason: str
) -> None:
    what, advice = told(settings, monkeypatch, TEST_DATABASE_URL.replace(right, wrong)).splitlines()
    assert reason in what
    assert "that the database it names was created" in advice


def test_an_error_of_a_database_that_works_is_no_such_thing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert told(settings, monkeypatch, f"sqlite:///{tmp_path / 'new.sqlite3'}") == ""


def test_manage_py_says_that_the_file_is_no_database_and_no_more(text_file: Path) -> None:
    ended = start("manage.py", "work", "--skip-checks", DATABASE_URL=f"sqlite:///{text_file}")
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"The file {text_file} is no SQLite database.")
    assert len(ended.stderr.splitlines()) == 1


def test_the_site_answers_that_it_cannot_use_it_and_its_log_says_why(text_file: Path) -> None:
    ended = start("-c", REQUESTS, DATABASE_URL=f"sqlite:///{text_file}")
    assert ended.stdout.splitlines() == ["503 text/html; charset=utf-8 True", "503 application/json True"]
    assert "Traceback" not in ended.stderr
    logged = [line for line in ended.stderr.splitlines() if "is no SQLite database" in line]
    assert ["/" in line for line in logged] == [True, True]


def test_workers_wait_for_a_server_that_does_not_answer_and_say_so_once() -> None:
    working = subprocess.Popen(
        [sys.executable, "manage.py", "work", "--skip-checks"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": "postgres://ada:hunter2@127.0.0.1:1/reflector"},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert working.stderr is not None
    said = [working.stderr.readline() for _ in range(3)]
    assert said[0].startswith("The database cannot be used: ")
    assert said[2] == "The work begins when it answers.\n"
    working.terminate()
    assert working.communicate(timeout=20)[1] == ""
    assert working.returncode == 0
