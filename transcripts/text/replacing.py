"""Words put in place of others wherever these stand in a text, as when a name is misheard throughout; pure."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from transcripts.text.realigning import has_no_blanks, plain_text

# Whisper writes the straight apostrophe, keyboards and word processors either.
_APOSTROPHES = "['’]"
_INSIDE_A_WORD = r"[^\W_]"


@dataclass(frozen=True)
class Replacement:
    """What is looked for, and what is to stand there; "" takes it away. Both are plain text on one line.

    Looked for are whole words in any case, so that `ren` is found in `Ren’s` and not in `Warren`; in scripts without
    blanks between words, such as Chinese, it is found anywhere.
    """

    find: str
    put: str

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        find = unicodedata.normalize("NFC", self.find)
        words = (re.sub("['’]", _APOSTROPHES, re.escape(word)) for word in find.split())
        before = f"(?<!{_INSIDE_A_WORD})" if _ends_a_word(find[:1]) else ""
        after = f"(?!{_INSIDE_A_WORD})" if _ends_a_word(find[-1:]) else ""
        return re.compile(before + r"\s+".join(words) + after, re.IGNORECASE)

    def applied(self, text: str) -> str:
        """The text with every place replaced, as `plain_text`; unchanged where there is none."""
        now = unicodedata.normalize("NFC", plain_text(text))
        replaced, places = self._pattern.subn(self._in_place_of, now)
        return plain_text(replaced) if places else plain_text(text)

    def _in_place_of(self, found: re.Match[str]) -> str:
        """What is all small is capitalised where a small word was looked for and is found with a capital letter."""
        following = found.string[found.end() : found.end() + 1]
        if following and unicodedata.category(following).startswith("M"):  # a vowel of the same word, as in Hindi
            return found.group()
        begins_a_sentence = found.group()[:1].isupper() and self.find[:1].islower()
        if begins_a_sentence and self.put == self.put.lower():
            return self.put[:1].upper() + self.put[1:]
        return self.put


def _ends_a_word(letter: str) -> bool:
    """Whether another letter beside it would make it a part of a longer word."""
    return letter.isalnum() and not has_no_blanks(letter)
