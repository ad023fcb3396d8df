"""Whether a text is written in the language that was asked for."""

import re

from yake import KeywordExtractor

from transcripts.summary.tokens import tokens_of

_COMPARED = ("en", "es", "fr", "de", "pt", "it", "nl")
_FUNCTION_WORDS = {language: frozenset(KeywordExtractor(lan=language).stopword_set) for language in _COMPARED}
_FEWEST_WORDS = 12
_AHEAD = 0.15
_FEWEST_SHARE = 0.25
_LATIN = re.compile(r"[A-Za-zÀ-ÿ]")
_OTHER_SCRIPTS = frozenset({"ar", "hi", "ja", "ko", "ru", "uk", "zh"})
_MOST_LATIN = 0.7


def is_in_another_language(text: str, language: str) -> bool:
    """Whether a text is surely not in `language`, told by its small words or letters; a short one may be in any."""
    tokens = [token.lower() for token in tokens_of(text)]
    letters = [letter for letter in text if letter.isalpha()]
    if len(tokens) < _FEWEST_WORDS:
        return False
    if language in _OTHER_SCRIPTS:
        return sum(bool(_LATIN.match(letter)) for letter in letters) > _MOST_LATIN * len(letters)
    if language not in _FUNCTION_WORDS:
        return False
    shares = {other: sum(token in words for token in tokens) / len(tokens) for other, words in _FUNCTION_WORDS.items()}
    best = max(shares, key=shares.__getitem__)
    return shares[best] >= _FEWEST_SHARE and shares[best] > shares[language] + _AHEAD
