"""A file on its way here, which goes on from where it was cut off: by a kill, a time limit, a line that broke."""

import errno
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

from reflector_site.file_lock import lock
from reflector_site.storage_errors import StorageError

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT}


class Partial:
    """What has come so far. Beside the file stands which version of what it is a part of, so that no two are joined.

    `mark` tells one version of the source from another; without one, what was cut off cannot go on.
    """

    def __init__(self, stream: FileIO, path: Path, source: str) -> None:
        self._stream = stream
        self._note = _note(path)
        self._source = source
        self.came = stream.seek(0, os.SEEK_END)
        self.mark, self._size = self._noted()

    @property
    def complete(self) -> bool:
        return self.came == self._size

    @property
    def can_go_on(self) -> bool:
        return bool(self.came and self.mark)

    def is_of(self, mark: str, size: int) -> bool:
        """Whether it is a part of this version of its source, of so many bytes."""
        return (self.mark, self._size) == (mark, size)

    def begin(self, mark: str, size: int) -> None:
        """Begin anew, with a version of so many bytes."""
        self._stream.truncate(0)
        self.came = self._stream.seek(0)
        self.mark, self._size = mark, size
        self._note.write_text(json.dumps([self._source, mark, size]))

    def write(self, block: bytes) -> None:
        """Add what came next; where the disk is full all is given back, since the database may lie on it."""
        rest = memoryview(block)
        try:
            while rest:
                rest = rest[self._stream.write(rest) :]
        except OSError as error:
            if error.errno in _NO_SPACE:
                self._stream.truncate(0)
                self._stream.seek(0)
            raise
        finally:
            self.came = self._stream.tell()

    def _noted(self) -> tuple[str, int]:
        """Mark and size of what came; of nothing when it came from elsewhere, or that was not noted whole."""
        try:
            source, mark, size = json.loads(self._note.read_text())
        except (FileNotFoundError, ValueError):
            return "", -1
        return (mark, size) if source == self._source else ("", -1)


@contextmanager
def partial(path: Path, source: str) -> Iterator[Partial]:
    """Hold the file at `path` for what comes from `source`. It stays when it is cut off, if it can go on from there.

    Raises StorageError while another process holds it, and OSError.
    """
    with FileIO(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as stream:
        # Whoever held it may have moved it to its place meanwhile.
        if not lock(stream.fileno()) or not _is_at(stream, path):
            raise StorageError("Another worker of this machine is still at that file.", passing=True)
        held = Partial(stream, path, source)
        try:
            yield held
        finally:
            if not held.complete and not held.can_go_on:
                forget(path)


def forget(path: Path) -> None:
    """Delete what has come, and what is known of it; what is not there is not missed."""
    path.unlink(missing_ok=True)
    _note(path).unlink(missing_ok=True)


def _note(path: Path) -> Path:
    return path.with_name(f"{path.name}.of")


def _is_at(stream: FileIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(stream.fileno()), path.stat())
    except FileNotFoundError:
        return False
