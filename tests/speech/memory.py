"""How much memory a process and all that came from it hold together."""

import threading
from pathlib import Path
from typing import Self

_SAMPLE_EVERY_S = 0.5


class PeakMemory:
    """Watches a process and its descendants while inside its `with`; `mb` is the most they held at once.

    Counted as PSS: memory that several of them share counts once. It is sampled twice a second.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._ended = threading.Event()
        self._watching = threading.Thread(target=self._watch)
        self._peak_kb = 0

    @property
    def mb(self) -> float:
        return self._peak_kb / 1024

    def __enter__(self) -> Self:
        self._watching.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._watching.join()

    def _watch(self) -> None:
        while not self._ended.wait(_SAMPLE_EVERY_S):
            self._peak_kb = max(self._peak_kb, sum(map(_pss_kb, family(self._pid))))


def family(pid: int) -> list[int]:
    """The process and all that came from it, whatever their sessions."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(descendant for child in children for descendant in family(int(child)))]


def _pss_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
