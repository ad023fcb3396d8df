"""Hallucinations: words that a speech model writes where nobody speaks, at times the same ones over and over.

Repetition alone proves nothing, as people do say "test" eleven times; too many words for the length of the voice do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from transcripts.speech.placing import Placed
from transcripts.speech.spans import Span
from transcripts.speech.whisper import Heard

NO_SPEECH = 0.6
NO_SPEECH_LOG_PROBABILITY = -1.0
"""Whisper's own rule: it says there was no speech, and what it wrote is unlikely."""

SHORT_VOICE_MS = 400
SHORT_VOICE_PROBABILITY = 0.25
"""A sound as short as this must be recognised at least so well to be a word."""

LETTERS_PER_SECOND = 32
"""Letters a second; very fast talkers reach some 25."""
LETTERS_ALLOWED = 12
"""Letters allowed beyond that, since the voice found may be short by a few sounds."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The words believed, and those that are not because nobody spoke or because they had no time to be spoken."""

    words: tuple[Placed, ...]
    no_voice: tuple[Placed, ...] = ()
    loop: tuple[Placed, ...] = ()


def believed(words: Sequence[Placed], heard: Heard, voice: Sequence[Span]) -> Verdict:
    """What to keep of the words of one chunk, whose owners are indexes into `voice`."""
    if heard.no_speech > NO_SPEECH and heard.log_probability < NO_SPEECH_LOG_PROBABILITY:
        return Verdict((), no_voice=tuple(words))
    kept: list[Placed] = []
    no_voice: list[Placed] = []
    loop: list[Placed] = []
    for owner, group in groupby(words, key=lambda item: item.span):
        said = list(group)
        if _too_many(said, voice[owner]):
            loop.extend(said)
        elif _just_a_sound(said, voice[owner]):
            no_voice.extend(said)
        else:
            kept.extend(said)
    return Verdict(tuple(kept), tuple(no_voice), tuple(loop))


def _too_many(said: Sequence[Placed], voice: Span) -> bool:
    letters = sum(len(item.word.text.strip()) for item in said)
    return letters > LETTERS_ALLOWED + LETTERS_PER_SECOND * voice.length_ms / 1000


def _just_a_sound(said: Sequence[Placed], voice: Span) -> bool:
    likely = max(item.word.probability for item in said)
    return voice.length_ms < SHORT_VOICE_MS and likely < SHORT_VOICE_PROBABILITY
