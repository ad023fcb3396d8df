"""Who is meant by a name: those who took part, by their whole name or a part of it that only one of them has."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transcripts.summary.outline import Attendee, Utterance
from transcripts.summary.tokens import tokens_of

_UNNAMED = re.compile(r"Speaker \d+", re.IGNORECASE)
_ADDITION = re.compile(r"\s*\([^)]*\)$")
"""A shared screen is called "Ana (screen)"; it is Ana all the same."""
_FEWEST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Roll:
    """Those who took part, and what each may be called: words in lower case."""

    attendees: tuple[Attendee, ...]
    calls: dict[str, Attendee]

    def who(self, name: str) -> Attendee | None:
        """Whom a name means; None when nobody, or more than one."""
        whole = name.strip().casefold()
        for attendee in self.attendees:
            if attendee.name.casefold() == whole:
                return attendee
        found = {self.calls[word] for word in _words(name) if word in self.calls}
        unknown = [word for word in _words(name) if word not in self.calls]
        return found.pop() if len(found) == 1 and not unknown else None

    def named_in(self, text: str) -> frozenset[Attendee]:
        """Those whose name, or a part of it that is theirs alone, stands in a text with a capital."""
        written = [token for token in tokens_of(text) if not token.islower()]
        return frozenset(self.calls[word] for token in written if (word := _bare(token)) in self.calls)


def roll_of(attendees: Iterable[Attendee]) -> Roll:
    """The roll of those who have a name. Two of one name are told apart by nothing, so the name means neither."""
    listed = tuple(dict.fromkeys(attendee for attendee in attendees if is_name(attendee.name)))
    whole = {attendee.name for attendee in listed}
    meant: dict[str, set[Attendee]] = {}
    for attendee in listed:
        bare = _ADDITION.sub("", attendee.name)
        if bare != attendee.name and bare in whole:
            continue
        for word in _words(bare):
            meant.setdefault(word, set()).add(attendee)
    calls = {word: next(iter(who)) for word, who in meant.items() if len(who) == 1 and len(word) >= _FEWEST_LETTERS}
    return Roll(listed, calls)


def attendees_of(utterances: Sequence[Utterance]) -> tuple[Attendee, ...]:
    """Those who spoke, by first word."""
    return tuple(dict.fromkeys(Attendee(u.speaker_name, u.speaker) for u in utterances))


def is_name(name: str) -> bool:
    """Whether this is somebody's name, and not the number of a voice."""
    return bool(name.strip()) and not _UNNAMED.fullmatch(name.strip())


def _words(name: str) -> list[str]:
    return [_bare(token) for token in tokens_of(name)]


def _bare(token: str) -> str:
    """Without the possessive: "Mina's" is Mina."""
    return re.sub(r"['’]s?$", "", token.casefold())
