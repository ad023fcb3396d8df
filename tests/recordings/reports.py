"""Plain builders of what a platform reports, as the parsers give it, and of the places our rows are told about it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.dispatch import Signal

from meetings.models import Meeting
from meetings.platforms.base import FoundRecording, FoundTrack
from recordings.models import Recording
from tests.builders import START, a_meeting

ROOM = "standup-20260110042117"
BEGAN = START + timedelta(seconds=19)
ANN, BEN = "890c0eae-e186-4534-a7bd-7c794b7d6d7f", "9660e8e9-4297-4f17-951d-0b2bf2401803"
SESSION = "4cdae3c0-86cb-4578-8a6d-3a228bb48345"


def a_key(participant: str = ANN, media: str = "cam-audio") -> str:
    return f"acme/{ROOM}/1768018896877-{participant}-{media}-1768018914565"


ANN_SPEAKS = FoundTrack(a_key(), "audio", 17_652)
BEN_SPEAKS = FoundTrack(a_key(BEN), "audio", 19_745)
BEN_SHOWS = FoundTrack(a_key(BEN, "cam-video"), "video", 900_000)
BENS_SCREEN_SOUNDS = FoundTrack(a_key(BEN, "screen-audio"), "audio", 30_000)
RAW_TRACKS = FoundRecording(
    platform="daily",
    id="r1",
    room_name=ROOM,
    start_date=BEGAN,
    status="finished",
    duration_s=80,
    object_key=f"acme/{ROOM}/1768018896877",
    tracks=(ANN_SPEAKS, BEN_SPEAKS),
    mtg_session_id=SESSION,
)


def a_report(recording_id: str = "r1", **changes: Any) -> FoundRecording:
    return replace(RAW_TRACKS, id=recording_id, **changes)


def its_meeting(**fields: Any) -> Meeting:
    """The meeting that `a_report` belongs to."""
    return a_meeting(**{"room_name": ROOM, "start_date": START, **fields})


def rows() -> list[dict[str, Any]]:
    """All recordings but for when we first saw them."""
    names = [field.attname for field in Recording._meta.concrete_fields if field.name != "first_seen_at"]
    return list(Recording.objects.order_by("pk").values(*names))


@contextmanager
def heard(signal: Signal) -> Iterator[list[str]]:
    """The ids of the recordings that the signal tells of."""
    ids: list[str] = []

    def hear(recording: Recording, **kwargs: object) -> None:
        ids.append(recording.pk)

    signal.connect(hear)
    try:
        yield ids
    finally:
        signal.disconnect(hear)


@contextmanager
def failing(signal: Signal, error: Exception, *, at: str = "") -> Iterator[None]:
    """Whoever hears the signal fails, at everything or at the recording of this id."""

    def fail(recording: Recording | None = None, **kwargs: object) -> None:
        if not at or (recording and recording.pk == at):
            raise error

    signal.connect(fail)
    try:
        yield
    finally:
        signal.disconnect(fail)
