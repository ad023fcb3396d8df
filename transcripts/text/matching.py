"""How well a text matches a query, and in which words. Which texts match at all, the database decides."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from transcripts.text.folding import PLAIN, Place, Tokens, tokens_of, words_in
from transcripts.text.query import Query, Term

# Okapi BM25's usual constants; the length is that of a spoken sentence or two.
_SATURATION = 1.2
_LENGTH_COUNTS = 0.75
_USUAL_LENGTH = 20
_OTHER_FORM = 0.6
"""What another form of a word counts beside the form that was asked for."""
_PLAIN = (f"{PLAIN}0", f"{PLAIN}1")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text, found or not."""

    text: str
    found: bool


def score(folded: str, query: Query) -> int:
    """The score of a folded text that matches a query, in thousandths; more is better.

    Okapi BM25 without the rarity of words, which matters little where all words must be found. So the score depends on
    no other text, and the order of hits never changes between one page and the next.
    """
    tokens = folded.split()
    wanted = _wanted(query)
    counts = Counter(found for found in tokens if found in wanted)
    plain = [found for found in tokens if found.startswith(_PLAIN)]
    weight = _SATURATION * (1 - _LENGTH_COUNTS + _LENGTH_COUNTS * len(plain) / _USUAL_LENGTH)
    found = (max(_frequency(term, plain, counts) for term in group) for group in query.required)
    return round(1000 * sum(times * (_SATURATION + 1) / (times + weight) for times in found))


def marked(text: str, language: str, query: Query) -> tuple[Piece, ...]:
    """The text in pieces, those that the query asks for told apart; together they are the text."""
    places = [(place, tokens_of(place.written, language)) for place in words_in(text)]
    terms = tuple(chain.from_iterable(query.required))
    return tuple(_cut(text, _joined(_places(places, terms))))


def excerpt(pieces: Sequence[Piece], *, most: int) -> tuple[Piece, ...]:
    """As many characters of a long text, from shortly before the first that was found; cut between words."""
    text = "".join(piece.text for piece in pieces)
    if len(text) <= most:
        return tuple(pieces)
    before = 0
    for piece in pieces:
        if piece.found:
            break
        before += len(piece.text)
    begin = max(0, min(before - most // 4, len(text) - most))
    begin = text.find(" ", begin) + 1 if begin and " " in text[begin:before] else begin
    end = begin + most
    end = text.rfind(" ", begin, end) if end < len(text) and " " in text[begin:end] else end
    kept = tuple(_window(pieces, begin, end))
    return (
        *([Piece("… ", False)] if begin else []),
        *kept,
        *([Piece(" …", False)] if end < len(text) else []),
    )


@lru_cache(maxsize=8)
def _wanted(query: Query) -> frozenset[str]:
    """The tokens that are found by themselves."""
    return frozenset(chain.from_iterable(term.words for group in query.required for term in group))


def _frequency(term: Term, plain: Sequence[str], counts: Counter[str]) -> float:
    """How often the term is there, the form asked for counting most."""
    exact = others = 0
    for found, times in counts.items():
        if found not in term.words:
            continue
        if found.startswith(_PLAIN):
            exact += times
        else:
            others = max(others, times)
    for run in term.phrases:
        exact += sum(tuple(plain[at : at + len(run)]) == run for at in range(len(plain) - len(run) + 1))
    return exact + _OTHER_FORM * max(0, others - exact)


def _places(places: Sequence[tuple[Place, Tokens]], terms: Sequence[Term]) -> Iterator[tuple[int, int]]:
    """Begin and end of each word found, in order."""
    single = frozenset(chain.from_iterable(term.words for term in terms))
    phrases = frozenset(chain.from_iterable(term.phrases for term in terms))
    plain = [(found, number) for number, (_, tokens) in enumerate(places) for found in tokens.plain]
    hit = {number for number, (_, tokens) in enumerate(places) if not single.isdisjoint(tokens.plain + tokens.others)}
    for run in phrases:
        for at in range(len(plain) - len(run) + 1):
            if all(plain[at + step][0] == wanted for step, wanted in enumerate(run)):
                hit.update(number for _, number in plain[at : at + len(run)])
    yield from ((places[number][0].start, places[number][0].end) for number in sorted(hit))


def _joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Characters of a script without blanks that follow one another are one find."""
    last: tuple[int, int] | None = None
    for begin, end in spans:
        if last and last[1] == begin:
            last = (last[0], end)
            continue
        if last:
            yield last
        last = (begin, end)
    if last:
        yield last


def _cut(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[Piece]:
    at = 0
    for begin, end in spans:
        if begin > at:
            yield Piece(text[at:begin], False)
        yield Piece(text[begin:end], True)
        at = end
    if at < len(text):
        yield Piece(text[at:], False)


def _window(pieces: Iterable[Piece], begin: int, end: int) -> Iterator[Piece]:
    """The pieces between two places of the whole text."""
    at = 0
    for piece in pieces:
        kept = piece.text[max(0, begin - at) : max(0, end - at)]
        at += len(piece.text)
        if kept:
            yield Piece(kept, piece.found)
