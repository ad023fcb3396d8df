"""How long the work on a recording will still take, told from how long its own steps took; nothing where that is a
guess.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

# Transcribing is most of the work, and the rest is estimated from it.
_MEASURE = "transcribe"
# Less progress of a step than this says too little about its speed.
_ENOUGH = 0.1
# These follow one another when all is transcribed; the others share the engine's workers.
_IN_TURN = ("assemble", "summarise")
_ON_THE_ENGINE = ("prepare", "transcribe", "mix")
_OVER = frozenset({"done", "failed", "cancelled"})


@dataclass(frozen=True, slots=True)
class StepFact:
    """A step as far as its progress goes: `progress` from 0 to 1, `took_s` the seconds it took or has been running.

    `attempts` counts those begun; `again_at` is when it may begin again, for one that waits after a failure.
    """

    kind: str
    status: str
    progress: float = 0.0
    took_s: float = 0.0
    attempts: int = 0
    again_at: datetime | None = None


def time_left_s(steps: Iterable[StepFact], weights: Mapping[str, int]) -> float | None:
    """Seconds until all is done, None while it cannot be told.

    It can be told once something was transcribed: by then it is known how many pieces there are, and how long one takes
    on this machine. Kinds of which no step has run yet are estimated from that, by their usual `weights`.
    """
    facts = list(steps)
    per_piece_s = _seconds_each([fact for fact in facts if fact.kind == _MEASURE])
    if per_piece_s is None:
        return None
    at_once = max(1, sum(fact.status == "running" and fact.kind in _ON_THE_ENGINE for fact in facts))
    unit_s = per_piece_s * sum(fact.kind == _MEASURE for fact in facts) / weights[_MEASURE]
    on_the_engine = sum(_left_s(facts, kind, unit_s * weights[kind]) for kind in _ON_THE_ENGINE)
    in_turn = sum(_left_s(facts, kind, unit_s * weights[kind]) for kind in _IN_TURN)
    return (on_the_engine + in_turn) / at_once


def say_left(seconds: float | None) -> str:
    """`about 4 min left`, as exact as such a number can be; empty for None."""
    if seconds is None:
        return ""
    if seconds < 45:
        return "less than a minute left"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"about {max(1, minutes)} min left"
    hours, minutes = divmod(round(minutes, -1), 60)
    return f"about {hours} h {minutes} min left" if minutes else f"about {hours} h left"


def _seconds_each(steps: Sequence[StepFact]) -> float | None:
    """How long one such step takes, from those that are done and from what is done of those at work."""
    told = [fact for fact in steps if fact.status == "done" or (fact.status == "running" and fact.progress >= _ENOUGH)]
    took_s = sum(fact.took_s for fact in told)
    if not took_s:
        return None
    return took_s / sum(1.0 if fact.status == "done" else fact.progress for fact in told)


def _left_s(facts: Sequence[StepFact], kind: str, usual_s: float) -> float:
    """Seconds that the steps of a kind still take one after another; `usual_s` is what they usually take in all."""
    steps = [fact for fact in facts if fact.kind == kind]
    each_s = _seconds_each(steps) or usual_s / max(1, len(steps))
    if not steps:
        return usual_s
    return sum(max(0.0, each_s - fact.took_s) if _unknown(fact) else each_s * (1 - _share(fact)) for fact in steps)


def _unknown(fact: StepFact) -> bool:
    """At work, and does not tell how far it is."""
    return fact.status == "running" and fact.progress < _ENOUGH


def _share(fact: StepFact) -> float:
    return 1.0 if fact.status in _OVER else fact.progress
