"""Whereby's REST API: https://docs.whereby.com/reference/whereby-rest-api-reference."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import quote
from uuid import UUID

from meetings.platforms.base import (
    FoundParticipant,
    FoundRecording,
    FoundSession,
    OpenedRoom,
    PlatformError,
    RecordingPage,
    RecordingType,
)
from meetings.platforms.calls import PlatformCalls, may_be_of_the_cursor, readable, recording_page, understood
from meetings.platforms.fields import json_object, required_text, text
from meetings.platforms.whereby.names import bare
from meetings.platforms.whereby.people import participant_from_api, session_from_api
from meetings.platforms.whereby.recordings import recording_from_api
from reflector_site.http import BearerAuth, HttpClient, Limits

logger = logging.getLogger(__name__)

LARGEST_PAGE = 100


class WherebyClient:
    """One organisation of Whereby's, spoken to with its API key; not shared between threads.

    All calls raise PlatformError.
    """

    def __init__(self, api_key: str, *, api_url: str, limits: Limits | None = None) -> None:
        http = HttpClient(api_url, auth=BearerAuth(api_key), limits=limits)
        self._calls = PlatformCalls(http, platform="Whereby")

    def recording_pages(self, after: str = "") -> Iterator[RecordingPage]:
        """All recordings, newest first, or those that follow a page's cursor; a page is fetched when it is asked for.

        How long Whereby knows a cursor is not documented: where it refuses `after`, the walk begins from the newest.
        """
        try:
            yield from self._recording_walk(after)
        except PlatformError as failure:
            if not after or not may_be_of_the_cursor(failure):
                raise
            logger.info("%s; walking the recordings from the newest", failure)
            yield from self._recording_walk("")

    def recording(self, recording_id: str) -> FoundRecording | None:
        """One recording; None when Whereby does not know it."""
        answer = self._calls.get_or_none(f"/recordings/{quote(recording_id, safe='')}")
        return None if answer is None else understood(recording_from_api, answer, platform="Whereby")

    def participants(self, mtg_session_id: str) -> tuple[FoundParticipant, ...] | None:
        """Everybody's stays in a session; None when Whereby does not know the session."""
        params = {"roomSessionId": mtg_session_id, "limit": str(LARGEST_PAGE)}
        try:
            entries = [entry for page, _ in self._walk("/insights/participants", params) for entry in page]
        except PlatformError as failure:
            if failure.status == 404:
                return None
            raise
        return tuple(person for person in readable(participant_from_api, entries) if person is not None)

    def sessions(self, room_name: str, start: datetime, end: datetime) -> tuple[FoundSession, ...]:
        """The sessions of a platform room that began in a time frame of aware moments, newest first."""
        params = {"roomName": f"/{room_name}", "sortBy": "startedAt:desc", "limit": str(LARGEST_PAGE)}
        pages = self._walk("/insights/room-sessions", params)
        found = [session for page, _ in pages for session in readable(session_from_api, page)]
        return tuple(session for session in found if start <= session.start_date <= end)

    def open_room(self, name: str, *, expires_at: datetime | None = None) -> OpenedRoom:
        """Make a room whose name begins with `name`; Whereby adds what makes it unique.

        Where and when it is recorded is set in Whereby's dashboard, which so keeps the keys of the bucket to itself.
        Making a room is not repeated blindly: one whose answer got lost merely expires.
        """
        if expires_at is None:
            raise ValueError("a room at Whereby needs an end")
        body = {
            "endDate": expires_at.astimezone(UTC).isoformat(),
            "isLocked": False,
            "roomMode": "group",
            "roomNamePrefix": f"{name}-",
            "roomNamePattern": "uuid",
        }
        return understood(_opened_room, self._calls.call("POST", "/meetings", body=body), platform="Whereby")

    def start_recording(self, room_name: str, type: RecordingType, instance_id: UUID) -> bool:
        """Always raises: Whereby begins and ends recordings by itself, or at the host's click."""
        raise PlatformError(
            "Whereby records by itself, as set under Configure, Recording in its dashboard.", passing=False
        )

    stop_recording = start_recording

    def _recording_walk(self, after: str) -> Iterator[RecordingPage]:
        params = {"limit": str(LARGEST_PAGE), "sortBy": "startDate:desc"}
        for entries, cursor in self._walk("/recordings", params, cursor=after):
            page = recording_page(recording_from_api, entries, _id, cursor)
            if page.recordings or page.odd:
                yield page

    def _walk(
        self, path: str, params: Mapping[str, str], *, cursor: str = ""
    ) -> Iterator[tuple[Sequence[object], str]]:
        """The pages of a list after `cursor`, as they come, each with the cursor of the next, "" for none."""
        walked = {""}
        while True:
            walked.add(cursor)
            answer = self._calls.call(
                "GET", path, params={**params, "cursor": cursor} if cursor else params, repeatable=True
            )
            page = answer if isinstance(answer, Mapping) else {}
            results = page.get("results")
            if not isinstance(results, list):
                raise PlatformError(f"Whereby: the answer to {path} is not a list", passing=True)
            cursor = text(page, "cursor") or ""
            last = cursor in walked
            yield results, "" if last else cursor
            if last:
                return


def _opened_room(answer: object) -> OpenedRoom:
    room = json_object(answer, "the meeting")
    return OpenedRoom(room_name=bare(required_text(room, "roomName")), room_url=required_text(room, "roomUrl"))


def _id(entry: object) -> str:
    return (text(entry, "recordingId") or "") if isinstance(entry, Mapping) else ""
