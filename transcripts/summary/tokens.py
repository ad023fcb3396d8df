"""Words and what they are compared by."""

import re
import unicodedata

_TOKEN = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*")
_STEM_LETTERS = 6


def tokens_of(text: str) -> list[str]:
    """Words as written, without the marks around them."""
    return _TOKEN.findall(text)


def stem_of(token: str) -> str:
    """The first letters without accents: brings photographer, photographs and photography together in any language."""
    plain = unicodedata.normalize("NFKD", token.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))[:_STEM_LETTERS]
