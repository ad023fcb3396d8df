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


class Server:
    """A PostgreSQL in a folder; it may be stopped, or end, and be started again."""

    def __init__(self, programs: Path, folder: Path, identity: _Identity) -> None:
        self.url = f"postgresql://postgres@/postgres?host={folder}"
        self._programs, self._folder, self._identity = programs, folder, identity
        self.process = self.start()

    def start(self) -> "subprocess.Popen[bytes]":
        """Returns when it takes connections. Raises PostgresqlError."""
        options = ["listen_addresses=", f"unix_socket_directories={self._folder}", "max_connections=100", *_FAST]
        command = [str(self._programs / "postgres"), "-D", str(self._folder / "data")]
        command += [word for option in options for word in ("-c", option)]
        with (self._folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=self._folder, stdout=log, stderr=log, process_group=0, **self._identity
            )
        self._wait_until_ready()
        return self.process

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)  # "fast": connections left open do not hold it up
        self.process.wait(timeout=START_SECONDS)

    def _wait_until_ready(self) -> None:
        ask = [str(self._programs / "pg_isready"), "--quiet", "--host", str(self._folder), "--username=postgres"]
        deadline = time.monotonic() + START_SECONDS
        while subprocess.run(ask, check=False).returncode:
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.process.kill()
                raise PostgresqlError(f"It did not start: {(self._folder / 'log').read_text(errors='replace')}")
            time.sleep(0.05)


@contextmanager
def postgresql_server() -> Iterator[Server]:
    """A fresh server; stopped and removed at the end.

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
        server = Server(programs, folder, identity)
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running_postgresql() -> Iterator[str]:
    """The DATABASE_URL of a fresh server, as user `postgres`; see `postgresql_server`."""
    with postgresql_server() as server:
        yield server.url


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
