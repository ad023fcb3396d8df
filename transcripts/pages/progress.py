"""How far the work on a transcript is, and what comes next, in a number and a few words."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from transcripts.pages.time_left import StepFact, say_left, time_left_s

# Shares of the whole work as measured on two cores; transcribing is most of it.
WEIGHTS: Mapping[str, int] = {
    "participants": 1,
    "fetch": 6,
    "prepare": 12,
    "transcribe": 65,
    "assemble": 2,
    "mix": 9,
    "summarise": 5,
}
_DOING: Mapping[str, str] = {
    "fetch": "fetching the tracks",
    "prepare": "listening for voices",
    "transcribe": "transcribing",
    "assemble": "putting the words together",
    "mix": "mixing the audio",
    "summarise": "summing up",
    "participants": "asking who was there",
}
_COUNTED = frozenset({"fetch", "prepare", "transcribe"})
_OVER = frozenset({"done", "failed", "cancelled"})


@dataclass(frozen=True, slots=True)
class Progress:
    """`percent` is below 100 while there is work. `text` is to be followed by the moment `at`, where there is one.
    `left` says how long it will still take, empty when that is not known.
    """

    percent: int
    text: str
    at: datetime | None = None
    left: str = ""


def progress_of(steps: Iterable[StepFact], *, before: int = 0, most_attempts: int = 0) -> Progress:
    """How far the work is, or what it waits for: a worker, behind `before` other transcripts, or its next attempt of
    `most_attempts`.
    """
    facts = list(steps)
    done = sum(weight * _share(facts, kind) for kind, weight in WEIGHTS.items())
    percent = min(99, int(100 * done / sum(WEIGHTS.values())))
    running = [kind for kind in _DOING if any(fact.kind == kind and fact.status == "running" for fact in facts)]
    if running:
        return Progress(percent, _doing(facts, running[0]), left=say_left(time_left_s(facts, WEIGHTS)))
    waiting = [fact for fact in facts if fact.status == "queued"]
    again = min((fact for fact in waiting if fact.again_at), key=_moment, default=None)
    if again and all(fact.again_at for fact in waiting):
        return Progress(percent, f"attempt {again.attempts + 1} of {most_attempts} begins at", at=again.again_at)
    return Progress(percent, f"waiting for a worker, {before} before it" if before else "waiting for a worker")


def _moment(fact: StepFact) -> datetime:
    return fact.again_at or datetime.min  # noqa: DTZ901 - compared with nothing: those without one are left out


def _share(facts: list[StepFact], kind: str) -> float:
    """The share done of all steps of a kind; a kind with none yet counts as not begun."""
    shares = [1.0 if fact.status in _OVER else fact.progress for fact in facts if fact.kind == kind]
    return sum(shares) / len(shares) if shares else 0.0


def _doing(facts: list[StepFact], kind: str) -> str:
    if kind not in _COUNTED:
        return _DOING[kind]
    statuses = Counter(fact.status in _OVER for fact in facts if fact.kind == kind)
    return f"{_DOING[kind]}, {statuses[True]} of {statuses.total()} done"
