"""What search compares instead of words: plain tokens of small letters and digits, the same for every way of writing.

A database splits text into words by rules of its own, which differ from one to the next and between versions of one.
So nothing is left for it to decide: a token is `[a-z]+[01][a-z0-9]+`, tokens stand between blanks, and whatever the
database makes of that is the same everywhere. Letters are a tag that says what the token stands for, `0` or `1` tells
whether the rest is the folded word itself or, where that is not ASCII, its UTF-8 in hexadecimal.

- `p`, plain: each piece of a word, in the order of the text, so that phrases are runs of these. Case, accents and
  width are gone; what stands before or after an apostrophe or a hyphen is a piece of its own. Scripts written without
  blanks (Chinese, Japanese, Thai…) and Hangul, whose endings stick to the word, give one token for each character.
- `w`, whole: a word with apostrophes or hyphens, put together: `don't` is found as `dont`, `e-mail` as `email`.
- a language's code, such as `en`: stems, by Snowball's stemmer of the text's language, one or two for each word: of
  what was written, and of the same without accents. So two spellings that differ in accents alone always meet.

A word of a query has no language: it stands for its plain and whole tokens and for its stems in every language. It
finds a text in German by what the German stemmer makes of it, and a text in a language without a stemmer as written.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

PLAIN = "p"
WHOLE = "w"
MOST_LETTERS = 40
"""What a word has beyond this is not looked at: databases have limits of their own, and no spoken word is longer."""

# Snowball's algorithm for each of Whisper's languages that has one, and the script that it reads: it would leave words
# in another as they are, and these are found as plain tokens already.
_STEMMERS = {
    "ar": ("arabic", "ARABIC"),
    "ca": ("catalan", "LATIN"),
    "cs": ("czech", "LATIN"),
    "da": ("danish", "LATIN"),
    "de": ("german", "LATIN"),
    "el": ("greek", "GREEK"),
    "en": ("english", "LATIN"),
    "es": ("spanish", "LATIN"),
    "et": ("estonian", "LATIN"),
    "eu": ("basque", "LATIN"),
    "fa": ("persian", "ARABIC"),
    "fi": ("finnish", "LATIN"),
    "fr": ("french", "LATIN"),
    "hi": ("hindi", "DEVANAGARI"),
    "hu": ("hungarian", "LATIN"),
    "hy": ("armenian", "ARMENIAN"),
    "id": ("indonesian", "LATIN"),
    "it": ("italian", "LATIN"),
    "lt": ("lithuanian", "LATIN"),
    "ne": ("nepali", "DEVANAGARI"),
    "nl": ("dutch", "LATIN"),
    "nn": ("norwegian", "LATIN"),
    "no": ("norwegian", "LATIN"),
    "pl": ("polish", "LATIN"),
    "pt": ("portuguese", "LATIN"),
    "ro": ("romanian", "LATIN"),
    "ru": ("russian", "CYRILLIC"),
    "sr": ("serbian", "CYRILLIC"),
    "sv": ("swedish", "LATIN"),
    "ta": ("tamil", "TAMIL"),
    "tr": ("turkish", "LATIN"),
    "yi": ("yiddish", "HEBREW"),
}

# Accents and vowel points: of Latin, Greek and Cyrillic, Hebrew and Arabic. In other scripts, as in Hindi or Thai, such
# signs are vowels that make another word, or as in Japanese another letter.
_ACCENTS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]"
)
# Letters that people type without their stroke, and that Unicode does not take apart.
_STROKES = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3131-\u318e\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uffdc\U00020000-\U0003ffff"
)
# Soft hyphens and the joiners of Persian and of emoji, which readers do not see, besides what they do see.
_JOINERS = "'’‘＇\u00ad\u200c\u200d\u2010\u2011-"
_BETWEEN = re.compile(f"[{_JOINERS}]")


def _class_of(category: str) -> str:
    """The characters of a Unicode category, for use within brackets of a regular expression."""
    # Between these lie ideographs and Hangul alone, far more than all the rest.
    codes = (code for span in (range(0x80, 0x3400), range(0xA000, 0xAC00), range(0xD7B0, 0x20000)) for code in span)
    return "".join(re.escape(chr(code)) for code in codes if unicodedata.category(chr(code)).startswith(category))


# Most characters are ASCII and in neither class; to try them against thousands of others takes six times as long.
_NOT_ASCII = r"(?![\x00-\x7f])"
# With those that voice half-wide katakana, which are letters to Unicode.
_MARKS = rf"(?:{_NOT_ASCII}[{_class_of('M')}\uff9e\uff9f])*"
_SYMBOL = f"{_NOT_ASCII}[{_class_of('So')}]"
_RUN = rf"(?:(?:[a-zA-Z0-9]++|(?![{_UNSPACED}])[^\W_]){_MARKS})+"
_WORD = re.compile(rf"{_RUN}(?:[{_JOINERS}]{_RUN})*|[{_UNSPACED}]{_MARKS}|{_SYMBOL}")


@dataclass(frozen=True, slots=True)
class Place:
    """A word as it is written, and where: `text[start:end]`."""

    start: int
    end: int
    written: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a word is found by: `plain` in the order of its pieces, `others` in no order, each at most once."""

    plain: tuple[str, ...]
    others: tuple[str, ...]


def folded(text: str, language: str) -> str:
    """The tokens of a text in a language, by Whisper's code; of a language that has no stemmer, or "", without stems.

    First all plain ones in the order of the text, then the others.
    """
    found = [tokens_of(written, language) for written in _WORD.findall(text)]
    plain = [token for tokens in found for token in tokens.plain]
    return " ".join([*plain, *(token for tokens in found for token in tokens.others)])


def words_in(text: str) -> Iterator[Place]:
    """The words of a text, symbols such as emoji among them; a character each in scripts without blanks."""
    return (Place(found.start(), found.end(), found.group()) for found in _WORD.finditer(text))


@lru_cache(maxsize=100_000)
def tokens_of(written: str, language: str) -> Tokens:
    """What a word of `words_in`, in a text of a language, is found by."""
    pieces = pieces_of(written)
    others = dict.fromkeys(token for piece in _BETWEEN.split(written) for token in stems_of(piece, language))
    if len(pieces) > 1:
        others |= dict.fromkeys([whole_of(written), *stems_of(written, language)])
    return Tokens(tuple(token(PLAIN, piece) for piece in pieces), tuple(others))


def pieces_of(written: str) -> tuple[str, ...]:
    """What stands between a word's apostrophes and hyphens, folded."""
    return tuple(filter(None, map(fold, _BETWEEN.split(written))))


def whole_of(written: str) -> str:
    """The token of a word put together."""
    return token(WHOLE, fold(_BETWEEN.sub("", written)))


def stems_of(written: str, language: str) -> tuple[str, ...]:
    """The tokens of a word's stems in a language; none where it has no stemmer for this script."""
    known = _STEMMERS.get(language)
    if known is None or not _is_in(known[1], written):
        return ()
    spoken = _BETWEEN.sub(lambda sign: "'" if sign.group() in "'’‘＇" else "", unicodedata.normalize("NFC", written))
    stems = (fold(_stem(known[0], spoken.lower())), fold(_stem(known[0], fold(spoken, kept="'"))))
    return tuple(dict.fromkeys(token(language, stem) for stem in stems if stem))


def all_stems_of(written: str) -> tuple[str, ...]:
    """The tokens of a word's stems in every language."""
    return tuple(found for language in _STEMMERS for found in stems_of(written, language))


def token(tag: str, body: str) -> str:
    """`body` is a folded word, or any run of small ASCII letters and digits."""
    return f"{tag}0{body}" if body.isascii() else f"{tag}1{body.encode().hex()}"


def tag_of(token: str) -> str:
    """What a token stands for: PLAIN, WHOLE or a language."""
    return token[: min(at for digit in "01" if (at := token.find(digit)) >= 0)]


@lru_cache(maxsize=100_000)
def fold(written: str, *, kept: str = "") -> str:
    """A word without case, accents, width and any sign that is not in `kept`; cut at MOST_LETTERS.

    A sign alone, such as an emoji, stays itself, unless it is written out with letters: ⒜ is `a`, ℃ is `c`.
    """
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", written).casefold())
    plain = unicodedata.normalize("NFC", _ACCENTS.sub("", apart).translate(_STROKES))
    letters = "".join(c for c in plain if c in kept or c.isalnum() or _is_mark(c))
    return (letters or (plain if len(written) == 1 else ""))[:MOST_LETTERS]


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")


def _is_in(script: str, written: str) -> bool:
    """Whether the first letter belongs to a script, by the first word of its Unicode name."""
    return unicodedata.name(written[:1], "").startswith(script)


@lru_cache(maxsize=100_000)
def _stem(algorithm: str, word: str) -> str:
    # A stemmer keeps its word in itself while it works, so threads cannot share one; making one costs next to nothing.
    return str(snowballstemmer.stemmer(algorithm).stemWord(word))
