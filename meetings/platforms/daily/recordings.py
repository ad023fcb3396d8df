"""Daily's reports of recordings, by REST and by webhook, read into one form.

What is known of them: https://docs.daily.co/reference/rest-api/recordings; in production `type` and `mtgSessionId` are
often missing, keys are spelled `s3key` (REST), `s3_key` (webhook) and `s3Key` (tracks), and `duration` is absent while
a recording runs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from meetings.platforms.base import FoundRecording, FoundTrack, NotUnderstood, TrackKind
from meetings.platforms.daily.names import parse_track_name
from meetings.platforms.fields import json_object, moment, required_id, text, unix_moment_ms, whole

PLATFORM = "daily"
_KEY_SPELLINGS = ("s3key", "s3_key", "s3Key")


def recording_from_api(raw: object) -> FoundRecording:
    """An entry of `GET /recordings`, or the answer of `GET /recordings/:id`. Raises NotUnderstood."""
    entry = json_object(raw, "the recording")
    return _recording(entry, recording_id=required_id(entry, "id"), status=text(entry, "status") or "")


def recording_from_event(payload: object) -> FoundRecording:
    """The payload of `recording.ready-to-download`, sent for finished recordings only. Raises NotUnderstood."""
    entry = json_object(payload, "the payload")
    return _recording(
        entry, recording_id=required_id(entry, "recording_id", "id"), status=text(entry, "status") or "finished"
    )


def _recording(raw: Mapping[str, object], *, recording_id: str, status: str) -> FoundRecording:
    type_ = text(raw, "type")
    tracks = _tracks(raw)
    own_bucket = raw.get("s3")
    storage = own_bucket if isinstance(own_bucket, Mapping) else {}
    return FoundRecording(
        platform=PLATFORM,
        id=recording_id,
        room_name=text(raw, "room_name") or tracks.room_name or "",
        start_date=_start_date(raw, tracks),
        status=status,
        duration_s=whole(raw, "duration"),
        type=type_,
        bucket_name=text(storage, "bucket_name"),
        object_key=text(raw, *_KEY_SPELLINGS) or text(storage, "key"),
        tracks=tracks.found,
        tracks_hidden=_tracks_hidden(raw, type_),
        unreadable_tracks=tracks.unreadable,
        mtg_session_id=text(raw, "mtgSessionId", "mtg_session_id"),
        instance_id=text(raw, "instance_id", "instanceId"),
        max_participants=whole(raw, "max_participants"),
    )


@dataclass(frozen=True, slots=True)
class _Tracks:
    found: tuple[FoundTrack, ...] | None
    unreadable: int = 0

    @property
    def room_name(self) -> str | None:
        """The room by the tracks' folder, `{domain}/{room_name}/`, for reports that leave it out."""
        for track in self.found or ():
            folders = track.key.split("/")[:-1]
            if len(folders) == 2 and parse_track_name(track.key):
                return folders[1]
        return None

    @property
    def start_date(self) -> datetime | None:
        """The recording's start by the tracks' names, to the second as `start_ts` has it."""
        for track in self.found or ():
            if name := parse_track_name(track.key):
                return unix_moment_ms(name.recording_start_ms).replace(microsecond=0)
        return None


def _tracks(raw: Mapping[str, object]) -> _Tracks:
    listed = raw.get("tracks")
    if listed is None:
        return _Tracks(None)
    if not isinstance(listed, list):
        raise NotUnderstood("tracks is not a list")
    readable = [_track(entry) for entry in listed]
    # A key listed twice is one file.
    found = {track.key: track for track in readable if track is not None}
    return _Tracks(tuple(found.values()), unreadable=readable.count(None))


def _track(raw: object) -> FoundTrack | None:
    if not isinstance(raw, Mapping):
        return None
    key = text(raw, *_KEY_SPELLINGS)
    kind = _kind(text(raw, "type"), key or "")
    return FoundTrack(key=key, kind=kind, size=whole(raw, "size")) if key and kind else None


def _kind(given: str | None, key: str) -> TrackKind | None:
    """As Daily says; where it does not, by the track's name."""
    if given == "audio":
        return "audio"
    if given == "video":
        return "video"
    name = parse_track_name(key)
    if name is None:
        return None
    return "audio" if name.is_audio else "video"


def _tracks_hidden(raw: Mapping[str, object], type_: str | None) -> bool:
    """An explicit null means that Daily's role may no longer list the bucket, unless there are no tracks to list."""
    return "tracks" in raw and raw["tracks"] is None and not (type_ or "").startswith("cloud")


def _start_date(raw: Mapping[str, object], tracks: _Tracks) -> datetime:
    start = moment(raw, "start_ts") or tracks.start_date
    if start is None:
        raise NotUnderstood("start_ts is missing or not a time")
    return start
