"""Cutting a talk into parts that a model can read at once, along its topics and never within an utterance."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from transcripts.summary.outline import Topic, Utterance

_BYTES_PER_TOKEN = 3
"""English takes about four and a half bytes for a token, Chinese three to four and a half: this guesses high."""
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_LONGEST_LINE = 6000
"""Bytes; nobody says more in one breath, but a file may claim it."""
_LOOKALIKES = str.maketrans({"<": "‹", ">": "›", "=": "꞊", "`": "'", "|": "¦"})
"""Signs that mark the borders of data or the roles of a chat are written with others like them."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The utterances of one topic, or those of them that fit."""

    topic: int
    utterances: tuple[Utterance, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What is read at once."""

    pieces: tuple[Piece, ...]

    @property
    def halves(self) -> tuple["Part", ...]:
        """Two parts of about the same size; none when there is only one utterance."""
        spoken = [(piece.topic, utterance) for piece in self.pieces for utterance in piece.utterances]
        middle = len(spoken) // 2
        return tuple(_part(half) for half in (spoken[:middle], spoken[middle:])) if middle else ()


def token_count(text: str) -> int:
    """How many tokens a text has at most, guessed without knowing the model."""
    return math.ceil(len(text.encode()) / _BYTES_PER_TOKEN)


def line_of(utterance: Utterance) -> str:
    """The utterance as one line of data: it can neither end its line nor look like anything but a line."""
    return f"[{utterance.index}] {plain(f'{utterance.speaker_name}: {utterance.text}')}"


def plain(text: str) -> str:
    """On one line, without control characters and without signs that mark borders or roles."""
    seen = " ".join(_UNSEEN.sub(" ", text).translate(_LOOKALIKES).split())
    return seen.encode()[:_LONGEST_LINE].decode(errors="ignore")


def parts_of(
    utterances: Sequence[Utterance], topics: Sequence[Topic], *, most_tokens: int, most_parts: int
) -> tuple[Part, ...]:
    """The talk in parts of up to `most_tokens` each; whole topics where they fit.

    When there would be more than `most_parts`, the shortest utterances, which tell least, are left out.
    """
    by_index = {utterance.index: utterance for utterance in utterances}
    spoken = [(number, by_index[index]) for number, topic in enumerate(topics) for index in topic.utterances]
    kept = _thinned(spoken, most_tokens * most_parts * 3 // 4)
    parts = list(_filled(kept, most_tokens))
    return tuple(parts[:most_parts])


def _thinned(spoken: Sequence[tuple[int, Utterance]], most_tokens: int) -> list[tuple[int, Utterance]]:
    """The longest utterances that fit together, in their order. A quarter of room is left by whoever asks, because
    parts are seldom full."""
    costs = [token_count(line_of(utterance)) for _, utterance in spoken]
    room, kept = most_tokens, set()
    for place in sorted(range(len(spoken)), key=lambda place: (-costs[place], place)):
        room -= costs[place]
        if room < 0:
            break
        kept.add(place)
    return [one for place, one in enumerate(spoken) if place in kept]


def _filled(spoken: Sequence[tuple[int, Utterance]], most_tokens: int) -> Iterator[Part]:
    """A topic that fits into a part is not torn for filling up the one before."""
    held: list[tuple[int, Utterance]] = []
    room = most_tokens
    for topic in _by_topic(spoken):
        cost = sum(token_count(line_of(utterance)) for _, utterance in topic)
        if held and cost > room and cost <= most_tokens:
            yield _part(held)
            held, room = [], most_tokens
        for number, utterance in topic:
            line = token_count(line_of(utterance))
            if held and line > room:
                yield _part(held)
                held, room = [], most_tokens
            held.append((number, utterance))
            room -= line
    if held:
        yield _part(held)


def _by_topic(spoken: Sequence[tuple[int, Utterance]]) -> list[list[tuple[int, Utterance]]]:
    topics: dict[int, list[tuple[int, Utterance]]] = {}
    for number, utterance in spoken:
        topics.setdefault(number, []).append((number, utterance))
    return list(topics.values())


def _part(spoken: Sequence[tuple[int, Utterance]]) -> Part:
    return Part(tuple(Piece(group[0][0], tuple(utterance for _, utterance in group)) for group in _by_topic(spoken)))
