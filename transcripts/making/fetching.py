"""Bringing one track from the platform's bucket into our storage."""

from collections.abc import Callable
from typing import TypedDict

from recordings.storage import bucket_of
from reflector_site.partial import forget
from transcripts.making.track_files import arriving_file, keep, track_name
from transcripts.models import Step


class FetchResult(TypedDict):
    size: int


def fetch(step: Step, progress: Callable[[float], None]) -> FetchResult:
    """Fetch the step's track. Raises StorageError; a half-fetched file is never seen under the track's name.

    An attempt that was cut off is resumed by the next one on this machine, also when it was cut off while the complete
    track was being sent to our bucket. `progress` is called with the share done, also during that.
    """
    recording = step.version.recording
    track = int(step.part)
    name = track_name(step.version_id, track)
    path = arriving_file(name)
    bucket_of(recording.platform, recording.bucket_name).fetch(recording.audio_keys[track], path, progress=progress)
    size = path.stat().st_size
    keep(path, name, alive=lambda: progress(1.0))
    forget(path)
    return FetchResult(size=size)
