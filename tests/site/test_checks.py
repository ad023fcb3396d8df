"""System checks: settings that are right singly and wrong together."""

from pathlib import Path
from typing import Any

import pytest
from django.core.checks import CheckMessage, run_checks
from pytest_django import Settings

from reflector_site import checks
from tests.daily.site import SECRET
from tests.site.test_settings import start


def found() -> dict[str, CheckMessage]:
    return {str(message.id): message for message in run_checks() if str(message.id).startswith("reflector.")}


def test_the_defaults_are_in_order() -> None:
    assert found() == {}


@pytest.mark.parametrize("secret", ["not base64!", "=", "AAEC é"])
def test_a_webhook_secret_that_is_not_base64_is_an_error(settings: Settings, secret: str) -> None:
    settings.DAILY_WEBHOOK_SECRET = secret
    assert found()["reflector.E001"].is_serious()
    settings.DAILY_WEBHOOK_SECRET = SECRET
    assert found() == {}


@pytest.mark.parametrize(("key", "secret"), [("key", ""), ("", "secret")])
def test_half_of_a_pair_of_aws_keys_is_an_error(settings: Settings, key: str, secret: str) -> None:
    settings.AWS_ACCESS_KEY_ID, settings.AWS_SECRET_ACCESS_KEY = key, secret
    assert found()["reflector.E002"].is_serious()
    settings.AWS_ACCESS_KEY_ID, settings.AWS_SECRET_ACCESS_KEY = "key", "secret"
    assert found() == {}


@pytest.mark.parametrize(("url", "model"), [("http://localhost:11434/v1", ""), ("", "llama")])
def test_half_of_a_language_model_is_an_error(settings: Settings, url: str, model: str) -> None:
    settings.LLM_URL, settings.LLM_MODEL = url, model
    assert found()["reflector.E003"].is_serious()
    settings.LLM_URL, settings.LLM_MODEL = "http://localhost:11434/v1", "llama"
    assert found() == {}


def test_a_cluster_of_another_name_than_a_queue_s_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, ids in (("speach", ["reflector.E006"]), ("speech", []), ("", [])):
        monkeypatch.setenv("Q_CLUSTER_NAME", name)
        assert list(found()) == ids, name


def test_a_recordings_folder_that_is_not_there_is_an_error(settings: Settings, tmp_path: Path) -> None:
    settings.RECORDINGS_DIR = tmp_path / "missing"
    assert "missing' is not a folder" in found()["reflector.E005"].msg
    settings.RECORDINGS_DIR = tmp_path
    assert found() == {}


def test_a_key_without_a_place_to_read_from_is_a_warning(settings: Settings, tmp_path: Path) -> None:
    settings.DAILY_API_KEY = "key"
    assert not found()["reflector.W001"].is_serious()
    settings.RECORDINGS_DIR = tmp_path
    assert found() == {}


@pytest.mark.parametrize(("kind", "ids"), [("nfs4", ["reflector.E004"]), ("cifs", ["reflector.E004"]), ("ext4", [])])
def test_sqlite_on_a_network_file_system_is_an_error(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path, kind: str, ids: list[str]
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/a / ext4 rw 0 0\nserver:/x {tmp_path} {kind} rw 0 0\n/dev/b /elsewhere nfs rw 0 0\n")
    monkeypatch.setattr(checks, "MOUNTS", mounts)
    monkeypatch.setitem(settings.DATABASES, "default", _sqlite(tmp_path / "reflector.sqlite3"))
    assert [message.id for message in checks.sqlite_is_on_a_local_disk(None)] == ids


def test_where_there_is_no_list_of_mounts_nothing_is_known_and_nothing_said(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    monkeypatch.setattr(checks, "MOUNTS", tmp_path / "none")
    monkeypatch.setitem(settings.DATABASES, "default", _sqlite(tmp_path / "reflector.sqlite3"))
    assert checks.sqlite_is_on_a_local_disk(None) == []


def _sqlite(path: Path) -> dict[str, Any]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}


def test_a_network_file_system_does_not_matter_to_postgresql(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setitem(settings.DATABASES, "default", {"ENGINE": "django.db.backends.postgresql", "NAME": "x"})
    assert checks.sqlite_is_on_a_local_disk(None) == []


def test_manage_py_check_stops_at_an_error() -> None:
    ended = start("manage.py", "check", DAILY_WEBHOOK_SECRET="not base64!", LLM_MODEL="llama")
    assert ended.returncode == 1
    assert "reflector.E001" in ended.stderr
    assert "reflector.E003" in ended.stderr
    assert "Traceback" not in ended.stderr
