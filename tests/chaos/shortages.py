"""What the work stands on goes away for a while: the database, the disk."""

import os
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import connections

from tests.chaos.databases import go_away
from tests.chaos.kills import PATIENCE_S, wait_for_speech
from tests.chaos.meetings import bring_in
from tests.chaos.outcome import Outcome, account, begun_since
from tests.chaos.site import Site
from transcripts.models import Step

FULL_S = 12


def database_away(site: Site) -> Outcome:
    outcome = Outcome("the database away at work: PostgreSQL stopped hard for 6 s, SQLite locked by another for 25 s")
    work = site.work()
    load = bring_in(3, tracks=2 if site.short else 5, pace_s=3)
    wait_for_speech(site)
    connections.close_all()
    go_away(os.environ["DATABASE_URL"])
    at = time.time()
    load += bring_in(1, tracks=load.tracks)
    site.wait_for(load, 2 * PATIENCE_S)
    outcome.recovered_in(begun_since(at))
    outcome.require(work.process.poll() is None, "`work` has ended")
    return account(outcome, load)


def disk_full(site: Site) -> Outcome:
    outcome = Outcome(f"the disk of the data full for {FULL_S} s at work (on SQLite the database's as well)")
    site.work()
    load = bring_in(1, tracks=2)
    site.wait_for(load, PATIENCE_S)
    load += bring_in(3, tracks=2, pace_s=3)
    wait_for_speech(site)
    filler = site.folder / "filler"
    _fill(filler)
    deadline, errors = time.monotonic() + FULL_S, set()
    while time.monotonic() < deadline:
        errors |= set(Step.objects.filter(status=Step.Status.QUEUED).exclude(error="").values_list("error", flat=True))
        _fill(filler)
        time.sleep(0.5)
    filler.unlink()
    at = time.time()
    site.wait_for(load, 2 * PATIENCE_S)
    outcome.recovered_in(begun_since(at))
    outcome.notes += [f"said: {error}" for error in sorted(errors)]
    outcome.require(not any("Unexpected" in error for error in errors), "a reason is not in plain words")
    left = [path.name for path in (settings.DATA_DIR / "tmp").glob("*")]
    outcome.require(not left, f"temporary files are left: {left}")
    return account(outcome, load)


def _fill(path: Path) -> None:
    """Until not a byte more can be written."""
    with suppress(OSError), path.open("ab", buffering=0) as stream:
        for size in (1 << 20, 1 << 12, 1):
            with suppress(OSError):
                while True:
                    stream.write(bytes(size))
