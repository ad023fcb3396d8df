"""What the files in docs/deploy name is there: commands, queues, settings, paths, and one another."""

import configparser
import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands, load_command_class

from tests.docs.test_docs import PAGES, ROOT, settings_read, text_of
from transcripts.management.commands.health import DATABASE_AWAY

DEPLOY = ROOT / "docs" / "deploy"
UNITS = sorted(DEPLOY.glob("*.service")) + sorted(DEPLOY.glob("*.timer"))
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
QUEUES = ("quick", "speech")
OF_POSTGRES = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"}


def section(unit: Path, name: str) -> dict[str, list[str]]:
    """The values of each key; systemd allows a key many times."""
    parser = configparser.RawConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign] # keys as they are written
    parser.read(unit)
    return {key: [value] for key, value in parser.items(name)}


def commands_in(text: str) -> list[list[str]]:
    """The words after each `manage.py` in a text, up to the end of its line or of its code."""
    found = re.findall(r"manage\.py((?: (?!\|)[A-Za-z0-9_%.=/-]+)+)", re.sub(r"\[?(manage\.py), ", r"\1 ", text))
    return [words.split() for words in found]


def compose_commands() -> list[list[str]]:
    """What each service runs, and what asks whether it is well."""
    services = COMPOSE["services"].values()
    asks = [service["healthcheck"]["test"] for service in services if "healthcheck" in service]
    asked = [shlex.split(ask[1].split("||")[0]) if ask[0] == "CMD-SHELL" else ask[1:] for ask in asks]
    return [service["command"] for service in services if "command" in service] + asked


def assert_understood(words: list[str]) -> None:
    """`manage.py` with these words is a command with options and arguments that it has."""
    name, *arguments = words
    assert name in get_commands()
    command = load_command_class(get_commands()[name], name)
    command.create_parser("manage.py", name).parse_args(arguments)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
@pytest.mark.parametrize("queue", QUEUES)
def test_units_call_commands_that_are_there(unit: Path, queue: str) -> None:
    for words in commands_in(unit.read_text().replace("%i", queue)):
        assert_understood(words)


def test_containers_call_commands_that_are_there() -> None:
    managed = [command[2:] for command in compose_commands() if command[:2] == ["python", "manage.py"]]
    assert len(managed) == 5
    for words in managed:
        assert_understood(words)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_call_commands_that_are_there(page: Path) -> None:
    for name, *_ in commands_in(page.read_text()):
        assert name in get_commands(), f"{page.name}: manage.py {name}"


def test_both_queues_are_worked_on_and_looked_at_in_containers_and_units() -> None:
    for queue in QUEUES:
        service = COMPOSE["services"][queue]
        assert service["command"][-2:] == ["work", queue]
        assert service["healthcheck"]["test"][1].startswith(f"python manage.py health {queue} --here ||")
        for unit in ("reflector-work@", "reflector-health@"):
            assert f"{unit}{queue}" in text_of("docs/running.md")


@pytest.fixture
def shell(tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """Runs a line of shell: its exit code, and what it called, where each look at health ends with the next code."""
    stub = tmp_path / "stub"
    stub.write_text('#!/bin/sh\nset -- "$(basename "$0")" "$@"\necho "$*" >> called\ntest "$1" = look || exit 0\n')
    with stub.open("a") as script:
        script.write('code=$(head -n 1 codes)\nsed -i 1d codes\nexit "$code"\n')
    stub.chmod(0o755)
    for name in ("look", "sleep", "systemctl"):
        (tmp_path / name).symlink_to(stub)

    def run(line: str, *codes: int) -> tuple[int, str]:
        (tmp_path / "codes").write_text("".join(f"{code}\n" for code in codes))
        path = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
        ran = subprocess.run(["/bin/sh", "-c", line.replace("$$", "$")], cwd=tmp_path, env=path, check=False)
        return ran.returncode, (tmp_path / "called").read_text()

    return run


@pytest.mark.parametrize(
    ("codes", "restarts"), [((0,), False), ((DATABASE_AWAY,), False), ((1, 0), False), ((1, 3), False), ((1, 1), True)]
)
def test_workers_are_restarted_when_they_hang_at_two_looks_and_never_while_the_database_is_away(
    shell: Callable[..., tuple[int, str]], codes: tuple[int, ...], restarts: bool
) -> None:
    (start,) = section(DEPLOY / "reflector-health@.service", "Service")["ExecStart"]
    line = shlex.split(start)[-1].replace("%i", "quick")
    look = "/sbin/runuser -u reflector -- .venv/bin/python manage.py health quick --here"
    assert look in line
    code, called = shell(line.replace(look, "look"), *codes)
    assert (code, "systemctl restart reflector-work@quick" in called) == (0, restarts)
    assert called.count("look") == len(codes)


@pytest.mark.parametrize(("code", "well"), [(0, True), (DATABASE_AWAY, True), (1, False)])
def test_a_container_is_not_called_unwell_while_the_database_is_away(
    shell: Callable[..., tuple[int, str]], code: int, well: bool
) -> None:
    for queue in QUEUES:
        test = COMPOSE["services"][queue]["healthcheck"]["test"][1]
        ended, _ = shell(test.replace(f"python manage.py health {queue} --here", "look"), code)
        assert (ended == 0) == well


def test_units_that_units_name_are_there() -> None:
    for unit in UNITS:
        for name in re.findall(r"reflector-[a-z]+@?", unit.read_text()):
            assert list(DEPLOY.glob(f"{name}.*")), f"{unit.name} names {name}"


def test_units_restart_what_ends_and_give_work_the_time_it_takes_to_stop() -> None:
    for unit in (DEPLOY / "reflector-site.service", DEPLOY / "reflector-work@.service"):
        assert section(unit, "Service")["Restart"] == ["always"]
    assert section(DEPLOY / "reflector-work@.service", "Service")["KillMode"] == ["mixed"]


def test_the_site_is_served_the_same_way_everywhere() -> None:
    (image,) = re.findall(r"^CMD \[(.*)\]$", text_of("docs/deploy/Dockerfile"), re.MULTILINE)
    (unit,) = section(DEPLOY / "reflector-site.service", "Service")["ExecStart"]
    (page,) = re.findall(r"^\.venv/bin/(gunicorn .*)$", text_of("docs/running.md"), re.MULTILINE)
    ways = [[word.strip('", ') for word in image.split(",")], shlex.split(page)]
    ways.append(shlex.split(unit.removeprefix("/opt/reflector/.venv/bin/")))
    same = {tuple(word for word in words if not word.endswith(":8000")) for words in ways}
    assert len(same) == 1


def test_settings_in_deployment_files_are_settings() -> None:
    text = "\n".join(path.read_text() for path in DEPLOY.iterdir() if path.is_file())
    named = set(re.findall(r"\b([A-Z][A-Z0-9]*_[A-Z0-9_]+)=", text))
    assert named - OF_POSTGRES - {"PYTHONUNBUFFERED"} <= set(settings_read())


def test_the_image_holds_all_that_the_product_is_made_of() -> None:
    copied = set(re.findall(r"^COPY --chown=reflector (\S+)", text_of("docs/deploy/Dockerfile"), re.MULTILINE))
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert apps | {"reflector_site", "templates", "static", "manage.py", "requirements.txt"} <= copied
    assert all((ROOT / name).exists() for name in copied)
