"""Talks for the tests of summaries."""

import json
from pathlib import Path
from typing import Any

from tests.text.spoken import words_of
from transcripts.summary.outline import Utterance
from transcripts.text.segments import segments_of
from transcripts.text.words import Word

HERE = Path(__file__).parent
LAUNCH = HERE.parent / "fixtures" / "meetings" / "launch" / "truth.json"
EXPECTED: dict[str, Any] = json.loads((HERE / "launch.json").read_text())
"""What a good summary of the launch meeting finds."""


def a_talk(*lines: str) -> tuple[Utterance, ...]:
    """Utterances from lines of "Name: what is said", one after the other."""
    utterances: list[Utterance] = []
    speakers: dict[str, int] = {}
    start_ms = 0
    for index, line in enumerate(lines):
        name, text = line.split(": ", 1)
        end_ms = start_ms + 400 * len(text.split())
        utterances.append(Utterance(index, start_ms, end_ms, name, text, speakers.setdefault(name, len(speakers))))
        start_ms = end_ms + 500
    return tuple(utterances)


def the_launch_meeting(*, times: int = 1) -> tuple[Utterance, ...]:
    """The launch meeting as it was spoken, cut into segments; held `times` over."""
    truth = json.loads(LAUNCH.read_text())
    streams: dict[int, list[Word]] = {}
    for sitting in range(times):
        for said in truth["utterances"]:
            start_ms = round((said["start"] + sitting * truth["duration"]) * 1000)
            word_ms = round((said["end"] - said["start"]) * 1000) // len(said["text"].split())
            words = words_of(f" {said['text']}", start_ms=start_ms, word_ms=word_ms)
            streams.setdefault(said["speaker"], []).extend(words)
    names = [participant["name"] for participant in truth["participants"]]
    return tuple(
        Utterance(index, segment.start_ms, segment.end_ms, names[segment.speaker], segment.text, segment.speaker)
        for index, segment in enumerate(segments_of(streams))
    )


def the_launch_meeting_as_heard() -> tuple[Utterance, ...]:
    """The launch meeting as the speech model `base` writes it down, "Minifix" for "Mina fixes" and all."""
    heard = json.loads((HERE / "launch_heard.json").read_text())
    return tuple(
        Utterance(index, start_ms, end_ms, heard["names"][speaker], text, speaker)
        for index, (speaker, start_ms, end_ms, text) in enumerate(heard["segments"])
    )
