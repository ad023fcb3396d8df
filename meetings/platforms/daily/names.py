"""What the name of a track says at Daily.

Tracks are stored as `{domain}/{room_name}/{recording_start_ms}-{participant_id}-{media}-{track_start_ms}`, without an
extension in the bucket and with one when downloaded by hand. Media is `cam-audio`, `screen-audio`, `cam-video` or any
name a custom track was given, so the file name is read from both ends; folders never count, since a room may be called
`cam-audio`.
"""

import re
from dataclasses import dataclass

_TRACK_NAME = re.compile(
    r"""
    (?P<recording_start_ms>[0-9]{13})
    -(?P<participant_id>[0-9A-Za-z-]{36})
    -(?P<media>.+)
    -(?P<track_start_ms>[0-9]{13})
    (?:\.[0-9A-Za-z]{1,8})?
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class TrackName:
    """What the file name of a track says. Times are Unix milliseconds."""

    recording_start_ms: int
    participant_id: str
    media: str
    track_start_ms: int

    @property
    def is_audio(self) -> bool:
        return self.media == "audio" or self.media.endswith("-audio")


def parse_track_name(key: str) -> TrackName | None:
    """The parts of a track's name, given its whole key or its file name; None for any other file."""
    match = _TRACK_NAME.fullmatch(key.rsplit("/", 1)[-1])
    if match is None:
        return None
    return TrackName(
        recording_start_ms=int(match["recording_start_ms"]),
        participant_id=match["participant_id"],
        media=match["media"],
        track_start_ms=int(match["track_start_ms"]),
    )
