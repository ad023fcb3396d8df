"""What all stand-ins are: servers on the loopback that speak HTTP, keep what they were asked, and fail on demand."""

import json
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

PREFIX = "/v1"


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer. A `body` of bytes goes out as it is, anything else as JSON."""

    status: int
    body: object
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong instead of, or before, the right answer.

    `answer` replaces it; `delay_s` comes before it; `trickle_s` is the pause after each of its bytes; `cut` sends half
    of it; `drop` closes the connection without a word; `after` does the work first and loses only the answer.
    """

    answer: Answer | None = None
    delay_s: float = 0.0
    trickle_s: float = 0.0
    cut: bool = False
    drop: bool = False
    after: bool = False


@dataclass(frozen=True, slots=True)
class SeenRequest:
    """A request as it came in. `path` is without the prefix and the query."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    at: float


class HttpStandIn:
    """The server, used as a context manager in tests; what it says is its subclass's `answer`.

    `answered` counts the requests that it has done with, whether anybody still listened or not.
    """

    def __init__(self) -> None:
        self.requests: list[SeenRequest] = []
        self.answered = 0
        self._faults: list[tuple[str, Fault]] = []
        self._lock = threading.Lock()
        self._server: ThreadingHTTPServer | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def api_url(self) -> str:
        assert self._server is not None, "the stand-in has not been started"
        return f"http://127.0.0.1:{self._server.server_address[1]}{PREFIX}"

    def start(self, port: int = 0) -> None:
        """Serve on the loopback from a thread; port 0 takes a free one."""
        self._server = _Server(port, self)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def stop(self) -> None:
        assert self._server is not None, "the stand-in has not been started"
        self._server.shutdown()
        self._server.server_close()

    def fail(self, fault: Fault | Answer, *, times: int = 1, path: str = "") -> None:
        """Let the next `times` requests whose path begins so go wrong."""
        scripted = Fault(answer=fault) if isinstance(fault, Answer) else fault
        with self._lock:
            self._faults += [(path, scripted)] * times

    def seen(self, method: str, path: str) -> list[SeenRequest]:
        """The requests for exactly this path, in order."""
        return [request for request in self.requests if (request.method, request.path) == (method, path)]

    def take(self, request: SeenRequest) -> Fault:
        """Note the request, and give the fault scripted for it."""
        with self._lock:
            self.requests.append(request)
            for index, (path, _) in enumerate(self._faults):
                if request.path.startswith(path):
                    return self._faults.pop(index)[1]
        return Fault()

    def note_answer(self) -> None:
        with self._lock:
            self.answered += 1

    def answer(self, request: SeenRequest, authorization: str | None) -> Answer:
        """What the service would say."""
        raise NotImplementedError


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port: int, standin: HttpStandIn) -> None:
        self.standin = standin
        super().__init__(("127.0.0.1", port), _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: object) -> None:
        """Silent: the requests are kept for the tests to look at."""

    def _serve(self) -> None:
        standin = self.server.standin
        request = self._request()
        fault = standin.take(request)
        if fault.delay_s:
            time.sleep(fault.delay_s)
        if fault.drop and not fault.after:
            self._hang_up()
            return
        answer = fault.answer or standin.answer(request, self.headers.get("Authorization"))
        if fault.drop:
            self._hang_up()
            return
        standin.note_answer()
        self._send(answer, fault)

    def _request(self) -> SeenRequest:
        split = urlsplit(self.path)
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        return SeenRequest(
            method=self.command,
            path=split.path.removeprefix(PREFIX),
            query=dict(parse_qsl(split.query)),
            body=json.loads(content) if content else None,
            at=time.monotonic(),
        )

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _send(self, answer: Answer, fault: Fault) -> None:
        content = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        for name, value in {"Content-Type": "application/json", **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        try:
            self._send_content(content, fault)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client lost its patience, as some tests want it to

    def _send_content(self, content: bytes, fault: Fault) -> None:
        if fault.cut:
            self.wfile.write(content[: len(content) // 2])
            self._hang_up()
        elif fault.trickle_s:
            for at in range(len(content)):
                self.wfile.write(content[at : at + 1])
                time.sleep(fault.trickle_s)
        else:
            self.wfile.write(content)
