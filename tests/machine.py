"""What some tests need of the machine besides Python packages: where it is, and how to have it where it is not.

`python -m tests.machine` prints a sentence for each thing missing; with REQUIRE_ALL=1 a missing thing is a failure.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
_POSTGRESQL_FOLDERS = ("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt")


@dataclass(frozen=True, slots=True)
class Need:
    """`place` is None where it is missing; `packages` are Debian's names of it; `tests` go without it."""

    name: str
    tests: str
    packages: str
    place: Path | None

    def sentence(self) -> str:
        return f"Left out, because {self.name} is missing: {self.tests}. To have it: apt-get install {self.packages}"


def postgresql_programs() -> Path | None:
    """The folder with initdb and postgres: the newest that the system has, as Debian keeps them off the PATH."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = [program.parent for folder in _POSTGRESQL_FOLDERS for program in Path(folder).glob("*/bin/initdb")]
    return max(found, key=_major_version, default=None)


def _major_version(programs: Path) -> int:
    digits = "".join(filter(str.isdigit, programs.parent.name))
    return int(digits or 0)


def chromium() -> Path | None:
    """The browser's program; CHROMIUM names another one."""
    names = (os.environ["CHROMIUM"],) if os.environ.get("CHROMIUM") else _CHROMIUM_NAMES
    return next((Path(program) for name in names if (program := shutil.which(name))), None)


def needs() -> tuple[Need, ...]:
    """Playwright's driver brings all but libatomic, which a full desktop has and a bare server has not."""
    return (
        Need("PostgreSQL", "the database's tests on PostgreSQL", "postgresql", postgresql_programs()),
        Need("Chromium", "the tests in a browser", "chromium libatomic1", chromium()),
    )


def everything_required() -> bool:
    return os.environ.get("REQUIRE_ALL") == "1"


def _missing() -> Iterator[str]:
    return (need.sentence() for need in needs() if need.place is None)


def main() -> int:
    sentences = tuple(_missing())
    sys.stdout.writelines(f"{sentence}\n" for sentence in sentences)
    return 1 if sentences and everything_required() else 0


if __name__ == "__main__":
    sys.exit(main())
