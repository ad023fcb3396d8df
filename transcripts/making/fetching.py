"""Bringing one track from the platform's bucket into our storage."""

from collections.abc import Callable
from typing import TypedDict

from recordings.storage import bucket_of
from transcripts.making.track_files import keep, temporary_file, track_name
from transcripts.models import Step


class FetchResult(TypedDict):
    size: int


def fetch(step: Step, progress: Callable[[float], None]) -> FetchResult:
    """Fetch the step's track. Raises StorageError; a half-fetched file is never seen under the track's name.

    `progress` hears the share done, also while the track goes on into a storage elsewhere.
    """
    recording = step.version.recording
    track = int(step.part)
    key = recording.audio_keys[track]
    with temporary_file() as path:
        bucket_of(recording.platform, recording.bucket_name).fetch(key, path, progress=progress)
        size = path.stat().st_size
        keep(path, track_name(step.version_id, track), alive=lambda: progress(1.0))
    return FetchResult(size=size)
