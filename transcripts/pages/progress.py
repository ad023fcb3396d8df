"""How far the work on a transcript is, in a number and a few words."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# Shares of the whole work as measured on two cores; transcribing is most of it.
_WEIGHTS: Mapping[str, int] = {
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
class StepFact:
    """`progress` from 0 to 1."""

    kind: str
    status: str
    progress: float = 0.0


@dataclass(frozen=True, slots=True)
class Progress:
    percent: int
    text: str


def progress_of(steps: Iterable[StepFact]) -> Progress:
    """Never 100 while there is work; "waiting for a worker" while nothing has begun or everything waits."""
    facts = list(steps)
    done = sum(weight * _share(facts, kind) for kind, weight in _WEIGHTS.items())
    percent = min(99, int(100 * done / sum(_WEIGHTS.values())))
    running = [kind for kind in _DOING if any(fact.kind == kind and fact.status == "running" for fact in facts)]
    if not running:
        return Progress(percent, "waiting for a worker")
    return Progress(percent, _doing(facts, running[0]))


def _share(facts: list[StepFact], kind: str) -> float:
    """The share done of all steps of a kind; a kind with none yet counts as not begun."""
    shares = [1.0 if fact.status in _OVER else fact.progress for fact in facts if fact.kind == kind]
    return sum(shares) / len(shares) if shares else 0.0


def _doing(facts: list[StepFact], kind: str) -> str:
    if kind not in _COUNTED:
        return _DOING[kind]
    statuses = Counter(fact.status in _OVER for fact in facts if fact.kind == kind)
    return f"{_DOING[kind]}, {statuses[True]} of {statuses.total()} done"
