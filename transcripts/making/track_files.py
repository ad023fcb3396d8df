"""A version's tracks in our own storage while it is being made, and the temporary files on the way there."""

import errno
import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, cast
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages

from reflector_site.partial import forget
from transcripts.models import Transcript

if TYPE_CHECKING:  # imported only for its type: workers without a bucket do without its libraries
    from reflector_site.bucket import AudioBucket

Alive: TypeAlias = Callable[[], object]
BLOCK = 1024 * 1024
COPIES = "cache/copies"
# No step takes so long.
LONGEST_TEMPORARY_S = 24 * 3_600


def audio_storage() -> Storage:
    """Where our own audio lies: a folder under DATA_DIR, or a bucket."""
    return storages["audio"]


def track_name(version_id: int, track: int) -> str:
    """A track's name in our storage, made of our own numbers. Its last part is shown in messages."""
    return f"tracks/{version_id}/track-{track + 1}"


def arriving_file(name: str) -> Path:
    """Where a track is downloaded to before it is kept as `name`; the same path at each attempt, for resuming."""
    return _temporary_folder() / name.replace("/", "-")


def mixing_file(step_id: int, fence: int) -> Path:
    """Where the engine writes mixed audio for one claim of a step, on the disk of DATA_DIR."""
    return _temporary_folder() / f"mix-{step_id}-{fence}.mp3"


def keep(path: Path, name: str, *, alive: Alive) -> None:
    """Move a finished file into our storage under `name`, replacing what is there.

    Raises StorageError. `alive` is called again and again while it takes long, and what it raises ends the moving.
    Uploads are of 8 MB at a time, so that a lease of 90 s is kept from 0.8 Mbit/s on.
    """
    storage = audio_storage()
    if isinstance(storage, FileSystemStorage):
        target = Path(storage.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        _move(path, target, alive)
        return
    with _Watched(path, alive) as stream:
        storage.save(name, File(stream))
    path.unlink()


def local_copy(name: str, *, alive: Alive) -> Path:
    """The file `name` of our storage on this machine's disk, fetched once when the storage is elsewhere.

    A fetch that was cut off goes on from there. `alive` as in `keep`. Raises FileNotFoundError and StorageError.
    """
    storage = audio_storage()
    if isinstance(storage, FileSystemStorage):
        path = Path(storage.path(name))
        if not path.is_file():
            raise FileNotFoundError(name)
        return path
    cached = _copy_here(name)
    if not _is_still_here(cached):
        cached.parent.mkdir(parents=True, exist_ok=True)
        arriving = cached.with_name(f"{cached.name}.part")
        cast("AudioBucket", storage).fetch(name, arriving, progress=lambda share: alive())
        with suppress(FileNotFoundError):  # another worker of this machine has just moved it there
            arriving.replace(cached)
        forget(arriving)
    return cached


def forget_tracks(version_id: int) -> None:
    """Delete a version's copies of the tracks; the platform's bucket still has them. Raises StorageError."""
    storage = audio_storage()
    folder = f"tracks/{version_id}"
    shutil.rmtree(_copy_here(folder), ignore_errors=True)
    begun = arriving_file(folder)
    for part in begun.parent.glob(f"{begun.name}-*"):
        part.unlink(missing_ok=True)
    with suppress(FileNotFoundError):
        for name in storage.listdir(folder)[1]:
            storage.delete(f"{folder}/{name}")
    if isinstance(storage, FileSystemStorage):
        storage.delete(folder)


def versions_with_tracks() -> list[int]:
    """The ids of the versions whose tracks, or what is left of them, lie in our storage. Raises StorageError."""
    try:
        folders, _ = audio_storage().listdir("tracks")
    except FileNotFoundError:
        return []
    return [int(name) for name in folders if name.isdecimal()]


def forget_audio(name: str, transcript_id: UUID) -> None:
    """Delete mixed audio that its transcript does not show any more."""
    if not Transcript.objects.filter(pk=transcript_id, audio_name=name).exists():
        audio_storage().delete(name)


def clean_up() -> None:
    """Delete temporary files that a killed worker left behind, and copies of tracks that nobody came back for."""
    oldest = time.time() - LONGEST_TEMPORARY_S
    for folder in ("tmp", COPIES):
        for path in (settings.DATA_DIR / folder).rglob("*"):
            if path.is_file() and path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)


class _Watched(FileIO):
    """A file that calls `alive` at each read."""

    def __init__(self, path: Path, alive: Alive) -> None:
        super().__init__(path, "rb")
        self._alive = alive

    def read(self, size: int | None = -1, /) -> bytes:
        self._alive()
        return super().read(size)


def _move(path: Path, target: Path, alive: Alive) -> None:
    """Rename a file; onto another disk it is copied beside its place first, so that it never appears incomplete."""
    try:
        path.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        arriving = target.with_name(f"{target.name}.{uuid4().hex}")
        try:
            with _Watched(path, alive) as reading, arriving.open("wb") as writing:
                shutil.copyfileobj(reading, writing, BLOCK)
            arriving.replace(target)
        finally:
            arriving.unlink(missing_ok=True)
        path.unlink()


def _temporary_folder() -> Path:
    folder: Path = settings.DATA_DIR / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _is_still_here(copy: Path) -> bool:
    """Whether there is a copy; it counts as come back for, so that it is not cleaned up while it is read."""
    try:
        os.utime(copy)
    except FileNotFoundError:
        return False
    return True


def _copy_here(name: str) -> Path:
    path: Path = settings.DATA_DIR / COPIES / name
    return path
