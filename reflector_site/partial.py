"""A download that is resumed where it was cut off by a kill, a time limit or a lost connection."""

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
    """The part of a file that has arrived. A note beside it names the source and its version, so that no two are mixed.

    `mark` identifies the version of the source, as an ETag does; without one a download cannot be resumed.
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
        """Whether it is a part of the version `mark` of its source, whose whole size is `size` bytes."""
        return (self.mark, self._size) == (mark, size)

    def begin(self, mark: str, size: int) -> None:
        """Drop what has arrived and begin the version `mark`, whose whole size is `size` bytes."""
        self._stream.truncate(0)
        self.came = self._stream.seek(0)
        self.mark, self._size = mark, size
        self._note.write_text(json.dumps([self._source, mark, size]))

    def write(self, block: bytes) -> None:
        """Append a block. When the disk is full, the file is emptied, since the database may be on the same disk."""
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
        """Mark and size as the note has them; empty and -1 when it is missing, cut short or about another source."""
        try:
            source, mark, size = json.loads(self._note.read_text())
        except (FileNotFoundError, ValueError):
            return "", -1
        return (mark, size) if source == self._source else ("", -1)


@contextmanager
def partial(path: Path, source: str) -> Iterator[Partial]:
    """Hold the file at `path` for a download from `source`. When cut off, it is kept if it can be resumed.

    Raises StorageError while another process holds it, and OSError.
    """
    with FileIO(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as stream:
        # The process that held it may have moved the file away since we opened it.
        if not lock(stream.fileno()) or not _is_at(stream, path):
            raise StorageError("Another worker of this machine is still at that file.", passing=True)
        held = Partial(stream, path, source)
        try:
            yield held
        finally:
            if not held.complete and not held.can_go_on:
                forget(path)


def forget(path: Path) -> None:
    """Delete the file and its note, where they exist."""
    path.unlink(missing_ok=True)
    _note(path).unlink(missing_ok=True)


def _note(path: Path) -> Path:
    return path.with_name(f"{path.name}.of")


def _is_at(stream: FileIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(stream.fileno()), path.stat())
    except FileNotFoundError:
        return False
