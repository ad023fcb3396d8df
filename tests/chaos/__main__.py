"""Breaks things under a working site and counts what is lost: `script/chaos` calls this.

Each fault has a database, a data folder and processes of its own, all on this machine. Ends with 1 when anything that
is required does not hold.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from tests.chaos.databases import NAMES, Databases, databases
from tests.chaos.processes import kill, left_behind
from tests.chaos.table import HEAD, line

ROOT = Path(__file__).resolve().parents[2]
LONGEST_S = 600
# What `--short` tries: each kind of trouble once, within three minutes.
SHORT = {"sqlite": ("1c", "2", "4", "6", "14"), "postgresql": ("2", "5", "10")}
NUMBERS = (
    "1", "1b", "1c", "2", "3", "4", "5", "6", "7", "8", "8b", "9", "10", "11", "12", "12b", "13", "13b", "14", "15",
    "15b", "15c", "16",
)  # fmt: skip
ONLY_POSTGRESQL = ("16",)  # several machines need it
SMALL_DISK, SMALL_MB = "15", 32


def main() -> int:
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    folder = Path(tempfile.mkdtemp(prefix="reflector-chaos-")).resolve()
    well = True
    os.environ.update(_environment(), SOAK_MINUTES=str(options.soak))
    try:
        for name in NAMES if options.database == "both" else (options.database,):
            with databases(name, folder) as made:
                _say(HEAD)
                for number in _numbers(options, name):
                    well &= _try(number, made, folder / f"{name}-{number}", short=options.short)
    finally:
        kill(*(pid for pid, _ in left_behind(folder)))
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
    return 0 if well else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/chaos", description="Break things and count what is lost.")
    parser.add_argument("--short", action="store_true", help="fewer faults and smaller loads: three minutes")
    parser.add_argument("--database", choices=[*NAMES, "both"], default="both")
    parser.add_argument("--only", type=lambda text: text.split(","), default=None, metavar="N,N", help="these faults")
    parser.add_argument("--soak", type=float, default=0, metavar="MINUTES", help="break nothing, and look what grows")
    parser.add_argument("--keep", action="store_true", help="keep the folders with the logs")
    return parser.parse_args()


def _numbers(options: argparse.Namespace, database: str) -> tuple[str, ...]:
    if options.soak:
        return ("soak",)
    wanted = options.only or (SHORT[database] if options.short else NUMBERS)
    return tuple(number for number in wanted if database == "postgresql" or number not in ONLY_POSTGRESQL)


def _environment() -> dict[str, str]:
    """Nothing of the caller's accounts reaches the site; nobody outside is asked."""
    return {
        "DJANGO_SETTINGS_MODULE": "tests.chaos.settings",
        "PYTHON_DOTENV_DISABLED": "1",
        "DJANGO_SECRET_KEY": "chaos",
        "SPEECH_WORKERS": "2",
        "LOG_LEVEL": "INFO",
    }


def _try(number: str, made: Databases, folder: Path, *, short: bool) -> bool:
    folder.mkdir()
    with _small_disk(folder) if number == SMALL_DISK else nullcontext():
        return _try_on(number, made, folder, short=short)


@contextmanager
def _small_disk(folder: Path) -> Iterator[None]:
    """The folder on a disk of its own that is soon full. Raises CalledProcessError without the right to mount."""
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    options = f"size={SMALL_MB}m,uid={os.geteuid()},mode=700"
    subprocess.run([*as_root, "mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run([*as_root, "umount", "--lazy", str(folder)], check=True)


def _try_on(number: str, made: Databases, folder: Path, *, short: bool) -> bool:
    (folder / "bucket").mkdir()
    environment = {
        **os.environ,
        "DATA_DIR": str(folder),
        "RECORDINGS_DIR": str(folder / "bucket"),
        "DATABASE_URL": made.make(folder),
    }
    began = time.monotonic()
    longest_s = LONGEST_S + 60 * float(os.environ["SOAK_MINUTES"])
    command = [sys.executable, "-m", "tests.chaos.one", number, *(["--short"] if short else [])]
    try:
        answer = subprocess.run(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, timeout=longest_s, check=False
        )
        outcome: dict[str, Any] = json.loads(answer.stdout or "{}")
    except subprocess.TimeoutExpired:
        outcome = {"problems": [f"it took more than {longest_s:.0f} s"]}
    remaining = left_behind(folder)
    kill(*(pid for pid, _ in remaining))
    problems = outcome.get("problems", ["the fault could not be tried"])
    if remaining:
        problems.append(f"left behind: {', '.join(command for _, command in remaining)}")
    _say(line(number, made.name, outcome, problems, time.monotonic() - began))
    return not problems


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
