"""Calling a platform and reading its answers, as the clients of all platforms do."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from meetings.platforms.base import FoundRecording, NotUnderstood, OddRecording, PlatformError, RecordingPage
from reflector_site.http import CallFailed, HttpClient

logger = logging.getLogger(__name__)

Found = TypeVar("Found")
Params = Mapping[str, str | int]

_NOT_OF_A_CURSOR = frozenset({401, 403, 408, 425, 429})


class PlatformCalls:
    """HTTP calls to one platform, named by its title. They fail with PlatformError, in a sentence for a person."""

    def __init__(self, http: HttpClient, *, platform: str) -> None:
        self._http = http
        self._platform = platform

    def call(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        body: object = None,
        repeatable: bool = False,
    ) -> object:
        """The JSON of the answer. A call that is not `repeatable` is not sent again when its answer was lost."""
        try:
            return self._http.call(method, path, params=params, body=body, repeatable=repeatable)
        except CallFailed as failure:
            raise PlatformError(
                _sentence(failure, self._platform), passing=failure.passing, status=failure.status, info=failure.info
            ) from failure

    def get_or_none(self, path: str, params: Params | None = None) -> object:
        """The JSON of the answer; None for a 404."""
        try:
            return self.call("GET", path, params=params, repeatable=True)
        except PlatformError as failure:
            if failure.status == 404:
                return None
            raise


def _sentence(failure: CallFailed, platform: str) -> str:
    # A wrong key is a 401; Daily answers a missing one with a 400 of its own kind.
    if failure.status in {401, 403} or "authorization-header-error" in failure.info:
        return f"{platform} refuses the API key: {failure.info or failure.status}"
    if failure.status is None:
        return f"{platform} cannot be reached: {failure}"
    if failure.status == 429:
        return f"{platform} asks for fewer calls; later ones will pass"
    return f"{platform}: {failure}"


def may_be_of_the_cursor(failure: PlatformError) -> bool:
    """Whether a call for the next page failed in a way that the place it was to follow on may be the reason of."""
    return failure.status is not None and 400 <= failure.status < 500 and failure.status not in _NOT_OF_A_CURSOR


def readable(read: Callable[[object], Found], entries: Sequence[object]) -> Iterator[Found]:
    """The entries of a list that can be read; the others are left out, with a line in the log."""
    for entry in entries:
        try:
            yield read(entry)
        except NotUnderstood as error:
            logger.warning("an entry of the platform's list was left out: %s", error)


def understood(read: Callable[[object], Found], answer: object, *, platform: str) -> Found:
    """The answer as `read` reads it. Raises PlatformError, naming the platform, when it cannot be read."""
    try:
        return read(answer)
    except NotUnderstood as error:
        raise PlatformError(f"{platform}'s answer cannot be read: {error}", passing=False) from error


def recording_page(
    read: Callable[[object], FoundRecording],
    entries: Iterator[object] | Sequence[object],
    id_of: Callable[[object], str],
    cursor: str,
) -> RecordingPage:
    """A page of recordings, with those that cannot be read named by `id_of` and the reason."""
    recordings: list[FoundRecording] = []
    odd: list[OddRecording] = []
    for entry in entries:
        try:
            recordings.append(read(entry))
        except NotUnderstood as error:
            odd.append(OddRecording(id_of(entry), str(error)))
    return RecordingPage(tuple(recordings), tuple(odd), cursor)
