"""What differs between two texts, word by word, for a reader who wants to see what somebody changed."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["same", "gone", "new"]

_PARTS = re.compile(r"\s+|\w+|[^\w\s]")
MOST_PARTS = 6_000
"""Longer texts are shown one after the other: comparing takes the square of their length."""


@dataclass(frozen=True, slots=True)
class Piece:
    kind: Kind
    text: str


def differences(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces of both texts in order: without the new ones they are `before`, without those gone `after`."""
    old, new = _PARTS.findall(before), _PARTS.findall(after)
    if len(old) + len(new) > MOST_PARTS:
        return _pieces([("gone", before), ("new", after)])
    found: list[tuple[Kind, str]] = []
    for tag, start, end, start_new, end_new in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            found.append(("same", "".join(old[start:end])))
        else:
            found += [("gone", "".join(old[start:end])), ("new", "".join(new[start_new:end_new]))]
    return _pieces(found)


def _pieces(found: list[tuple[Kind, str]]) -> tuple[Piece, ...]:
    return tuple(Piece(kind, text) for kind, text in found if text)
