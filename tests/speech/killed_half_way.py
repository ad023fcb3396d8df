"""A long meeting through the real workers and the real model, killed half-way: what was done is not done again.

`python -m tests.speech.killed_half_way --hours 3 --tracks 10` has the meeting of `long_meeting` transcribed twice by
`manage.py work`, once in peace and once with every process killed when half of the pieces are done, and started anew.
The database's own journal says what was begun when. Prints a table; ends with 1 when anything that must hold does not.
"""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import django

from tests.settings import DATA_DIR

os.environ["RECORDINGS_DIR"] = str(DATA_DIR / "bucket")
django.setup()

from django.core.management import call_command  # noqa: E402 - the apps come first
from django.db import connections  # noqa: E402

from tests.chaos import journal  # noqa: E402
from tests.chaos.meetings import Load, bring_in_files, transcripts_of  # noqa: E402
from tests.chaos.processes import kill, left_behind  # noqa: E402
from tests.chaos.site import Running, Site  # noqa: E402
from tests.speech.long_meeting import make  # noqa: E402
from tests.speech.memory import PeakMemory, family  # noqa: E402
from transcripts.models import Segment, Step, Transcript  # noqa: E402
from transcripts.pipeline import ENDED  # noqa: E402
from transcripts.querysets import StepQuerySet  # noqa: E402

MOST_MB = 1_500
LONGEST_S = 3 * 3_600.0


@dataclass(frozen=True, slots=True)
class Making:
    """How the meeting was made into a transcript."""

    minutes: float
    peak_mb: float
    pieces: int
    words: int
    rows: tuple[tuple[object, ...], ...]
    """All segments with their words."""


@dataclass(frozen=True, slots=True)
class Kill:
    """What the journal says about the steps of the killed making."""

    processes: int
    pieces_done: int
    steps_done: int
    cut_off: int
    done_again: int
    """Of the steps done before the kill, how many were begun after it; none may be."""
    stored_twice: int


def main() -> int:
    options = _options()
    try:
        whole, killed, blow = run(hours=options.hours, tracks=options.tracks, settings=options.settings)
    finally:
        kill(*(pid for pid, _ in left_behind(DATA_DIR)))
        if options.keep:
            sys.stderr.write(f"Kept: {DATA_DIR}\n")
        else:
            shutil.rmtree(DATA_DIR, ignore_errors=True)
    sys.stdout.write("\n".join(table(whole, killed, blow)) + "\n")
    problems = list(problems_of(whole, killed, blow))
    sys.stdout.write("".join(f"NOT MET: {problem}\n" for problem in problems))
    return int(bool(problems))


def run(*, hours: float, tracks: int, settings: str) -> tuple[Making, Making, Kill]:
    """The meeting made in peace, then again with a kill. Raises TimeoutError."""
    _prepare_database()
    contents = [path.read_bytes() for path in make(DATA_DIR / "meeting", hours=hours, tracks=tracks)]
    site = Site(DATA_DIR, short=False, environment={"DJANGO_SETTINGS_MODULE": settings})
    work = site.work()
    with PeakMemory(work.pid) as memory:
        begun = time.monotonic()
        load = bring_in_files(1, contents)
        _wait(site, lambda: _ended(load), "the meeting is transcribed")
        whole = _making(load, begun, memory.mb)
        begun = time.monotonic()
        load = bring_in_files(1, contents)
        _wait(site, lambda: _half_done(load), "half of the pieces are done")
        processes = _kill_everything(work)
    before = len(journal.entries())
    _say(f"killed {processes} processes with {_pieces(load).filter(status=Step.Status.DONE).count()} pieces done")
    with PeakMemory(site.work().pid) as rest:
        _wait(site, lambda: _ended(load), "the killed meeting is transcribed")
        killed = _making(load, begun, max(memory.mb, rest.mb))
    site.end()
    return whole, killed, _told_by_the_journal(load, processes, before)


def table(whole: Making, killed: Making, blow: Kill) -> Iterator[str]:
    """Lines of Markdown."""
    yield "| | in peace | killed half-way |"
    yield "|---|---|---|"
    yield f"| minutes | {whole.minutes:.1f} | {killed.minutes:.1f} |"
    yield f"| peak PSS of all processes, MB | {whole.peak_mb:.0f} | {killed.peak_mb:.0f} |"
    yield f"| pieces | {whole.pieces} | {killed.pieces} |"
    yield f"| done when all {blow.processes} processes were killed | | {blow.pieces_done} |"
    yield f"| steps of any kind done by then | | {blow.steps_done} |"
    yield f"| of these begun again | | {blow.done_again} |"
    yield f"| at work then, begun again | | {blow.cut_off} |"
    yield f"| results stored twice | | {blow.stored_twice} |"
    yield f"| words | {whole.words} | {killed.words}{', the same' if whole.rows == killed.rows else ''} |"


def problems_of(whole: Making, killed: Making, blow: Kill) -> Iterator[str]:
    """What must hold and does not, in sentences."""
    if blow.done_again or blow.stored_twice:
        yield "what was done before the kill is not done again"
    if not 0 < blow.pieces_done < killed.pieces:
        yield "the kill comes in the middle of the pieces"
    if not blow.cut_off:
        yield "the kill cuts off steps at work"
    if not whole.words or whole.rows != killed.rows:
        yield "a kill changes nothing in the words"
    if max(whole.peak_mb, killed.peak_mb) >= MOST_MB:
        yield f"all processes together stay within {MOST_MB} MB"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Kill the workers half-way through a long meeting.")
    parser.add_argument("--hours", type=float, default=3.0)
    parser.add_argument("--tracks", type=int, default=10)
    parser.add_argument("--settings", default="reflector_site.settings", help="of the workers; default: %(default)s")
    parser.add_argument("--keep", action="store_true", help="keep the folder with the database and the logs")
    return parser.parse_args()


def _prepare_database() -> None:
    call_command("migrate", verbosity=0)
    journal.install()
    connections.close_all()


def _wait(site: Site, condition: Callable[[], bool], what: str) -> None:
    site.wait(condition, LONGEST_S, what)
    _say(what)


def _say(text: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {text}\n")


def _pieces(load: Load) -> StepQuerySet:
    return _steps(load).filter(kind=Step.Kind.TRANSCRIBE)


def _steps(load: Load) -> StepQuerySet:
    return Step.objects.filter(version__transcript__recording__in=load.recordings)


def _ended(load: Load) -> bool:
    return transcripts_of(load).filter(status__in=ENDED).exists()


def _half_done(load: Load) -> bool:
    """Some are done, and of those waiting or at work there are no more."""
    statuses = list(_pieces(load).values_list("status", flat=True))
    return 0 < len(statuses) <= 2 * statuses.count(Step.Status.DONE)


def _kill_everything(work: Running) -> int:
    """Every process that came from `work`, at one blow; how many there were."""
    victims = family(work.pid)
    kill(*victims)
    work.process.wait()
    while rest := left_behind(DATA_DIR):
        kill(*(pid for pid, _ in rest))
        time.sleep(0.05)
    return len(victims)


def _making(load: Load, begun: float, peak_mb: float) -> Making:
    transcript = transcripts_of(load).get()
    if transcript.status != Transcript.Status.READY:
        raise RuntimeError(f"the transcript is {transcript.status}: {transcript.error}")
    rows = Segment.objects.filter(version=transcript.current).order_by("position")
    found = tuple(rows.values_list("start_ms", "end_ms", "speaker", "text", "words"))
    return Making(
        minutes=(time.monotonic() - begun) / 60,
        peak_mb=peak_mb,
        pieces=_pieces(load).count(),
        words=sum(len(row[-1]) for row in found),
        rows=found,
    )


def _told_by_the_journal(load: Load, processes: int, before: int) -> Kill:
    """`before` is how many entries it had when all was dead."""
    kinds = dict(_steps(load).values_list("pk", "kind"))
    entries = [(number, entry) for number, entry in enumerate(journal.entries()) if entry.step_id in kinds]
    begun_before = {entry.step_id for number, entry in entries if entry.event == "begun" and number < before}
    done_before = {entry.step_id for number, entry in entries if entry.event == "stored" and number < before}
    begun_after = {entry.step_id for number, entry in entries if entry.event == "begun" and number >= before}
    stored = [entry.step_id for _, entry in entries if entry.event == "stored"]
    return Kill(
        processes=processes,
        pieces_done=sum(kinds[step] == Step.Kind.TRANSCRIBE for step in done_before),
        steps_done=len(done_before),
        cut_off=len((begun_before - done_before) & begun_after),
        done_again=len(done_before & begun_after),
        stored_twice=len(stored) - len(set(stored)),
    )


if __name__ == "__main__":
    sys.exit(main())
