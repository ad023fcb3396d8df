"""Settings from the environment: typed, and a wrong one stops the start with a sentence."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from reflector_site import env

ROOT = Path(__file__).parents[2]


def start(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A Python process in the project's folder with these settings besides the tests' own."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "reflector_site.settings", "DATABASE_URL": "", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def setting(name: str, **environment: str) -> str:
    read = start("-c", f"from reflector_site import settings; print(settings.{name})", **environment)
    assert read.returncode == 0, read.stderr
    return read.stdout.strip()


WRONG = [
    ("DJANGO_DEBUG", "maybe", "write true or false"),
    ("HOST_NAME", "one:two", "write at most 64 letters, digits, hyphens and dots"),
    ("SPEECH_WORKERS", "two", "write a whole number"),
    ("SPEECH_WORKERS", "0", "write a number from 1 to 64"),
    ("WHISPER_DEVICE", "tpu", "write one of cpu, cuda, auto"),
    ("WHISPER_COMPUTE_TYPE", "fp16", "write one of auto, int8,"),
    ("DAILY_API_KEY", "…", "holds a blank or a sign that is in no key"),
    ("LOG_LEVEL", "LOUD", "write one of DEBUG, INFO, WARNING, ERROR"),
    ("PUBLIC_URL", "reflector.example.org", "write an address such as https://"),
    ("PUBLIC_URL", "https://example.org/reflector", "write the address of the site alone"),
    ("PUBLIC_URL", "http://[", "write an address such as https://"),
    ("DAILY_API_URL", "https://:443/v1", "write an address such as https://"),
    ("WHEREBY_API_URL", "https://host:port", "write an address such as https://"),
    ("AWS_ENDPOINT_URL_S3", "ftp://files", "write an address such as https://"),
    ("LLM_URL", "localhost:11434", "write an address such as https://"),
    ("DATABASE_URL", "nonsense", "write sqlite:////path/to/file or postgres://user:password@host:5432/name"),
    ("DATABASE_URL", "postgres://user@host:port/name", "write sqlite:////path/to/file or postgres://"),
    ("DATABASE_URL", "mysql://user@host/name", "names a database Reflector cannot use"),
    ("DATABASE_URL", "postgres://user@host:5432/", "names no database: write sqlite:////path/to/file or postgres://"),
    ("DATA_DIR", "/dev/null/folder", "cannot be used: Not a directory"),
]


@pytest.mark.parametrize(("name", "value", "advice"), WRONG, ids=[f"{name}={value}" for name, value, _ in WRONG])
def test_a_wrong_value_stops_the_start_with_what_to_write(name: str, value: str, advice: str) -> None:
    ended = start("-c", "import reflector_site.settings", DJANGO_SECRET_KEY="x", **{name: value})
    assert ended.returncode == 1
    sentence = ended.stderr.strip().splitlines()[-1]
    assert sentence.startswith(f"django.core.exceptions.ImproperlyConfigured: {name}")
    assert advice in sentence


def test_manage_py_says_the_sentence_and_no_more() -> None:
    ended = start("manage.py", "check", SPEECH_WORKERS="many")
    assert ended.returncode == 1
    assert ended.stderr == "SPEECH_WORKERS='many': write a whole number\n"


def test_manage_py_says_what_to_do_where_nobody_has_migrated(tmp_path: Path) -> None:
    ended = start("manage.py", "rebuild_search", "--skip-checks", DATA_DIR=str(tmp_path))
    assert ended.returncode == 1
    first, second = ended.stderr.splitlines()
    assert first.startswith("The database cannot be used: no such table")
    assert "`manage.py migrate`" in second


def test_workers_do_not_begin_where_nobody_has_migrated(tmp_path: Path) -> None:
    ended = start("manage.py", "work", "--skip-checks", DATA_DIR=str(tmp_path))
    assert ended.returncode == 1
    assert ended.stderr.strip().endswith("run manage.py migrate first.")


def test_manage_py_tells_all_to_who_asks_for_it() -> None:
    ended = start("manage.py", "check", "--traceback", SPEECH_WORKERS="many")
    assert ended.returncode == 1
    assert "Traceback" in ended.stderr


@pytest.mark.parametrize("raw", ["two words", "line\nbreak", "k\xe9y", "…", "\udcff"])
def test_a_key_that_no_header_can_hold_is_refused_and_not_told(monkeypatch: pytest.MonkeyPatch, raw: str) -> None:
    monkeypatch.setenv("A_KEY", raw)
    with pytest.raises(ImproperlyConfigured, match=r"^A_KEY holds") as refused:
        env.key("A_KEY")
    assert raw not in str(refused.value)


def test_a_region_is_one_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_REGION", "eu central")
    with pytest.raises(ImproperlyConfigured, match="letters, digits, hyphens and dots"):
        env.name("A_REGION")


def test_an_address_of_a_database_with_a_password_is_not_told(tmp_path: Path) -> None:
    ended = start("-c", "import reflector_site.settings", DATABASE_URL="mysql://user:hunter2@host/name")
    assert "hunter2" not in ended.stderr.splitlines()[-1]


@pytest.mark.parametrize("raw", ["true", "1", "yes", "on", "TRUE", " On "])
def test_there_are_several_ways_to_say_yes(monkeypatch: pytest.MonkeyPatch, raw: str) -> None:
    monkeypatch.setenv("A_FLAG", raw)
    assert env.flag("A_FLAG", default=False)


@pytest.mark.parametrize("raw", ["false", "0", "no", "off", "Off"])
def test_there_are_several_ways_to_say_no(monkeypatch: pytest.MonkeyPatch, raw: str) -> None:
    monkeypatch.setenv("A_FLAG", raw)
    assert not env.flag("A_FLAG", default=True)


@pytest.mark.parametrize("raw", ["", "  "])
def test_an_empty_value_means_the_default(monkeypatch: pytest.MonkeyPatch, raw: str) -> None:
    monkeypatch.setenv("A_SETTING", raw)
    assert env.text("A_SETTING", default="x") == "x"
    assert env.flag("A_SETTING", default=True)
    assert env.number("A_SETTING", default=3, least=1, most=5) == 3
    assert env.choice("A_SETTING", default="b", among=("a", "b")) == "b"
    assert env.words("A_SETTING", default=["a"]) == ["a"]
    assert env.url("A_SETTING", default="http://x") == "http://x"
    with pytest.raises(ImproperlyConfigured, match="A_SETTING is not set: because"):
        env.required("A_SETTING", why="because")


def test_a_list_is_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_LIST", " a, b,,c ,")
    assert env.words("A_LIST") == ["a", "b", "c"]


@pytest.mark.parametrize("raw", ["http://[::1]:8000", "https://example.org/path/", "http://10.0.0.1"])
def test_addresses_lose_the_slash_at_their_end(monkeypatch: pytest.MonkeyPatch, raw: str) -> None:
    monkeypatch.setenv("AN_ADDRESS", raw)
    assert env.url("AN_ADDRESS") == raw.rstrip("/")


def test_with_nothing_set_everything_lies_in_the_data_folder_and_nobody_is_called(tmp_path: Path) -> None:
    database = setting("DATABASES['default']['NAME']", DATA_DIR=str(tmp_path / "new"))
    assert database == str(tmp_path / "new" / "reflector.sqlite3")
    nobody = "DAILY_API_KEY or settings.WHEREBY_API_KEY or settings.LLM_URL or settings.RECORDINGS_DIR"
    assert setting(nobody, DATA_DIR=str(tmp_path)) == "None"


def test_a_data_folder_may_be_called_what_would_mean_something_in_an_address(tmp_path: Path) -> None:
    folder = tmp_path / "C# & Co? 100%41"
    assert setting("DATABASES['default']['NAME']", DATA_DIR=str(folder)) == str(folder / "reflector.sqlite3")


def test_a_file_in_the_place_of_a_folder_of_ours_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "static").touch()
    ended = start("-c", "import reflector_site.settings", DATA_DIR=str(tmp_path))
    assert f"cannot be used: File exists ({tmp_path / 'static'})" in ended.stderr.splitlines()[-1]


def test_sqlite_is_opened_so_that_several_processes_can_write(tmp_path: Path) -> None:
    options = setting("DATABASES['default']['OPTIONS']", DATA_DIR=str(tmp_path))
    assert "'transaction_mode': 'IMMEDIATE'" in options
    assert "journal_mode=WAL" in options


def test_a_database_address_is_taken(tmp_path: Path) -> None:
    url = "postgres://user:password@host:5433/name"
    read = setting("DATABASES['default']", DATABASE_URL=url, DATA_DIR=str(tmp_path))
    assert "'HOST': 'host'" in read
    assert "'PORT': 5433" in read


def test_the_secret_key_is_made_once_and_is_its_owner_s_alone(tmp_path: Path) -> None:
    first = setting("SECRET_KEY", DATA_DIR=str(tmp_path))
    assert len(first) >= 50
    assert setting("SECRET_KEY", DATA_DIR=str(tmp_path)) == first
    assert [path.name for path in tmp_path.glob("secret_key*")] == ["secret_key"]
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_processes_that_start_at_once_have_one_secret_key(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from reflector_site import settings; print(settings.SECRET_KEY)"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "reflector_site.settings", "DATA_DIR": str(tmp_path)}
    processes = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    keys = {process.communicate()[0].strip() for process in processes}
    assert keys == {(tmp_path / "secret_key").read_text()}


def test_a_given_secret_key_is_not_written_down(tmp_path: Path) -> None:
    assert setting("SECRET_KEY", DATA_DIR=str(tmp_path), DJANGO_SECRET_KEY="given") == "given"
    assert not (tmp_path / "secret_key").exists()


def test_an_empty_file_in_place_of_the_secret_key_is_no_key(tmp_path: Path) -> None:
    (tmp_path / "secret_key").touch()
    ended = start("-c", "import reflector_site.settings", DATA_DIR=str(tmp_path))
    assert ended.returncode == 1
    assert "secret_key is empty; remove it" in ended.stderr


def test_a_secret_key_that_cannot_be_read_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "secret_key").mkdir()
    ended = start("-c", "import reflector_site.settings", DATA_DIR=str(tmp_path))
    assert "secret_key cannot be used: Is a directory" in ended.stderr.splitlines()[-1]


def read_beside(dotenv: bytes, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A copy of the settings is read beside this `.env` file: the project's own folder may have one already."""
    package = folder / "reflector_site"
    package.mkdir()
    for name in ("__init__.py", "settings.py", "env.py", "logs.py"):
        (package / name).write_text((ROOT / "reflector_site" / name).read_text())
    (folder / ".env").write_bytes(dotenv)
    clean = {name: value for name, value in os.environ.items() if name not in {"PYTHON_DOTENV_DISABLED", "DATA_DIR"}}
    script = (
        "from reflector_site import settings as s; print(s.DAILY_API_KEY, s.LLM_MODEL, s.WHISPER_MODEL, s.DATA_DIR)"
    )
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env={**clean, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_dotenv_file_is_read_and_the_environment_goes_before_it(tmp_path: Path) -> None:
    dotenv = b"DAILY_API_KEY=from-the-file\nLLM_MODEL=from the file\nWHISPER_MODEL=\n"
    read = read_beside(dotenv, tmp_path, LLM_MODEL="from outside")
    assert read.stdout.strip() == f"from-the-file from outside base {tmp_path / 'var'}"


def test_a_dotenv_file_that_is_no_text_is_told_in_a_sentence(tmp_path: Path) -> None:
    read = read_beside(b"DAILY_API_KEY=\xff\n", tmp_path)
    assert f"The file {tmp_path / '.env'} cannot be read" in read.stderr.splitlines()[-1]


def test_cookies_of_an_https_site_are_sent_over_https_alone(tmp_path: Path) -> None:
    secure = "SESSION_COOKIE_SECURE"
    assert setting(secure, DATA_DIR=str(tmp_path), PUBLIC_URL="https://reflector.example.org") == "True"
    assert setting(secure, DATA_DIR=str(tmp_path), PUBLIC_URL="http://localhost:8000") == "False"


def test_the_site_answers_to_its_public_name(tmp_path: Path) -> None:
    hosts = setting("ALLOWED_HOSTS", DATA_DIR=str(tmp_path), PUBLIC_URL="https://reflector.example.org")
    assert "'reflector.example.org'" in hosts
    assert setting("ALLOWED_HOSTS", DATA_DIR=str(tmp_path), DJANGO_ALLOWED_HOSTS="a, b") == "['a', 'b']"
