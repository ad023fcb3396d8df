"""A real S3 server on loopback, in a process of its own, and a bucket of its own for each test that asks for `s3`."""

import itertools
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ACCESS_KEY = "tests"
SECRET_KEY = "tests-secret"
REGION = "us-east-1"
START_SECONDS = 60

_ADDRESS = re.compile(r"Running on (http://\S+)")
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Bucket:
    """An empty bucket, a client that may do everything with it, and where a second client finds it."""

    name: str
    client: "S3Client"
    endpoint_url: str

    def put(self, key: str, content: bytes) -> None:
        self.client.put_object(Bucket=self.name, Key=key, Body=content)


def _address(log: Path, server: subprocess.Popen[bytes]) -> str:
    """What the server says it listens on; it has chosen the port itself, so no other can take it first."""
    deadline = time.monotonic() + START_SECONDS
    while not (found := _ADDRESS.search(log.read_text())):
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the S3 server did not start: {log.read_text()}")
        time.sleep(0.05)
    return found[1]


@pytest.fixture(scope="session")
def s3_endpoint_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the server, which lives as long as the test session."""
    folder = tmp_path_factory.mktemp("s3")
    log = folder / "log"
    command = [sys.executable, "-m", "moto.server", "--host", "127.0.0.1", "--port", "0"]
    with log.open("wb") as stream, subprocess.Popen(command, cwd=folder, stdout=stream, stderr=stream) as server:
        try:
            yield _address(log, server)
        finally:
            server.terminate()


@pytest.fixture
def s3(s3_endpoint_url: str) -> Bucket:
    """A bucket that no other test sees."""
    client = boto3.client(
        "s3",
        endpoint_url=s3_endpoint_url,
        region_name=REGION,
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY,
    )
    name = f"recordings-{next(_numbers)}"
    client.create_bucket(Bucket=name)
    return Bucket(name=name, client=client, endpoint_url=s3_endpoint_url)


@contextmanager
def a_server_that_breaks_off() -> Iterator[str]:
    """The address of a server that ends each answer in its middle."""

    def answer() -> None:
        with suppress(OSError):
            while True:
                connection, _ = server.accept()
                with connection:
                    connection.recv(65536)
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf of it")

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=answer, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)


@dataclass
class BadLine:
    """A server that knows one object, and sends at most `most` bytes of it in one answer before the line breaks.

    With `silent` nothing more comes then, but the line stays. `asked` holds the ranges asked for, empty for all.
    """

    content: bytes
    most: int
    silent: bool = False
    address: str = ""
    asked: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def serving(self) -> Iterator["BadLine"]:
        with ThreadingHTTPServer(("127.0.0.1", 0), _OverABadLine) as server:
            server.line = self  # type: ignore[attr-defined]
            server.daemon_threads = True
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
            self.address = f"http://127.0.0.1:{server.server_port}"
            yield self
            self.over.set()
            server.shutdown()


class _OverABadLine(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        line: BadLine = self.server.line  # type: ignore[attr-defined]
        wanted = self.headers.get("Range", "")
        line.asked.append(wanted)
        first = int(wanted.removeprefix("bytes=").removesuffix("-") or 0)
        rest = line.content[first:]
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Length", str(len(rest)))
        self.send_header("ETag", '"one"')
        self.end_headers()
        self.wfile.write(rest[: line.most])
        if line.silent and len(rest) > line.most:
            line.over.wait()

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""
