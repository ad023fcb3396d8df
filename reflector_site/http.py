"""HTTP calls to the services we depend on: bounded in time, tried again where that helps, failing with a reason."""

import json
import logging
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import requests
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError, NewConnectionError, ReadTimeoutError

from reflector_site.storable import storable

logger = logging.getLogger(__name__)

_PASSING_STATUSES = frozenset({408, 425, 429})
_INFO_FIELDS = ("error", "info", "message", "detail")
_INFO_LENGTH = 500


class CallFailed(Exception):
    """A call to a service failed.

    `status` is the HTTP status of the answer, None when there was none; `passing` says whether trying again can help;
    `info` is what the service itself said, shortened; `untouched` says that the service certainly did nothing;
    `retry_after_s` is how long it asked us to wait.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        passing: bool,
        info: str = "",
        untouched: bool = False,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.passing = passing
        self.info = info
        self.untouched = untouched
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one call may take. `total_s` bounds all attempts, their waits and the reading of the answer together."""

    attempts: int = 4
    total_s: float = 60.0
    connect_s: float = 5.0
    read_s: float = 20.0
    first_wait_s: float = 0.5
    longest_wait_s: float = 30.0
    most_bytes: int = 32 * 1024 * 1024


class BearerAuth(AuthBase):
    """`Authorization: Bearer …`.

    An auth object and not a header of the session, because requests lets a matching entry in ~/.netrc replace a header.
    """

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class HttpClient:
    """JSON over HTTP with one service. Not shared between threads, as requests' sessions are not made for it."""

    def __init__(
        self,
        base_url: str,
        *,
        auth: AuthBase | None = None,
        limits: Limits | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        jitter: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._limits = limits or Limits()
        self._sleep = sleep
        self._clock = clock
        self._jitter = jitter
        self._session = requests.Session()
        self._session.auth = auth
        self._session.headers.update({"User-Agent": "Reflector", "Accept": "application/json"})

    def call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        body: object = None,
        repeatable: bool,
    ) -> object:
        """The JSON value of the answer, None for an empty one.

        A call that is not `repeatable` is tried again only when the service certainly did nothing: when there was no
        connection, or at 429.
        Raises CallFailed.
        """
        deadline = self._clock() + self._limits.total_s
        attempt = 1
        while True:
            try:
                return self._once(method, path, params=params, body=body, deadline=deadline)
            except CallFailed as failure:
                worth_it = failure.passing and (repeatable or failure.untouched)
                wait_s = self._wait_s(failure, attempt)
                if not worth_it or attempt >= self._limits.attempts or self._clock() + wait_s > deadline:
                    raise
                logger.info("%s; trying again in %.1f s", failure, wait_s)
                self._sleep(wait_s)
                attempt += 1

    def _wait_s(self, failure: CallFailed, attempt: int) -> float:
        """Seconds until the next attempt: doubling, scattered over the upper half, not less than the service asked."""
        doubled = self._limits.first_wait_s * 2 ** (attempt - 1)
        scattered = self._jitter(doubled / 2, doubled)
        return min(max(scattered, failure.retry_after_s or 0.0), self._limits.longest_wait_s)

    def _once(
        self, method: str, path: str, *, params: Mapping[str, str | int] | None, body: object, deadline: float
    ) -> object:
        what = f"{method} {path}"
        try:
            with self._session.request(
                method,
                self._base_url + path,
                params=params,
                json=body,
                timeout=(self._limits.connect_s, self._limits.read_s),
                allow_redirects=False,
                stream=True,
            ) as response:
                content = self._content(response, what=what, deadline=deadline)
        except (requests.RequestException, HTTPError) as error:
            raise _failed_connection(error, what=what, base_url=self._base_url) from error
        if not response.ok or response.is_redirect:
            raise _refusal(response, content, what=what)
        return _json(content, status=response.status_code, what=what)

    def _content(self, response: requests.Response, *, what: str, deadline: float) -> bytes:
        """The whole body. requests' read limit is per packet, so a trickling answer needs a limit of its own.

        `read1` gives what is there, where requests' own iteration waits until a chunk is full.
        """
        content = bytearray()
        while chunk := response.raw.read1(64 * 1024, decode_content=True):
            content += chunk
            if self._clock() > deadline:
                raise CallFailed(f"{what}: the answer took too long", status=response.status_code, passing=True)
            if len(content) > self._limits.most_bytes:
                raise CallFailed(f"{what}: the answer is too big", status=response.status_code, passing=False)
        return bytes(content)


def retry_after_s(value: str | None, *, now: datetime) -> float | None:
    """Seconds to wait by a Retry-After header, which is a number of seconds or an HTTP date (RFC 9110, 10.2.3)."""
    if value is None:
        return None
    if value.strip().isascii() and value.strip().isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max((moment - now).total_seconds(), 0.0)


def _failed_connection(error: requests.RequestException | HTTPError, *, what: str, base_url: str) -> CallFailed:
    if isinstance(error, requests.exceptions.ReadTimeout | ReadTimeoutError):
        return CallFailed(f"{what}: no answer in time", passing=True)
    if isinstance(error, requests.exceptions.SSLError):
        broken_certificate = "CERTIFICATE_VERIFY_FAILED" in str(error)
        return CallFailed(f"{what}: no secure connection to {base_url}: {error}", passing=not broken_certificate)
    if _never_connected(error):
        return CallFailed(f"{what}: no connection to {base_url}", passing=True, untouched=True)
    if isinstance(error, ValueError):  # requests' InvalidURL, MissingSchema, InvalidHeader and their like
        return CallFailed(f"{what}: {error}", passing=False, untouched=True)
    return CallFailed(f"{what}: the connection broke off", passing=True)


def _never_connected(error: requests.RequestException | HTTPError) -> bool:
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return True
    inner = error.args[0] if error.args else None
    return isinstance(getattr(inner, "reason", None), NewConnectionError)


def _refusal(response: requests.Response, content: bytes, *, what: str) -> CallFailed:
    status, info = response.status_code, _info(content)
    return CallFailed(
        f"{what} was answered with {status}" + (f": {info}" if info else ""),
        status=status,
        passing=status in _PASSING_STATUSES or status >= 500,
        info=info,
        untouched=status == 429,
        retry_after_s=retry_after_s(response.headers.get("Retry-After"), now=datetime.now(UTC)),
    )


def _info(content: bytes) -> str:
    """What the service says about its refusal: the usual fields of a JSON object, else the text itself."""
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return " ".join(storable(content.decode(errors="replace")).split())[:_INFO_LENGTH]
    if not isinstance(body, dict):
        return ""
    inner = body.get("error")  # many services put what they have to say into an object of that name
    told = {**body, **inner} if isinstance(inner, dict) else body
    said = [told[field] for field in _INFO_FIELDS if isinstance(told.get(field), str)]
    return storable(": ".join(said))[:_INFO_LENGTH]


def _json(content: bytes, *, status: int, what: str) -> object:
    if not content.strip():
        return None
    try:
        value: object = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise CallFailed(f"{what}: the answer is not JSON", status=status, passing=True) from error
    return value
