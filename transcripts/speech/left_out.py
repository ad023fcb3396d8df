"""Words that were heard and left out of a transcript, put together in stretches that people can look at."""

from collections.abc import Iterable, Mapping
from typing import TypedDict

REASONS = {
    "no_voice": "where nobody spoke",
    "loop": "with no time to say them",
    "bleed": "as an echo of somebody else",
}
"""Why words are left out, by the keys that results count them under."""

PAUSE_MS = 2_000
"""Words that are nearer to each other than this make one stretch."""


class LeftOut(TypedDict):
    """A stretch of words of one speaker on the recording's clock; `why` is a key of REASONS."""

    speaker: int
    start_ms: int
    end_ms: int
    text: str
    words: int
    why: str


def left_out_word(speaker: int, start_ms: int, end_ms: int, text: str, why: str) -> LeftOut:
    """A single word as a stretch."""
    return LeftOut(speaker=speaker, start_ms=max(0, start_ms), end_ms=max(0, end_ms), text=text, words=1, why=why)


def in_stretches(words: Iterable[LeftOut]) -> list[LeftOut]:
    """What one speaker said in one go and was left out for one reason, joined; by start, then speaker."""
    joined: list[LeftOut] = []
    open_: dict[tuple[int, str], LeftOut] = {}
    for word in sorted(words, key=lambda each: each["start_ms"]):
        key = (word["speaker"], word["why"])
        last = open_.get(key)
        if last is not None and word["start_ms"] - last["end_ms"] < PAUSE_MS:
            last["end_ms"] = max(last["end_ms"], word["end_ms"])
            last["text"] += word["text"]
            last["words"] += word["words"]
        else:
            open_[key] = last = LeftOut(**word)
            joined.append(last)
    for stretch in joined:
        stretch["text"] = stretch["text"].strip()
    return sorted(joined, key=lambda each: (each["start_ms"], each["speaker"]))


def sentence(dropped: Mapping[str, int]) -> str:
    """How many words were left out and why, for people; empty when none were."""
    total = sum(dropped.values())
    if not total:
        return ""
    reasons = ", ".join(f"{dropped[why]} {reason}" for why, reason in REASONS.items() if dropped.get(why))
    return f"{total} words were left out: {reasons}." if total > 1 else f"1 word was left out: {reasons}."
