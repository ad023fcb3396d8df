"""Daily's REST API: https://docs.daily.co/reference/rest-api."""

import logging
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from urllib.parse import quote
from uuid import UUID

from meetings.platforms.base import (
    FoundParticipant,
    FoundRecording,
    FoundSession,
    NotInCall,
    OpenedRoom,
    PlatformError,
    RecordingBucket,
    RecordingPage,
    RecordingType,
    RoomTaken,
)
from meetings.platforms.calls import PlatformCalls, may_be_of_the_cursor, readable, recording_page, understood
from meetings.platforms.daily.participants import participant_from_api, session_from_api
from meetings.platforms.daily.recordings import recording_from_api
from meetings.platforms.fields import json_object, required_text, text
from reflector_site.http import BearerAuth, HttpClient, Limits

logger = logging.getLogger(__name__)

API_URL = "https://api.daily.co/v1"
LARGEST_PAGE = 100
# GET /recordings is of the slow class: 50 calls in 30 seconds.
LIST_INTERVAL_S = 0.6
# Daily ends a recording when everybody has been muted for so long, 300 s unless told, and nothing starts it again. It
# ends as well when the last one leaves, so that this need only be longer than a break. Daily names no upper bound.
IDLE_S = 3600


class _CursorGone(PlatformError):
    """The object a page was to follow on is no longer known to Daily."""


class DailyClient:
    """One domain of Daily's, spoken to with its API key; not shared between threads. All calls raise PlatformError."""

    def __init__(
        self,
        api_key: str,
        *,
        api_url: str = API_URL,
        bucket: RecordingBucket | None = None,
        limits: Limits | None = None,
        list_interval_s: float = LIST_INTERVAL_S,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        http = HttpClient(api_url, auth=BearerAuth(api_key), limits=limits, sleep=sleep, clock=clock)
        self._calls = PlatformCalls(http, platform="Daily")
        self._bucket = bucket
        self._list_interval_s = list_interval_s
        self._sleep = sleep
        self._clock = clock
        self._next_list_s = -math.inf

    def recording_pages(self, after: str = "") -> Iterator[RecordingPage]:
        """All recordings, newest first, or those that follow a page's cursor; a page is fetched when it is asked for.

        When the recording that a page was to follow on has been deleted meanwhile, the walk begins once more from the
        newest and leaves out what it gave already; a second time raises.
        """
        given: set[str] = set()
        try:
            yield from self._recording_walk(given, after)
        except _CursorGone as gone:
            logger.info("%s; walking the recordings from the newest again", gone)
            yield from self._recording_walk(given)

    def recording(self, recording_id: str) -> FoundRecording | None:
        """One recording; None when Daily does not know it, which may be so for a moment after its webhook."""
        answer = self._calls.get_or_none(f"/recordings/{_segment(recording_id)}")
        return None if answer is None else understood(recording_from_api, answer, platform="Daily")

    def participants(self, mtg_session_id: str) -> tuple[FoundParticipant, ...] | None:
        """Everybody's stays in a session, as Daily lists them; None when it does not know the session."""
        path = f"/meetings/{_segment(mtg_session_id)}/participants"
        first = self._participants_page(path, {})
        if first is None:
            return None
        found = {participant.participant_id: participant for participant in first}
        # Pages end in a 404. Daily lists the latest joiner first, and it is not said whether `joined_after` follows
        # the list, as its other cursors do, or the clock: going both ways from the first page finds all in either case.
        for direction in ("joined_after", "joined_before"):
            page = first
            while page:
                page = self._participants_page(path, {direction: page[-1].participant_id}) or ()
                if all(participant.participant_id in found for participant in page):
                    break
                found.update((participant.participant_id, participant) for participant in page)
        return tuple(found.values())

    def sessions(self, room_name: str, start: datetime, end: datetime) -> tuple[FoundSession, ...]:
        """The sessions of a platform room in a time frame of aware moments, newest first."""
        params: dict[str, str | int] = {
            "room": room_name,
            "timeframe_start": math.floor(start.timestamp()),
            "timeframe_end": math.ceil(end.timestamp()),
            "limit": LARGEST_PAGE,
        }
        return tuple(
            session for page, _ in self._walk("/meetings", params) for session in readable(session_from_api, page)
        )

    def open_room(self, name: str, *, expires_at: datetime | None = None) -> OpenedRoom:
        """Make the room and give the link to it. Raises RoomTaken when there is one of that name.

        Making a room is not repeated blindly; when the answer got lost on the way, the room is looked for.
        """
        try:
            made = self._calls.call("POST", "/rooms", body=self._room_body(name, expires_at=expires_at))
        except PlatformError as failure:
            answer_lost = failure.passing and failure.status != 429
            standing = self._room(name) if answer_lost or failure.status == 400 else None
            if standing is None:
                raise
            if not answer_lost:
                raise RoomTaken(f"Daily has a room {name} already", passing=False, status=400) from failure
            made = standing
        return understood(_opened_room, made, platform="Daily")

    def start_recording(self, room_name: str, type: RecordingType, instance_id: UUID) -> bool:
        """Start a recording; False when this instance was recording already. Raises NotInCall when nobody is there.

        It goes on while everybody is muted, for up to IDLE_S seconds. Daily does not tell the recording's id here. The
        instance id makes a second start harmless.
        """
        try:
            self._switch_recording("start", room_name, type, instance_id, minIdleTimeOut=IDLE_S)
        except PlatformError as failure:
            if "has an active stream" in failure.info:
                return False
            if _not_in_call(failure):
                raise NotInCall(
                    "Nobody is in the call yet, so there is nothing to record", passing=True, status=failure.status
                ) from failure
            raise
        return True

    def stop_recording(self, room_name: str, type: RecordingType, instance_id: UUID) -> bool:
        """Stop a recording; False when this instance was not recording, as after the end of the call."""
        try:
            self._switch_recording("stop", room_name, type, instance_id)
        except PlatformError as failure:
            not_running = failure.status == 400 and "invalid-request-error" in failure.info
            if not_running or _not_in_call(failure):
                return False
            raise
        return True

    def _switch_recording(
        self, verb: str, room_name: str, type: RecordingType, instance_id: UUID, **properties: int
    ) -> None:
        body = {"type": type, "instanceId": str(instance_id), **properties}
        self._calls.call("POST", f"/rooms/{_segment(room_name)}/recordings/{verb}", body=body, repeatable=True)

    def _room(self, name: str) -> object:
        return self._calls.get_or_none(f"/rooms/{_segment(name)}")

    def _room_body(self, name: str, *, expires_at: datetime | None) -> Mapping[str, object]:
        properties: dict[str, object] = {}
        if expires_at is not None:
            properties["exp"] = math.ceil(expires_at.timestamp())
        if self._bucket is not None:
            properties["recordings_bucket"] = {
                "bucket_name": self._bucket.name,
                "bucket_region": self._bucket.region,
                "assume_role_arn": self._bucket.role_arn,
                "allow_api_access": True,
            }
        return {"name": name, "privacy": "public", "properties": properties}

    def _recording_walk(self, given: set[str], after: str = "") -> Iterator[RecordingPage]:
        """The pages without what is in `given`, which grows by what is yielded."""
        pages = self._walk("/recordings", {"limit": LARGEST_PAGE}, cursor=after, interval_s=self._list_interval_s)
        for entries, cursor in pages:
            page = recording_page(recording_from_api, _not_yet_given(entries, given), _id, cursor)
            if page.recordings or page.odd:
                yield page

    def _walk(
        self, path: str, params: Mapping[str, str | int], *, cursor: str = "", interval_s: float = 0.0
    ) -> Iterator[tuple[Sequence[object], str]]:
        """The pages of a list after `cursor`, as they come, each with the cursor of the next, "" for none.

        Raises _CursorGone when Daily refuses to go on from where we are.
        """
        walked: set[str] = set()
        while True:
            self._pace(interval_s)
            entries = self._page(path, params, cursor)
            ids = [_id(entry) for entry in entries if _id(entry)]
            # total_count may count this page alone; a page that brings nothing new would be followed by itself.
            last = len(entries) < int(params["limit"]) or walked.issuperset(ids)
            cursor = "" if last else ids[-1]
            yield entries, cursor
            if last:
                return
            walked.update(ids)

    def _page(self, path: str, params: Mapping[str, str | int], cursor: str) -> Sequence[object]:
        try:
            answer = self._calls.call(
                "GET", path, params={**params, "starting_after": cursor} if cursor else params, repeatable=True
            )
        except PlatformError as failure:
            if cursor and may_be_of_the_cursor(failure):
                raise _CursorGone(
                    f"Daily cannot go on after {cursor}", passing=True, status=failure.status
                ) from failure
            raise
        return _data(answer, path)

    def _participants_page(self, path: str, cursor: Mapping[str, str]) -> tuple[FoundParticipant, ...] | None:
        answer = self._calls.get_or_none(path, {"limit": LARGEST_PAGE, **cursor})
        return None if answer is None else tuple(readable(participant_from_api, _data(answer, path)))

    def _pace(self, interval_s: float) -> None:
        """Wait until `interval_s` after the last paced call."""
        if not interval_s:
            return
        now = self._clock()
        if now < self._next_list_s:
            self._sleep(self._next_list_s - now)
        self._next_list_s = max(now, self._next_list_s) + interval_s


def _segment(name: str) -> str:
    """An id or room name as one segment of a path, which it could otherwise climb out of."""
    if name in {"", ".", ".."}:
        raise PlatformError(f"{name!r} is no id or name at Daily", passing=False)
    return quote(name, safe="")


def _id(entry: object) -> str:
    return (text(entry, "id") or "") if isinstance(entry, Mapping) else ""


def _not_in_call(failure: PlatformError) -> bool:
    return "does not seem to be hosting a call" in failure.info


def _data(answer: object, path: str) -> Sequence[object]:
    data = answer.get("data") if isinstance(answer, Mapping) else None
    if not isinstance(data, list):
        raise PlatformError(f"Daily: the answer to {path} is not a list", passing=True)
    return data


def _not_yet_given(entries: Sequence[object], given: set[str]) -> Iterator[object]:
    """The entries whose id is not in `given`, each added there; those without an id always."""
    for entry in entries:
        if _id(entry) in given:
            continue
        if _id(entry):
            given.add(_id(entry))
        yield entry


def _opened_room(answer: object) -> OpenedRoom:
    room = json_object(answer, "the room")
    return OpenedRoom(room_name=required_text(room, "name"), room_url=required_text(room, "url"))
