import gzip
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from reflector_site.http import BearerAuth, CallFailed, HttpClient, Limits, retry_after_s
from tests.daily.connect import HASTY
from tests.standins.daily import API_KEY, DailyStandIn, refusal
from tests.standins.http import Answer, Fault

NOW = datetime(2026, 1, 15, 12, 0, 0, tzinfo=UTC)
SERVER_ERROR = refusal(500, "server-error", "out of order")
TOO_MANY = refusal(429, "rate-limit-error", "slow down")


class Waits(list[float]):
    """Stands in for sleeping: remembers how long each wait would have been."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def http(daily: DailyStandIn, waits: Waits) -> HttpClient:
    return an_http_client(daily.api_url, waits)


@pytest.fixture
def free_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        yield listener.getsockname()[1]


def an_http_client(base_url: str, waits: Waits, limits: Limits = HASTY) -> HttpClient:
    return HttpClient(base_url, auth=BearerAuth(API_KEY), limits=limits, sleep=waits)


@contextmanager
def serving_tls(folder: Path) -> Iterator[str]:
    """A service with a certificate of its own making."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    certificate = x509.CertificateBuilder(name, name, key.public_key(), 1, NOW, NOW + timedelta(days=36500))
    pem = folder / "server.pem"
    pem.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + certificate.sign(key, SHA256()).public_bytes(Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"https://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def get(http: HttpClient) -> object:
    return http.call("GET", "/recordings", repeatable=True)


def failure_of(
    http: HttpClient, method: str = "GET", path: str = "/recordings", *, repeatable: bool = True
) -> CallFailed:
    with pytest.raises(CallFailed) as caught:
        http.call(method, path, body={} if method == "POST" else None, repeatable=repeatable)
    return caught.value


def test_an_answer_is_its_json_value(http: HttpClient) -> None:
    assert get(http) == {"total_count": 0, "data": []}


def test_an_empty_answer_is_none(daily: DailyStandIn, http: HttpClient) -> None:
    daily.fail(Answer(200, b""))
    assert get(http) is None


@pytest.mark.parametrize(
    "fault",
    [
        SERVER_ERROR,
        refusal(503, "server-error"),
        TOO_MANY,
        Answer(502, b"<html>Bad Gateway</html>"),
        Answer(200, b"<html>welcome to the hotel's network</html>"),
        Answer(502, b"[" * 100_000),
        Answer(200, b"[" * 100_000),
        Fault(drop=True),
        Fault(cut=True),
        Fault(delay_s=0.8),
    ],
    ids=["500", "503", "429", "html error", "html answer", "deep error", "deep answer", "dropped", "cut off", "slow"],
)
def test_a_passing_fault_is_got_over(
    daily: DailyStandIn, http: HttpClient, waits: Waits, fault: Fault | Answer
) -> None:
    daily.fail(fault)
    assert get(http) == {"total_count": 0, "data": []}
    assert (len(daily.requests), len(waits)) == (2, 1)


def test_attempts_are_bounded_and_the_last_fault_is_told(daily: DailyStandIn, http: HttpClient, waits: Waits) -> None:
    daily.fail(SERVER_ERROR, times=9)
    failure = failure_of(http)
    assert (failure.status, failure.passing) == (500, True)
    assert failure.info == "server-error: out of order"
    assert str(failure) == "GET /recordings was answered with 500: server-error: out of order"
    assert len(daily.requests) == HASTY.attempts
    assert len(waits) == HASTY.attempts - 1


@pytest.mark.parametrize("body", [b"out\0 of order \xff", {"error": "out\0 of order \ud800"}], ids=["text", "JSON"])
def test_what_a_service_says_of_a_fault_can_be_stored(daily: DailyStandIn, http: HttpClient, body: object) -> None:
    daily.fail(Answer(400, body))
    assert failure_of(http).info == "out of order \ufffd"


def test_waits_double_and_are_scattered_over_their_upper_half(daily: DailyStandIn, waits: Waits) -> None:
    limits = replace(HASTY, first_wait_s=1, longest_wait_s=30, total_s=100, attempts=6)
    daily.fail(SERVER_ERROR, times=9)
    failure_of(an_http_client(daily.api_url, waits, limits))
    for wait, doubled in zip(waits, [1, 2, 4, 8, 16], strict=True):
        assert doubled / 2 <= wait <= doubled


def test_a_wait_that_would_exceed_the_total_time_is_not_begun(daily: DailyStandIn, waits: Waits) -> None:
    limits = replace(HASTY, first_wait_s=60, longest_wait_s=60, total_s=10)
    daily.fail(SERVER_ERROR, times=9)
    assert failure_of(an_http_client(daily.api_url, waits, limits)).passing
    assert (len(daily.requests), waits) == (1, [])


def test_the_wait_that_a_service_asks_for_is_kept(daily: DailyStandIn, waits: Waits) -> None:
    daily.fail(replace(TOO_MANY, headers={"Retry-After": "7"}))
    get(an_http_client(daily.api_url, waits, Limits()))
    assert waits == [7.0]


def test_a_service_that_asks_for_too_long_a_wait_gets_the_longest(daily: DailyStandIn, waits: Waits) -> None:
    daily.fail(replace(TOO_MANY, headers={"Retry-After": "86400"}))
    get(an_http_client(daily.api_url, waits, Limits(longest_wait_s=9)))
    assert waits == [9.0]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("0", 0.0),
        (" 12 ", 12.0),
        ("Thu, 15 Jan 2026 12:00:30 GMT", 30.0),
        ("Thu, 15 Jan 2026 12:00:30 -0000", 30.0),
        ("Thu, 15 Jan 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("²", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    assert retry_after_s(value, now=NOW) == seconds


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422, 301])
def test_a_refusal_is_final(daily: DailyStandIn, http: HttpClient, status: int) -> None:
    daily.fail(Answer(status, {"error": "invalid-request-error"}, {"Location": "http://127.0.0.1:9/"}))
    failure = failure_of(http)
    assert (failure.status, failure.passing) == (status, False)
    assert len(daily.requests) == 1


def test_what_must_not_happen_twice_is_not_tried_again_when_it_may_have_happened(
    daily: DailyStandIn, http: HttpClient
) -> None:
    for fault in (SERVER_ERROR, Fault(drop=True), Fault(cut=True), Fault(delay_s=0.8)):
        daily.requests.clear()
        daily.fail(fault)
        assert failure_of(http, "POST", "/rooms", repeatable=False).passing
        assert len(daily.requests) == 1


def test_what_surely_did_not_happen_is_tried_again(daily: DailyStandIn, http: HttpClient) -> None:
    daily.fail(TOO_MANY, times=2)
    http.call("POST", "/rooms", body={"name": "x"}, repeatable=False)
    assert len(daily.requests) == 3


def test_a_service_that_is_not_there_is_passing_and_untouched(free_port: int, waits: Waits) -> None:
    failure = failure_of(an_http_client(f"http://127.0.0.1:{free_port}", waits), "POST", repeatable=False)
    assert (failure.status, failure.passing, failure.untouched) == (None, True, True)
    assert f"no connection to http://127.0.0.1:{free_port}" in str(failure)
    assert len(waits) == HASTY.attempts - 1


def test_an_address_that_is_none_is_not_tried_again(waits: Waits) -> None:
    failure = failure_of(an_http_client("daily", waits))
    assert not failure.passing
    assert waits == []


def test_a_certificate_that_nobody_vouches_for_is_not_tried_again(waits: Waits, tmp_path: Path) -> None:
    with serving_tls(tmp_path) as base_url:
        failure = failure_of(an_http_client(base_url, waits))
    assert "no secure connection" in str(failure)
    assert not failure.passing
    assert waits == []


def test_an_answer_that_trickles_is_given_up(daily: DailyStandIn, waits: Waits) -> None:
    daily.fail(Fault(answer=Answer(200, b" " * 400), trickle_s=0.01), times=9)
    failure = failure_of(an_http_client(daily.api_url, waits, replace(HASTY, total_s=0.3, attempts=1)))
    assert failure.passing
    assert "took too long" in str(failure)


def test_a_compressed_answer_is_read(daily: DailyStandIn, http: HttpClient) -> None:
    body = gzip.compress(b'{"data": ["' + b"x" * 200_000 + b'"]}')
    daily.fail(Answer(200, body, {"Content-Encoding": "gzip"}))
    assert get(http) == {"data": ["x" * 200_000]}


def test_an_answer_without_end_is_not_kept(daily: DailyStandIn, waits: Waits) -> None:
    daily.fail(Answer(200, b" " * 1001))
    failure = failure_of(an_http_client(daily.api_url, waits, replace(HASTY, most_bytes=1000)))
    assert not failure.passing
    assert "too big" in str(failure)


def test_the_key_is_sent_and_never_told(daily: DailyStandIn, waits: Waits) -> None:
    http = HttpClient(daily.api_url, auth=BearerAuth("secret-key"), limits=HASTY, sleep=waits)
    failure = failure_of(http)
    assert failure.status == 401
    assert "secret-key" not in f"{failure} {failure.info}"
