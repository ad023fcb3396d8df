"""The words of a room's glossary, which the speech model listens for; pure."""

import re
from collections.abc import Iterable

MOST_WORDS = 150
"""About as many words as fit into the 223 tokens that the speech model takes as a prompt."""

_BETWEEN = re.compile(r"[,;\n\r]+")


def terms_in(text: str) -> tuple[str, ...]:
    """The words and names of a glossary, one per line or with commas between them, each once."""
    found: dict[str, str] = {}
    for term in _BETWEEN.split(text):
        bare = " ".join(term.split())
        found.setdefault(bare.casefold(), bare)
    return tuple(filter(None, found.values()))


def word_count(terms: Iterable[str]) -> int:
    return sum(len(term.split()) for term in terms)


def hotwords(glossary: Iterable[str], names: Iterable[str] = ()) -> str:
    """What the speech model is told to listen for.

    The model reads only the beginning of a long list, so the glossary, which somebody wrote, comes before the names.
    """
    return ", ".join(terms_in(",".join((*glossary, *names))))
