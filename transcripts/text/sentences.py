"""Where spoken sentences end, told from the words alone and without knowing the language."""

import re
from collections.abc import Sequence

from transcripts.text.words import Word

_CLOSING = "\"'”’»›)]}」』）】"
_OPENING = "\"'“‘«‹([{¿¡「『（【—–-"
_ALWAYS_ENDS = "?!؟।"
_ENDS_WITHOUT_SPACE = "。？！｡"
_MAY_END = ".…"

# Short forms of English, Spanish, French and German that something always follows.
_NEVER_LAST = re.compile(
    r"mr|mrs|ms|messrs|dr|prof|rev|hon|gen|col|capt|sgt|lt|gov|sen|mt|vs|e\.g|i\.e|cf|approx|dept|figs?|vol"
    r"|sra|srta|dra|uds?|p\.ej|mme|mlle|mm|mgr|hr|z\.b|d\.h|bzw|evtl|ggf|sog|bspw|vgl|nr",
    re.IGNORECASE,
)
_NEVER_LAST_BEFORE_A_DIGIT = re.compile(
    r"nos?|n[uú]m|n|art|pp?|sec|ch|st|jan|feb|apr|aug|sept?|oct|nov|dec", re.IGNORECASE
)
_GERMAN_MONTH = re.compile(
    r"(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)\b", re.IGNORECASE
)
_INITIAL = re.compile(r"[^\W\d_]")
_ORDINAL = re.compile(r"\d{1,2}")


def sentences_of(words: Sequence[Word], *, pause_ms: int) -> list[tuple[Word, ...]]:
    """Words of one speaker cut after each sentence, and wherever the voice rests for `pause_ms` or more.

    No word is lost or changed; every sentence has at least one.
    """
    sentences: list[tuple[Word, ...]] = []
    begin = 0
    for end in range(1, len(words) + 1):
        if (
            end == len(words)
            or words[end].start_ms - words[end - 1].end_ms >= pause_ms
            or ends_sentence(words, end - 1)
        ):
            sentences.append(tuple(words[begin:end]))
            begin = end
    return sentences


def ends_sentence(words: Sequence[Word], index: int) -> bool:
    """Whether the sentence that word `index` belongs to ends with it.

    A full stop is weighed with what stands around it: "Dr." goes on, "e.g." goes on, "3" and ".5" are one number,
    and what follows in small letters is the same sentence still.
    """
    written = words[index].text.rstrip().rstrip(_CLOSING)
    if not written:
        return False
    mark, following = written[-1], words[index + 1].text if index + 1 < len(words) else ""
    if mark in _ENDS_WITHOUT_SPACE:
        return True
    if mark not in _ALWAYS_ENDS and mark not in _MAY_END:
        return False
    if not following.strip():
        return True
    if not following[0].isspace():
        return _is_written_without_spaces(following[0])
    return mark in _ALWAYS_ENDS or _stop_ends(_token(words, index), following.strip().lstrip(_OPENING))


def _stop_ends(token: str, following: str) -> bool:
    """Whether the stop at the end of `token` closes a sentence when `following` is the next token."""
    if following[:1].islower():
        return False
    bare = token.lstrip(_OPENING).rstrip(_CLOSING).rstrip(_MAY_END)
    if _NEVER_LAST.fullmatch(bare) or (_INITIAL.fullmatch(bare) and bare.isupper() and bare != "I"):
        return False
    if following[:1].isdigit():
        return not _NEVER_LAST_BEFORE_A_DIGIT.fullmatch(bare)
    return not (_ORDINAL.fullmatch(bare) and _GERMAN_MONTH.match(following))


def _token(words: Sequence[Word], index: int) -> str:
    """What is written between blanks and ends with word `index`: the model gives "e.g." as " e" and ".g."."""
    first = index
    while first > 0 and index - first < 8 and not words[first].text[:1].isspace():
        first -= 1
    return "".join(word.text for word in words[first : index + 1]).strip()


def _is_written_without_spaces(letter: str) -> bool:
    """Chinese, Japanese and Thai letters, which may follow a Latin full stop directly."""
    return "\u0e00" <= letter <= "\u0e7f" or "\u3040" <= letter <= "\u9fff"
