"""What the engine process is asked and answers, as JSON. Results are kept in database rows: keys are never renamed.

All times are whole milliseconds on the track's own packet clock; `recording_offsets` says what to add to be on the
recording's.
A span is `[start_ms, end_ms]`.
"""

from typing import Literal, NotRequired, TypedDict

SpanJSON = tuple[int, int] | list[int]

WordJSON = tuple[int, int, str, float, float] | list[int | str | float]
"""start_ms, end_ms, text with the model's leading space, probability 0..1, loudness in dBFS."""


class SurveyRequest(TypedDict):
    """Read one track from end to end: its packets, its voice, and unless told otherwise its languages."""

    do: Literal["survey"]
    path: str
    detect_language: NotRequired[bool]


class SurveyResult(TypedDict):
    first_packet_ms: int | None
    last_packet_ms: int | None
    islands: list[SpanJSON]
    voice: list[SpanJSON]
    speech_ms: int
    languages: dict[str, float]
    """The likeliest few and their probability; empty when not asked for or when nobody speaks."""
    container: str
    warnings: list[str]


class TranscribeRequest(TypedDict):
    """Hear one piece: the `voice` of one of `plan_pieces`."""

    do: Literal["transcribe"]
    path: str
    voice: list[SpanJSON]
    language: str
    hotwords: NotRequired[str]


class Dropped(TypedDict):
    """How many words were left out, by why: nobody spoke, or far more words than the voice had time for."""

    no_voice: int
    loop: int


LeftOutJSON = tuple[int, int, str, str] | list[int | str]
"""start_ms, end_ms, text with the model's leading space, and the key of `Dropped` that says why."""


class TranscribeResult(TypedDict):
    words: list[WordJSON]
    dropped: Dropped
    left_out: NotRequired[list[LeftOutJSON]]
    """The words that `dropped` counts, in order."""
    language: str
    speech_ms: int
    wall_ms: int
    model_ms: int
    """How much of `wall_ms` was spent in the model itself."""


class MixTrack(TypedDict):
    path: str
    offset_ms: int


class MixRequest(TypedDict):
    """Put all tracks of a recording into one MP3 at `out`, which appears whole or not at all."""

    do: Literal["mix"]
    tracks: list[MixTrack]
    out: str


class MixResult(TypedDict):
    duration_ms: int
    """0: no track had audio, and no file was written."""
    warnings: list[str]


Request = SurveyRequest | TranscribeRequest | MixRequest
