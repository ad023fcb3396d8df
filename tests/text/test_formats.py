from tests.text.spoken import a_segment
from transcripts.text.formats import json_document, render_srt, render_text
from transcripts.text.segments import Segment
from transcripts.text.speakers import Participant
from transcripts.text.words import Word

NAMES = {0: "Ana"}
SAID = [
    a_segment(" Good morning.", start_ms=1500, end_ms=2001),
    a_segment(" Hi\nAna.", start_ms=3_723_004, end_ms=3_723_004, speaker=1),
]


def test_srt_numbers_its_cues_and_names_the_speakers() -> None:
    assert render_srt(SAID, NAMES) == (
        "1\n00:00:01,500 --> 00:00:02,001\nAna: Good morning.\n\n2\n01:02:03,004 --> 01:02:03,005\nSpeaker 1: Hi Ana.\n"
    )


def test_text_is_a_line_per_segment() -> None:
    assert render_text(SAID, NAMES, times=False) == "Ana: Good morning.\nSpeaker 1: Hi Ana.\n"


def test_text_with_times_begins_each_line_with_its_time() -> None:
    assert render_text(SAID, NAMES, times=True) == "[00:01] Ana: Good morning.\n[1:02:03] Speaker 1: Hi Ana.\n"


def test_nobody_speaking_gives_empty_files() -> None:
    assert render_srt([], NAMES) == render_text([], NAMES, times=True) == ""


def test_the_json_document_gives_seconds_and_keeps_words_joinable() -> None:
    words = (Word(1500, 1733, " Good", 0.9), Word(1733, 2001, " morning.", 0.4))
    document = json_document(
        [Segment(1500, 2001, 0, words)],
        [Participant(id="890c", speaker=0, name="Ana", user_id="secret")],
        duration_ms=61_234,
        language="en",
        stats={"wall_seconds": 1.5},
    )
    assert document == {
        "duration": 61.234,
        "language": "en",
        "participants": [{"id": "890c", "speaker": 0, "name": "Ana"}],
        "segments": [
            {
                "speaker": 0,
                "start": 1.5,
                "end": 2.001,
                "text": "Good morning.",
                "probability": 0.6,
                "words": [
                    {"text": " Good", "start": 1.5, "end": 1.733, "probability": 0.9},
                    {"text": " morning.", "start": 1.733, "end": 2.001, "probability": 0.4},
                ],
            }
        ],
        "stats": {"wall_seconds": 1.5},
    }
