"""What a reader types into the search box, understood: words, "phrases", -minus and OR.

- All words must stand in one passage, in any order and any form: `budgets` finds `budget`.
- "In quotes" words stand next to one another exactly so, but for case and accents; one word in quotes is that form.
- `-word` and `-"a phrase"`: passages with it are left out.
- `OR`, in capitals, between two words: one of them is enough. It binds closer than the blank, as in web searches:
  `budget march OR april` finds passages with `budget` and with one of the months.

No input is an error: a quote that is not closed reaches to the end, signs without a word are ignored, and so is an OR
without a word or beside a minus; of very many words the first MOST_TERMS are used.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from transcripts.text.folding import (
    PLAIN,
    all_stems_of,
    fold,
    pieces_of,
    token,
    tokens_of,
    whole_of,
    words_in,
)

MOST_TERMS = 32
MOST_CHARACTERS = 2_000

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂「」『』", '"'))
_PART = re.compile(r'(?P<minus>[-−–]?)"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+)')
_MINUSES = "-−–"


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase: the tokens, and the runs of tokens, that it is found by; each of them is enough.

    See `folding`.
    """

    words: frozenset[str]
    phrases: frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Query:
    """At least one term of each group in `required` must be found, and none of `excluded`."""

    required: tuple[tuple[Term, ...], ...]
    excluded: tuple[Term, ...]
    too_long: bool = False
    """Whether more was typed than is looked for."""

    def __bool__(self) -> bool:
        """Whether there is anything to look for; a query that only leaves out finds nothing."""
        return bool(self.required)


def parse(typed: str) -> Query:
    """The query that somebody typed; never raises."""
    required: list[tuple[Term, ...]] = []
    excluded: list[Term] = []
    joins = False
    found = list(_parts(typed[:MOST_CHARACTERS]))
    for part in found[:MOST_TERMS]:
        if part.term is None:
            joins = bool(required)
        elif part.minus:
            excluded.append(part.term)
            joins = False
        else:
            required.append((*required.pop(), part.term) if joins else (part.term,))
            joins = False
    too_long = len(typed) > MOST_CHARACTERS or len(found) > MOST_TERMS
    return Query(tuple(required), tuple(excluded), too_long=too_long)


def exactly(phrase: str) -> Query:
    """The query for a phrase as it stands, whatever signs are in it."""
    return Query(tuple((term,) for term in [_exact(phrase)] if term), ())


@dataclass(frozen=True, slots=True)
class _Part:
    term: Term | None
    """None: an OR."""
    minus: bool = False


def _parts(typed: str) -> Iterator[_Part]:
    for found in _PART.finditer(typed.translate(_QUOTES)):
        word = found["word"]
        if word == "OR":
            yield _Part(None)
            continue
        minus = bool(found["minus"]) if word is None else word[0] in _MINUSES
        term = _exact(found["phrase"]) if word is None else _any_form(word.lstrip(_MINUSES))
        if term:
            yield _Part(term, minus)


def _exact(phrase: str) -> Term | None:
    run = tuple(found for place in words_in(phrase) for found in tokens_of(place.written, "").plain)
    return _term([run]) if run else None


def _any_form(chunk: str) -> Term | None:
    """What stands between blanks: one word in any form; several, as in `3.5` or in Japanese, next to one another."""
    written = [place.written for place in words_in(chunk)]
    if len(written) != 1:
        return _exact(chunk)
    (word,) = written
    pieces = pieces_of(word)
    if not pieces:
        return None
    run = tuple(token(PLAIN, piece) for piece in pieces)
    single = (token(PLAIN, fold("".join(pieces))), whole_of(word), *all_stems_of(word))
    return _term([run, *((found,) for found in single)])


def _term(runs: Iterable[tuple[str, ...]]) -> Term:
    kept = frozenset(runs)
    return Term(frozenset(run[0] for run in kept if len(run) == 1), frozenset(run for run in kept if len(run) > 1))
