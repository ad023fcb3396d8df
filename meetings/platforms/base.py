"""The types that all meeting platforms' data are read into, and the errors that calls to them raise."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, Protocol
from uuid import UUID

from reflector_site.http import Limits

TrackKind = Literal["audio", "video"]
RecordingType = Literal["cloud", "raw-tracks"]


class PlatformError(Exception):
    """A call to the platform failed, in a sentence a person can act on.

    `passing` says whether trying again can help; `status` is the HTTP status, None when there was no answer; `info` is
    what the platform said itself.
    """

    def __init__(self, message: str, *, passing: bool, status: int | None = None, info: str = "") -> None:
        super().__init__(message)
        self.passing = passing
        self.status = status
        self.info = info


class RoomTaken(PlatformError):
    """The platform has a room of this name already: another name is needed."""


class NotInCall(PlatformError):
    """Nothing can be recorded because nobody is in the call yet."""


class NotUnderstood(ValueError):
    """What the platform sent cannot be read; the text says why, without the values."""


@dataclass(frozen=True, slots=True)
class FoundTrack:
    """One participant's file of a recording. `size` in bytes."""

    key: str
    kind: TrackKind
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRecording:
    """A recording as the platform reports it, by webhook or by REST.

    `tracks` is None for a recording that is one mixed file, empty when nobody was heard; `tracks_hidden` says that
    there are tracks which the platform was not allowed to list. `type` is as given, None when the platform did
    not say. `room_name` is "" when neither the report nor the keys name it. `unreadable_tracks` were reported without
    a key or a kind.
    """

    platform: str
    id: str
    room_name: str
    start_date: datetime
    status: str
    duration_s: int | None = None
    type: str | None = None
    bucket_name: str | None = None
    object_key: str | None = None
    tracks: tuple[FoundTrack, ...] | None = None
    tracks_hidden: bool = False
    unreadable_tracks: int = 0
    mtg_session_id: str | None = None
    instance_id: str | None = None
    max_participants: int | None = None

    @property
    def finished(self) -> bool:
        return self.status == "finished"

    @property
    def in_progress(self) -> bool:
        """Both this and `finished` are False for a canceled recording, and for one with a status we do not know."""
        return self.status == "in-progress"

    @property
    def audio_keys(self) -> tuple[str, ...] | None:
        """Keys of the audio tracks in the platform's order; None for a recording without tracks."""
        if self.tracks is None:
            return None
        return tuple(track.key for track in self.tracks if track.kind == "audio")


class OddRecording(NamedTuple):
    """A reported recording that could not be read. `id` is "" when not even that was readable."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class RecordingPage:
    """One page of the platform's list, newest first, without recordings given on an earlier page.

    `cursor` is the place in the list that the next page begins after, "" on the last one.
    """

    recordings: tuple[FoundRecording, ...]
    odd: tuple[OddRecording, ...] = ()
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class FoundParticipant:
    """One person's stay in a session. `user_id` is the one our own token gave, None for guests and bots."""

    participant_id: str
    user_id: str | None = None
    user_name: str | None = None
    joined_at: datetime | None = None
    duration_s: int | None = None


@dataclass(frozen=True, slots=True)
class FoundSession:
    """One session of a platform room: from when the first participant joined until the last one left."""

    mtg_session_id: str
    room_name: str
    start_date: datetime
    duration_s: int | None
    ongoing: bool


@dataclass(frozen=True, slots=True)
class OpenedRoom:
    """A room that now stands at the platform, and the link people join by."""

    room_name: str
    room_url: str


@dataclass(frozen=True, slots=True)
class RecordingBucket:
    """The bucket of ours that the platform writes recordings to, and the role it takes on for that."""

    name: str
    region: str
    role_arn: str


@dataclass(frozen=True, slots=True)
class Access:
    """What a client needs to call a platform: our key and where it is to record to."""

    api_key: str
    api_url: str
    bucket: RecordingBucket | None = None
    limits: Limits | None = None
    """How long to try; None: as long as a worker may."""


class PlatformClient(Protocol):
    """The calls we make to a platform. All raise PlatformError."""

    def recording_pages(self, after: str = "") -> Iterator[RecordingPage]:
        """The pages of all recordings, newest first, or of those that follow a page's cursor.

        Of a place that the platform no longer knows all pages are given: nothing is left out.
        """
        ...

    def recording(self, recording_id: str) -> FoundRecording | None: ...

    def participants(self, mtg_session_id: str) -> tuple[FoundParticipant, ...] | None: ...

    def sessions(self, room_name: str, start: datetime, end: datetime) -> tuple[FoundSession, ...]: ...

    def open_room(self, name: str, *, expires_at: datetime | None = None) -> OpenedRoom: ...

    def start_recording(self, room_name: str, type: RecordingType, instance_id: UUID) -> bool: ...

    def stop_recording(self, room_name: str, type: RecordingType, instance_id: UUID) -> bool: ...
