"""Voice that no words were heard for: the model ends a chunk early now and then, after one word of thirty seconds.

Heard again by itself, in shorter chunks, it usually gives its words.
"""

from collections.abc import Iterator, Sequence

from transcripts.speech.spans import Span, total_ms

SHORTEST_MS = 2_000
"""Less voice without words is a laugh, a breath or a hesitation."""

REACH_MS = 400
"""Words account for the voice this near to them."""


def unheard(voice: Sequence[Span], words: Sequence[Span]) -> tuple[Span, ...]:
    """The stretches of voice that lie between two words, or before the first or after the last, if they are long.

    Both in order and without overlap. Stretches with no word between them count together.
    """
    reached = [Span(word.start_ms - REACH_MS, word.end_ms + REACH_MS) for word in words]
    found: list[Span] = []
    for silent in _between(reached):
        parts = [part for span in voice if (part := _common(span, silent)) is not None]
        if total_ms(parts) >= SHORTEST_MS:
            found.extend(parts)
    return tuple(found)


def _between(reached: Sequence[Span]) -> Iterator[Span]:
    """Everything that no span reaches."""
    begin = -(1 << 60)
    for span in reached:
        if span.start_ms > begin:
            yield Span(begin, span.start_ms)
        begin = max(begin, span.end_ms)
    yield Span(begin, 1 << 60)


def _common(one: Span, other: Span) -> Span | None:
    start_ms, end_ms = max(one.start_ms, other.start_ms), min(one.end_ms, other.end_ms)
    return Span(start_ms, end_ms) if start_ms < end_ms else None
