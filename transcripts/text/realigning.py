"""Words put in place of others: those that stay keep their times, new ones share the time that is left to them."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from transcripts.text.words import Word

TYPED = 1.0
"""The probability of a word that a person typed."""

_BLANKS = re.compile(r"\s+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NOT_LETTERS = re.compile(r"[\W_]+")
# Scripts whose words stand without blanks between them: Thai and Lao, Burmese, Khmer, kana and the Han characters.
_DENSE = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3040, 0x30FF),
    (0x3400, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)


@dataclass(frozen=True, slots=True)
class _Atom:
    """The shortest run of letters that is made of whole words and also of whole units."""

    units: range
    words: range


def plain_text(text: str) -> str:
    """Text on one line, with single blanks and nothing that a database or a subtitle file cannot keep."""
    return _BLANKS.sub(" ", _CONTROLS.sub("", text)).strip()


def realigned(words: Sequence[Word], text: str, *, start_ms: int, end_ms: int) -> tuple[Word, ...]:
    """The words of `text`, which a person wrote in place of `words`, spoken between `start_ms` and `end_ms`.

    Words that stand in both keep their times and probability, whatever their case and punctuation. The others share
    the time of those they replace, or the pause they stand in, by their length, and have the probability 1.0. Joined,
    the words are `plain_text(text)` with the leading blank that the old ones had. No word, no time: the text is empty.
    """
    written = plain_text(text)
    new = _units(_leading_blank(words, written) + written) if written else []
    old = _units("".join(word.text for word in words))
    kept = _kept(_atoms(words, old), _matches(old, new))
    aligned: list[Word] = []
    begin, moment, last = 0, start_ms, -1
    for atom, at in [*kept, (_Atom(range(0), range(len(words), len(words))), len(new))]:
        until = words[atom.words.start].start_ms if atom.words else end_ms
        replaced = words[last + 1 : atom.words.start]
        aligned += _shared(new[begin:at], *_room(replaced, max(moment, start_ms), min(until, end_ms)))
        if atom.words:
            aligned += _as_written(words[atom.words.start : atom.words.stop], "".join(new[at : at + len(atom.units)]))
            begin, moment, last = at + len(atom.units), words[atom.words[-1]].end_ms, atom.words[-1]
    return tuple(aligned)


def _leading_blank(words: Sequence[Word], written: str) -> str:
    if words:
        return " " if words[0].text[:1].isspace() else ""
    return "" if has_no_blanks(written[0]) else " "


def _units(text: str) -> list[str]:
    """What words are compared by: runs between blanks, and each letter by itself where a script has no blanks.

    A unit keeps the blanks before it, and the marks and punctuation after it; joined they are the text.
    """
    units: list[str] = []
    for letter in text:
        if not units or not _belongs(letter, units[-1]):
            units.append(letter)
        else:
            units[-1] += letter
    return units


def _belongs(letter: str, unit: str) -> bool:
    """Whether a letter goes on with the unit before it."""
    if unit.isspace():
        return True
    if letter.isspace():
        return False
    if _is_mark(letter) or not letter.isalnum():
        return True
    return not has_no_blanks(letter) and not any(has_no_blanks(each) for each in unit)


def has_no_blanks(letter: str) -> bool:
    """Whether a letter is of a script whose words stand without blanks between them."""
    return any(first <= ord(letter) <= last for first, last in _DENSE)


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter)[0] == "M"


def _folded(unit: str) -> str:
    plain = unicodedata.normalize("NFKC", unit).casefold().strip()
    return _NOT_LETTERS.sub("", plain) or plain


def _matches(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Where in `new` each unit of `old` that stands in both is."""
    matcher = SequenceMatcher(None, [_folded(unit) for unit in old], [_folded(unit) for unit in new], autojunk=False)
    return {block.a + step: block.b + step for block in matcher.get_matching_blocks() for step in range(block.size)}


def _atoms(words: Sequence[Word], units: Sequence[str]) -> Iterator[_Atom]:
    """The words' text, which is the units' text, cut wherever both a word and a unit end."""
    unit = word = unit_length = word_length = 0
    first_unit = first_word = 0
    while unit < len(units):
        unit_length += len(units[unit])
        unit += 1
        while word < len(words) and word_length < unit_length:
            word_length += len(words[word].text)
            word += 1
        if word_length == unit_length:
            yield _Atom(range(first_unit, unit), range(first_word, word))
            first_unit, first_word = unit, word


def _kept(atoms: Iterator[_Atom], matches: dict[int, int]) -> list[tuple[_Atom, int]]:
    """The atoms that stand whole in the new text, each with the place of its first unit there."""
    found = ((atom, [matches.get(unit) for unit in atom.units]) for atom in atoms)
    return [
        (atom, places[0])
        for atom, places in found
        if places[0] is not None and places == list(range(places[0], places[0] + len(places)))
    ]


def _as_written(words: Sequence[Word], text: str) -> Sequence[Word]:
    """The words as a person wrote them: as they were, or one word where it cannot be told which letter is whose."""
    if "".join(word.text for word in words) == text:
        return words
    return [replace(words[0], end_ms=words[-1].end_ms, text=text, probability=min(word.probability for word in words))]


def _room(replaced: Sequence[Word], start_ms: int, end_ms: int) -> tuple[int, int]:
    """The time for what was written anew: that of the words it replaces, else all between its neighbours."""
    if not replaced:
        return start_ms, max(start_ms, end_ms)
    begin = max(start_ms, replaced[0].start_ms)
    return begin, max(begin, min(end_ms, replaced[-1].end_ms))


def _shared(units: Sequence[str], start_ms: int, end_ms: int) -> Iterator[Word]:
    """The units one after the other, each with its share of the time by its length."""
    whole, done = sum(map(len, units)), 0
    for unit in units:
        begin = start_ms + (end_ms - start_ms) * done // whole
        done += len(unit)
        yield Word(begin, start_ms + (end_ms - start_ms) * done // whole, unit, TYPED)
