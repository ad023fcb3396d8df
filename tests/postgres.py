"""A PostgreSQL of the tests' own: in a temporary folder, on a socket in it, gone at the end.

    python -m tests.postgres -- pytest -m "not model"

runs the command with TEST_DATABASE_URL naming the server; tests/conftest.py then takes it instead of SQLite.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TypedDict

from tests.machine import postgresql_programs

START_SECONDS = 60
# Nothing of it outlives the tests, so nothing need survive a power cut.
_FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")


class _Identity(TypedDict, total=False):
    user: int
    group: int
    extra_groups: Sequence[int]


class PostgresqlError(Exception):
    """The server cannot be started; the text says why."""


def _identity() -> _Identity:
    """Whom the server runs as: the caller, except for root, whom PostgreSQL refuses to serve."""
    if os.geteuid() != 0:
        return {}
    try:
        account = pwd.getpwnam("postgres")
    except KeyError:
        raise PostgresqlError("PostgreSQL refuses to run as root, and there is no user `postgres`") from None
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": ()}


def _make_cluster(programs: Path, folder: Path, identity: _Identity) -> None:
    command = [str(programs / "initdb"), "--pgdata", str(folder / "data"), "--username=postgres", "--auth=trust"]
    made = subprocess.run(
        [*command, "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        **identity,
    )
    if made.returncode:
        raise PostgresqlError(f"initdb failed: {made.stderr.strip()}")


def _start(programs: Path, folder: Path, identity: _Identity) -> subprocess.Popen[bytes]:
    options = ["listen_addresses=", f"unix_socket_directories={folder}", "max_connections=100", *_FAST]
    command = [str(programs / "postgres"), "-D", str(folder / "data"), *(word for o in options for word in ("-c", o))]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, process_group=0, **identity)


def _wait_until_ready(programs: Path, folder: Path, server: subprocess.Popen[bytes]) -> None:
    ask = [str(programs / "pg_isready"), "--quiet", "--host", str(folder), "--username=postgres"]
    deadline = time.monotonic() + START_SECONDS
    while subprocess.run(ask, check=False).returncode:
        if server.poll() is not None or time.monotonic() > deadline:
            raise PostgresqlError(f"PostgreSQL did not start: {(folder / 'log').read_text(errors='replace')}")
        time.sleep(0.05)


@contextmanager
def running_postgresql() -> Iterator[str]:
    """The DATABASE_URL of a fresh server, as user `postgres`; stopped and removed at the end.

    Raises PostgresqlError when it is not installed or does not start.
    """
    programs = postgresql_programs()
    if programs is None:
        raise PostgresqlError("PostgreSQL is not installed: apt-get install postgresql")
    identity = _identity()
    folder = Path(tempfile.mkdtemp(prefix="reflector-postgresql-"))
    try:
        if identity:
            os.chown(folder, identity["user"], identity["group"])
        _make_cluster(programs, folder, identity)
        server = _start(programs, folder, identity)
        try:
            _wait_until_ready(programs, folder, server)
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            server.send_signal(signal.SIGINT)  # "fast": connections left open do not hold it up
            server.wait(timeout=START_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _stop(number: int, frame: FrameType | None) -> None:
    del frame
    sys.exit(128 + number)


def main(arguments: Sequence[str]) -> int:
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        sys.exit("usage: python -m tests.postgres -- COMMAND...")
    signal.signal(signal.SIGTERM, _stop)
    try:
        with running_postgresql() as url:
            return subprocess.run(command, env={**os.environ, "TEST_DATABASE_URL": url}, check=False).returncode
    except PostgresqlError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
