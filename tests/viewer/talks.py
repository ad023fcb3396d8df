"""Transcripts as hard on the page as can be."""

from collections.abc import Sequence
from typing import Any

from tests.builders import a_recording, a_topic, a_transcript, an_action_item
from transcripts.models import Segment, Transcript

LINE = "The launch moves to the end of March, as the checkout page fails when somebody uses a discount code twice."


def a_talk_of(names: Sequence[str], said: Sequence[str], **fields: Any) -> Transcript:
    """The names take turns, one text of `said` each."""
    people = [
        {"id": f"person-{number}", "speaker": number, "name": name, "user_id": None}
        for number, name in enumerate(names)
    ]
    transcript = a_transcript(a_recording(), said=tuple(said), participants=people, **fields)
    assert transcript.current
    segments = list(transcript.current.segments.all())
    for segment in segments:
        segment.speaker = segment.position % len(names)
    Segment.objects.bulk_update(segments, ["speaker"])
    return transcript


def a_long_talk(*, speakers: int = 10, turns: int = 40) -> Transcript:
    """Speakers enough for the tallest player, topics, action items, and rows for several screens."""
    names = [f"Speaker number {number}" for number in range(speakers)]
    talk = a_talk_of(names, [f"{LINE} {number}." for number in range(turns)], title="A long talk")
    assert talk.current
    for number in range(8):
        a_topic(
            talk.current,
            f"Topic number {number}",
            position=number,
            start_ms=number * turns * 312,
            end_ms=(number + 1) * turns * 312,
        )
    an_action_item(talk)
    return talk
