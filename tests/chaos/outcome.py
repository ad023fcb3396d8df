"""What became of the work under a fault, and whether that is good enough."""

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import F

from tests.chaos import journal
from tests.chaos.meetings import WORDS, Load, transcripts_of
from transcripts.models import Segment, Step, Transcript

RECOVERY_LIMIT_S = settings.STEP_LEASE_S + settings.SWEEP_EVERY_S + 30


@dataclass(slots=True)
class Outcome:
    """A line of the table. Recordings and tracks as (done, all); `problems` are the requirements that were not met."""

    done: str
    recordings: tuple[int, int] = (0, 0)
    tracks: tuple[int, int] = (0, 0)
    lost: int = 0
    stored_twice: int = 0
    at_once: int = 0
    begun_again: int = 0
    recovery_s: float | None = None
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def require(self, met: bool, otherwise: str) -> None:
        if not met:
            self.problems.append(otherwise)

    def recovered_in(self, seconds: float) -> None:
        """The longest of several recoveries counts."""
        self.recovery_s = max(seconds, self.recovery_s or 0)
        self.require(seconds <= RECOVERY_LIMIT_S, f"recovery took {seconds:.0f} s")


def account(outcome: Outcome, load: Load, *, whole: bool = True) -> Outcome:
    """Count what is in the database now. `whole`: every track of every recording must have been transcribed."""
    entries = journal.entries()
    stored = Counter(entry.step_id for entry in entries if entry.event == "stored")
    begun = Counter(entry.step_id for entry in entries if entry.event == "begun")
    wanted = len(load.recordings) * load.tracks
    words = _words(load)
    outcome.recordings = (transcripts_of(load).filter(status=Transcript.Status.READY).count(), len(load.recordings))
    outcome.tracks = (_tracks(load), wanted)
    outcome.lost = wanted - outcome.tracks[0]
    outcome.stored_twice = sum(times - 1 for times in stored.values())
    outcome.at_once = sum(entry.held for entry in entries)
    outcome.begun_again = sum(times - 1 for times in begun.values())
    outcome.require(outcome.stored_twice == 0, "results were stored twice")
    outcome.require(outcome.at_once == 0, "steps were taken while another held them")
    if whole:
        outcome.require(outcome.recordings[0] == len(load.recordings), "not all recordings are ready")
        outcome.require(outcome.lost == 0, "tracks were lost")
        outcome.require(words == wanted * WORDS, f"{words} words instead of {wanted * WORDS}")
    return outcome


def begun_since(at: float, steps: Iterable[int] | None = None) -> float:
    """Seconds from `at` (epoch) until all these steps, or any step, were begun anew; what was not counts until now.

    One that was at its very end may have been stored before the fault struck.
    """
    later = [entry for entry in journal.entries() if entry.at > at]
    if steps is None:
        return min((entry.at for entry in later), default=time.time()) - at
    first: dict[int, float] = {}
    for entry in later:
        first.setdefault(entry.step_id, entry.at)
    return max((first.get(step, time.time()) for step in steps), default=at) - at


def running_steps() -> list[int]:
    return list(Step.objects.filter(status=Step.Status.RUNNING).values_list("pk", flat=True))


def _tracks(load: Load) -> int:
    """Tracks whose words are in the version shown."""
    done = Step.objects.filter(
        kind=Step.Kind.TRANSCRIBE,
        status=Step.Status.DONE,
        version__transcript__recording__in=load.recordings,
        version=F("version__transcript__current"),
    )
    return len({(version, part.partition(":")[0]) for version, part in done.values_list("version", "part")})


def _words(load: Load) -> int:
    shown = Segment.objects.filter(
        version__transcript__recording__in=load.recordings, version=F("version__transcript__current")
    )
    return sum(len(words) for words in shown.values_list("words", flat=True))
