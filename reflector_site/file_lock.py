"""Doing something in one process of this machine at a time. The lock of a process that dies is free at once."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def lock(descriptor: int) -> bool:
    """Hold an open file until it is closed; False when another process does, or another opening of it here."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def alone(path: Path) -> Iterator[bool]:
    """Hold the lock of `path`, an empty file that is created where missing; False when another process holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield lock(descriptor)
    finally:
        os.close(descriptor)
