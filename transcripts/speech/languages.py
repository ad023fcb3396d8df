"""One language for a recording, out of what every track sounds like.

A track alone misleads: an accented voice in an English meeting was taken for Japanese with 0.52, and transcribing it so
cost 15 points of word error rate.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

SURE = 0.8
"""With this probability half a minute of speech is believed without hearing more."""

ALONE_SURE = 0.95
"""A track has a language of its own only with at least this probability of it."""
ALONE_SPEECH_MS = 20_000
"""A track has a language of its own only with at least this much speech, in ms."""
ALONE_OTHERS_AT_MOST = 0.02
"""A track has a language of its own only if the recording's language is at most this likely on it."""

FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class TrackLanguages:
    """How much speech a track has and the probabilities of its likeliest languages."""

    speech_ms: int
    languages: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Choice:
    """The recording's language, how sure that is (1.0 when it was given), and the language of each track."""

    language: str
    probability: float
    of_tracks: tuple[str, ...]


def merged_evidence(parts: Iterable[tuple[int, Mapping[str, float]]]) -> dict[str, float]:
    """Probabilities of several stretches of speech, weighted by their length."""
    sums: defaultdict[str, float] = defaultdict(float)
    total = 0
    for length_ms, languages in parts:
        total += length_ms
        for language, probability in languages.items():
            sums[language] += length_ms * probability
    return {language: weight / total for language, weight in sums.items()} if total else {}


def choose_language(tracks: Sequence[TrackLanguages], *, fixed: str = "") -> Choice:
    """One language for all tracks. A fixed one wins; without any evidence it is English, with probability 0."""
    if fixed:
        return Choice(fixed, 1.0, (fixed,) * len(tracks))
    merged = merged_evidence((track.speech_ms, track.languages) for track in tracks if track.languages)
    if not merged:
        return Choice(FALLBACK, 0.0, (FALLBACK,) * len(tracks))
    language, probability = max(merged.items(), key=lambda item: (item[1], item[0]))
    return Choice(language, round(probability, 4), tuple(_of_track(track, language) for track in tracks))


def _of_track(track: TrackLanguages, common: str) -> str:
    if not track.languages or track.speech_ms < ALONE_SPEECH_MS:
        return common
    own, probability = max(track.languages.items(), key=lambda item: item[1])
    sure = probability >= ALONE_SURE and track.languages.get(common, 0.0) <= ALONE_OTHERS_AT_MOST
    return own if sure else common
