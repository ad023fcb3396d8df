"""Segments: what one speaker says in one go, kept whole when others talk across it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from transcripts.text.sentences import sentences_of
from transcripts.text.words import Word

SENTENCE_PAUSE_MS = 2_000
"""A voice that rests this long has ended its segment, whatever it was about to say."""
JOINING_PAUSE_MS = 1_000
"""Sentences nearer than this to one another may stand in one segment."""
MAX_JOINED_CHARS = 160
"""Short sentences are joined up to this length: about what is read at one glance under a name."""
MAX_CHARS = 300
MAX_MS = 30_000
_CLAUSE_MARKS = (",", ";", ":", "—", "،")
_WIDE_CLAUSE_MARKS = ("、", "，", "；", "：")


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of one speaker, of at least one word."""

    start_ms: int
    end_ms: int
    speaker: int
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words as spoken, without blanks around them."""
        return "".join(word.text for word in self.words).strip()


def segments_of(streams: Mapping[int, Sequence[Word]]) -> tuple[Segment, ...]:
    """All speakers' segments in their order (see `in_order`); every word stands in exactly one, unchanged.

    `streams` maps a speaker number to that speaker's words in order (see `words.speaker_streams`). A segment ends with
    a sentence, at a pause of two seconds, or when it grows too long to read (then after a comma if there is one).
    Short sentences that follow each other share a segment unless somebody else begins to speak between them.
    Segments of one speaker never overlap; those of different speakers do when people talk at once.
    """
    sentences = [
        _segment(speaker, part)
        for speaker, words in streams.items()
        for sentence in sentences_of(words, pause_ms=SENTENCE_PAUSE_MS)
        for part in _readable_parts(sentence)
    ]
    sentences.sort(key=lambda segment: (segment.start_ms, segment.speaker))
    return tuple(sorted(_joined(sentences), key=in_order))


def in_order(segment: Segment) -> tuple[int, int, int]:
    """Segments stand by start, then end, then speaker."""
    return segment.start_ms, segment.end_ms, segment.speaker


def _segment(speaker: int, words: tuple[Word, ...]) -> Segment:
    return Segment(words[0].start_ms, max(word.end_ms for word in words), speaker, words)


def _joined(sentences: Sequence[Segment]) -> Iterator[Segment]:
    """Neighbouring sentences of one speaker put together while they stay short."""
    current: Segment | None = None
    for sentence in sentences:
        if current is None:
            current = sentence
        elif _belong_together(current, sentence):
            current = _segment(current.speaker, current.words + sentence.words)
        else:
            yield current
            current = sentence
    if current is not None:
        yield current


def _belong_together(segment: Segment, sentence: Segment) -> bool:
    return (
        segment.speaker == sentence.speaker
        and sentence.start_ms - segment.end_ms < JOINING_PAUSE_MS
        and sentence.end_ms - segment.start_ms <= MAX_MS
        and len(segment.text) + len(sentence.text) <= MAX_JOINED_CHARS
    )


def _readable_parts(sentence: tuple[Word, ...]) -> Iterator[tuple[Word, ...]]:
    """The sentence itself, or parts of it within MAX_CHARS and MAX_MS; a single longer word stays whole."""
    begin = 0
    while (fitting := _fitting(sentence, begin)) < len(sentence):
        cut = _best_cut(sentence, begin, fitting)
        yield sentence[begin:cut]
        begin = cut
    yield sentence[begin:]


def _fitting(sentence: tuple[Word, ...], begin: int) -> int:
    """The end of the longest readable part from word `begin` on; never empty."""
    chars = len(sentence[begin].text)
    for index in range(begin + 1, len(sentence)):
        chars += len(sentence[index].text)
        if chars > MAX_CHARS or sentence[index].end_ms - sentence[begin].start_ms > MAX_MS:
            return index
    return len(sentence)


def _best_cut(sentence: tuple[Word, ...], begin: int, end: int) -> int:
    """Where to cut words begin..end: after the last comma of their later half, else at `end`."""
    for cut in range(end, begin + (end - begin + 1) // 2, -1):
        written = sentence[cut - 1].text.rstrip()
        if written.endswith(_WIDE_CLAUSE_MARKS):
            return cut
        if written.endswith(_CLAUSE_MARKS) and sentence[cut].text[:1].isspace():
            return cut
    return end
