"""Processes as Linux shows them: who is whose child, which part of a cluster is which, what was left behind."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class ClusterProcesses:
    """django-q2's processes: the guard starts the workers first, then the monitor, then the pusher."""

    main: int
    guard: int
    workers: tuple[int, ...]
    monitor: int
    pusher: int


def children(pid: int) -> list[int]:
    """Oldest first."""
    found = [(int(fields[19]), child) for child, fields in _all() if int(fields[1]) == pid and fields[0] != "Z"]
    return [child for _, child in sorted(found)]


def cluster_processes(main: int, *, workers: int, within_s: float = 40) -> ClusterProcesses:
    """The parts of a cluster that was just started, once all are there. Raises TimeoutError."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        guard = next(iter(children(main)), 0)
        parts = children(guard) if guard else []
        if len(parts) == workers + 2:
            return ClusterProcesses(main, guard, tuple(parts[:workers]), *parts[workers:])
        time.sleep(0.1)
    raise TimeoutError(f"the cluster {main} has not come up")


def alive(pid: int) -> bool:
    return any(found == pid and fields[0] != "Z" for found, fields in _all())


def kill(*pids: int, number: int = signal.SIGKILL) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def kill_group(group: int, number: int = signal.SIGKILL) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, number)


def left_behind(folder: Path) -> list[tuple[int, str]]:
    """Id and command of the processes that work on the data in a folder: it is in their environment or arguments."""
    mark = os.fsencode(folder)
    found = []
    for pid, fields in _all():
        words = _read(pid, "cmdline")
        if fields[0] != "Z" and pid != os.getpid() and (mark in words or mark in _read(pid, "environ")):
            found.append((pid, words.replace(b"\0", b" ").decode(errors="replace").strip()))
    return found


def environment_of(pid: int) -> set[str]:
    return set(_read(pid, "environ").decode(errors="replace").split("\0"))


def _all() -> Iterator[tuple[int, list[str]]]:
    """Each process with the fields of its `stat` after the command's name: its state, its parent and so on."""
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            stat = _read(int(entry.name), "stat").decode(errors="replace")
            if stat:
                yield int(entry.name), stat.rpartition(")")[2].split()


def _read(pid: int, name: str) -> bytes:
    try:
        return (_PROC / str(pid) / name).read_bytes()
    except OSError:  # it has ended meanwhile, or is somebody else's
        return b""
