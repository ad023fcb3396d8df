"""The direction of a text, for file formats that have to state it."""

import unicodedata

_LEFT, _RIGHT = frozenset({"L"}), frozenset({"R", "AL"})


def runs_right_to_left(text: str) -> bool:
    """By the first letter that has a direction, as Unicode's bidirectional algorithm does (UAX 9, rules P2 and P3)."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in _LEFT or direction in _RIGHT:
            return direction in _RIGHT
    return False
