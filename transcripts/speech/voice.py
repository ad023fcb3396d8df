"""Where somebody speaks: Silero's voice activity model, run over a stream, and its probabilities made into spans.

No padding is added: the onsets found so lie within 0.06 s of where a voice sets in, and words are moved to them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from faster_whisper.vad import get_vad_model

from transcripts.speech.decode import SPEECH_RATE, Block, Samples
from transcripts.speech.spans import Span

WINDOW = 512
"""Samples the model judges at once (32 ms); it is trained for exactly this."""

_CONTEXT = 64
_STATE = (1, 1, 128)


@dataclass(frozen=True, slots=True)
class VoiceRule:
    """How probabilities become spans."""

    begin_at: float = 0.5
    end_below: float = 0.35
    pause_ms: int = 160
    """A shorter silence does not end a span."""
    shortest_ms: int = 90
    """What is shorter is a click, not a voice."""
    longest_ms: int = 28_000
    """A longer span is cut at its weakest place: the speech model hears 30 s at once."""


class _Listener:
    """The voice model's memory over one island."""

    def __init__(self) -> None:
        self._session = get_vad_model().session
        self._h = np.zeros(_STATE, np.float32)
        self._c = np.zeros(_STATE, np.float32)
        self._context = np.zeros(_CONTEXT, np.float32)

    def probabilities(self, windows: Samples) -> Samples:
        """One probability for each row of 512 samples."""
        contexts = np.concatenate((self._context[None], windows[:-1, -_CONTEXT:]))
        self._context = windows[-1, -_CONTEXT:]
        rows = np.concatenate((contexts, windows), axis=1)
        out, self._h, self._c = self._session.run(None, {"input": rows, "h": self._h, "c": self._c})
        return np.asarray(out, np.float32).reshape(-1)


@dataclass(frozen=True, slots=True)
class Judged:
    """An island's probabilities, one per 512 samples, and the sample its first window begins at."""

    start: int
    end: int
    probabilities: Samples

    def voice(self, rule: VoiceRule) -> tuple[Span, ...]:
        """Where the voice is, on the clock of the blocks."""
        found = voiced_windows(self.probabilities, rule)
        spans = []
        for first, last in found:
            begin, end = self.start + first * WINDOW, min(self.start + last * WINDOW, self.end)
            spans.append(Span(begin * 1000 // SPEECH_RATE, end * 1000 // SPEECH_RATE))
        return tuple(spans)


def judge(blocks: Iterable[Block]) -> Iterator[Judged]:
    """The probabilities of each island of a stream of 16 kHz blocks."""
    judging: _Island | None = None
    for block in blocks:
        if judging is not None and judging.end != block.start:
            yield judging.finish()
            judging = None
        if judging is None:
            judging = _Island(block.start)
        judging.add(block.samples)
    if judging is not None:
        yield judging.finish()


class _Island:
    def __init__(self, start: int) -> None:
        self.start = self.end = start
        self._listener = _Listener()
        self._found: list[Samples] = []
        self._rest: Samples = np.zeros(0, np.float32)

    def add(self, samples: Samples) -> None:
        self.end += len(samples)
        waiting = np.concatenate((self._rest, samples)) if len(self._rest) else samples
        whole = len(waiting) // WINDOW * WINDOW
        if whole:
            self._found.append(self._listener.probabilities(waiting[:whole].reshape(-1, WINDOW)))
        self._rest = waiting[whole:]

    def finish(self) -> Judged:
        if len(self._rest):
            last = np.zeros((1, WINDOW), np.float32)
            last[0, : len(self._rest)] = self._rest
            self._found.append(self._listener.probabilities(last))
        return Judged(self.start, self.end, np.concatenate(self._found or [self._rest]))


def voiced_windows(probabilities: Samples, rule: VoiceRule) -> list[tuple[int, int]]:
    """Runs of windows with a voice as (first, one past the last): begun at one probability, kept up by a lower one."""
    pause, shortest = _windows(rule.pause_ms), _windows(rule.shortest_ms)
    found: list[tuple[int, int]] = []
    begun: int | None = None
    quiet_from: int | None = None
    for index, probability in enumerate(probabilities.tolist()):
        if probability >= rule.begin_at:
            begun = index if begun is None else begun
            quiet_from = None
        elif begun is not None and (probability < rule.end_below or quiet_from is not None):
            quiet_from = index if quiet_from is None else quiet_from
            if index - quiet_from >= pause:
                found.append((begun, quiet_from))
                begun = quiet_from = None
    if begun is not None:
        found.append((begun, len(probabilities) if quiet_from is None else quiet_from))
    longest = _windows(rule.longest_ms)
    return [part for run in found if run[1] - run[0] >= shortest for part in _cut(run, probabilities, longest)]


def _cut(run: tuple[int, int], probabilities: Sequence[float] | Samples, longest: int) -> Iterator[tuple[int, int]]:
    """A run in parts none of which is too long, cut where the voice is weakest in the later half of what fits."""
    first, last = run
    while last - first > longest:
        middle = first + longest // 2
        cut = middle + int(np.argmin(probabilities[middle : first + longest]))
        yield first, cut
        first = cut
    yield first, last


def _windows(length_ms: int) -> int:
    return max(1, round(length_ms * SPEECH_RATE / 1000 / WINDOW))
