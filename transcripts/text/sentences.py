"""Where spoken sentences end, told from the words alone and without knowing the language."""

import re
from collections.abc import Sequence
from itertools import pairwise

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
_WRITTEN_WORD = re.compile(
    rf"\s*(?:[^\s{_ENDS_WITHOUT_SPACE}]+[{_ENDS_WITHOUT_SPACE}]*|[{_ENDS_WITHOUT_SPACE}]+)[{re.escape(_CLOSING)}]*"
)
_INITIAL = re.compile(r"[^\W\d_]")
_ORDINAL = re.compile(r"\d{1,2}")


def sentences_of(words: Sequence[Word], *, pause_ms: int) -> list[tuple[Word, ...]]:
    """Words of one speaker cut after each sentence, and wherever the voice rests for `pause_ms` or more.

    No word is lost or changed; every sentence has at least one.
    """
    written = [word.text for word in words]
    sentences: list[tuple[Word, ...]] = []
    begin = 0
    for end in range(1, len(words) + 1):
        if end == len(words) or words[end].start_ms - words[end - 1].end_ms >= pause_ms or _ends(written, end - 1):
            sentences.append(tuple(words[begin:end]))
            begin = end
    return sentences


def split_sentences(text: str) -> list[str]:
    """The sentences of a text, without the blanks between them."""
    written = _WRITTEN_WORD.findall(text)
    ends = [index + 1 for index in range(len(written)) if index + 1 == len(written) or _ends(written, index)]
    return ["".join(written[begin:end]).strip() for begin, end in pairwise([0, *ends])]


def _ends(written: Sequence[str], index: int) -> bool:
    """Whether the sentence that word `index` belongs to ends with it.

    A full stop is weighed with what stands around it: "Dr." goes on, "e.g." goes on, "3" and ".5" are one number,
    and what follows in small letters is the same sentence still.
    """
    word = written[index].rstrip().rstrip(_CLOSING)
    if not word:
        return False
    mark, following = word[-1], written[index + 1] if index + 1 < len(written) else ""
    if mark in _ENDS_WITHOUT_SPACE:
        return True
    if mark not in _ALWAYS_ENDS and mark not in _MAY_END:
        return False
    if not following.strip():
        return True
    if not following[0].isspace():
        return _is_written_without_spaces(following[0])
    return mark in _ALWAYS_ENDS or _stop_ends(_token(written, index), following.strip().lstrip(_OPENING))


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


def _token(written: Sequence[str], index: int) -> str:
    """What stands between blanks and ends with word `index`: the model gives "e.g." as " e" and ".g."."""
    first = index
    while first > max(0, index - 8) and not written[first][:1].isspace():
        first -= 1
    return "".join(written[first : index + 1]).strip()


def _is_written_without_spaces(letter: str) -> bool:
    """Chinese, Japanese and Thai letters, which may follow a Latin full stop directly."""
    return "\u0e00" <= letter <= "\u0e7f" or "\u3040" <= letter <= "\u9fff"
