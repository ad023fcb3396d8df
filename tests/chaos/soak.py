"""Nothing is broken, for long: what grows?"""

import os
import statistics
import time
from dataclasses import astuple, dataclass
from pathlib import Path

import requests
from django_q.models import OrmQ, Task

from tests.chaos.floods import SECRET, announce
from tests.chaos.kills import PATIENCE_S
from tests.chaos.meetings import bring_in
from tests.chaos.outcome import Outcome, account
from tests.chaos.processes import left_behind
from tests.chaos.site import Site

LOOK_EVERY_S = 5.0
BRING_EVERY_S = 15.0
EVENTS_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Look:
    """Of all processes of the site together, and of the queue's tables."""

    memory_mb: float
    open_files: int
    processes: int
    queued: int
    tasks: int


def soak(site: Site) -> Outcome:
    minutes = float(os.environ["SOAK_MINUTES"])
    outcome = Outcome(f"nothing broken for {minutes:.0f} min: a recording each {BRING_EVERY_S:.0f} s, and webhooks")
    site.environment["DAILY_WEBHOOK_SECRET"] = SECRET
    site.work()
    load = bring_in(1, tracks=3)
    looks: list[Look] = []
    with site.web() as address:
        site.wait_for(load, PATIENCE_S)  # all that is started once has been
        deadline, bring_at = time.monotonic() + 60 * minutes, 0.0
        while time.monotonic() < deadline:
            if time.monotonic() >= bring_at:
                bring_at = time.monotonic() + BRING_EVERY_S
                load += bring_in(1, tracks=3)
                announce(f"{address}/v1/daily/webhook", EVENTS_AT_ONCE)
                requests.get(f"{address}/healthz", timeout=30)
            looks.append(_look(site.folder))
            time.sleep(LOOK_EVERY_S)
        site.wait_for(load, PATIENCE_S)
    _judge(outcome, looks)
    return account(outcome, load)


def _judge(outcome: Outcome, looks: list[Look]) -> None:
    """The second quarter of the time against the last; in the first one caches fill."""
    quarter = max(1, len(looks) // 4)
    before, after = _middle(looks[quarter : 2 * quarter]), _middle(looks[-quarter:])
    for name, at_first, at_last in zip(Look.__dataclass_fields__, astuple(before), astuple(after), strict=True):
        outcome.notes.append(f"{name.replace('_', ' ')} {at_first:.0f}, then {at_last:.0f}")
    outcome.require(after.memory_mb < 1.1 * before.memory_mb + 20, "memory grows")
    outcome.require(after.open_files <= 1.1 * before.open_files + 5, "open files grow")
    outcome.require(after.processes <= before.processes + 1, "processes grow")
    outcome.require(after.queued <= before.queued + 20, "the queue grows")
    outcome.require(after.tasks <= before.tasks + 20, "the notes of tasks grow")


def _middle(looks: list[Look]) -> Look:
    return Look(*(statistics.median(values) for values in zip(*map(astuple, looks), strict=True)))


def _look(folder: Path) -> Look:
    pids = [pid for pid, command in left_behind(folder) if "tests.chaos" not in command]
    return Look(
        memory_mb=sum(map(_memory_mb, pids)),
        open_files=sum(map(_open_files, pids)),
        processes=len(pids),
        queued=OrmQ.objects.count(),
        tasks=Task.objects.count(),
    )


def _memory_mb(pid: int) -> float:
    """What it shares with nobody, since the workers of a cluster share most of what they have."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it has ended meanwhile
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith(("Private_Clean", "Private_Dirty"))) / 1024


def _open_files(pid: int) -> int:
    try:
        return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return 0
