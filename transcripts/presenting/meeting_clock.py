"""A meeting on one clock: who was there when, above what was recorded when."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from meetings.models import DailyParticipantSession, Meeting
from recordings.models import Recording
from transcripts.pages.drawing import Axis
from transcripts.pages.sittings import Take, overlapping
from transcripts.presenting.working import transcript_of

# A stay or recording without a known end is drawn this long, when nothing else says how long the meeting was.
LEAST = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class PersonRow:
    name: str
    stays: tuple[DailyParticipantSession, ...]
    bars: tuple[tuple[float, float], ...]
    """Left edge and width of a bar per stay, across 1000 units."""


@dataclass(frozen=True, slots=True)
class TakeRow:
    """`number` counts the recordings of the meeting from 1."""

    number: int
    recording: Recording
    bar: tuple[float, float]


@dataclass(frozen=True, slots=True)
class MeetingClock:
    start: datetime
    end: datetime
    people: tuple[PersonRow, ...]
    takes: tuple[TakeRow, ...]
    overlaps: tuple[str, ...]
    """A sentence for each two recordings that share time and have a transcript each that the reader may read."""


def draw(meeting: Meeting, stays: Sequence[DailyParticipantSession], recordings: Sequence[Recording]) -> MeetingClock:
    """People in the order they came, recordings in the order they began.

    The recordings are those of `with_transcripts`. A stay without an end is drawn to the end of the picture: the person
    is still there, or their leaving was never reported.
    """
    start, end = _extent(meeting, stays, recordings)
    axis = Axis(0, _ms(end - start))
    # By the name as well: two who are signed in with one account are two, as in the transcript.
    of_person: defaultdict[tuple[str, str], list[DailyParticipantSession]] = defaultdict(list)
    for stay in stays:
        of_person[stay.user_id or stay.session_id, str(stay)].append(stay)
    people = tuple(
        PersonRow(
            name=str(its[-1]),
            stays=tuple(its),
            bars=tuple(axis.bar((_ms(stay.joined_at - start), _ms((stay.left_at or end) - start))) for stay in its),
        )
        for its in of_person.values()
    )
    spans = [(_ms(each.recorded_at - start), _ms(_end(each) - start)) for each in recordings]
    takes = tuple(
        TakeRow(number, recording, axis.bar(span))
        for number, (recording, span) in enumerate(zip(recordings, spans, strict=True), start=1)
    )
    told = [Take(take.number, *span) for take, span in zip(takes, spans, strict=True) if transcript_of(take.recording)]
    return MeetingClock(start, end, people, takes, overlapping(told))


def _extent(
    meeting: Meeting, stays: Sequence[DailyParticipantSession], recordings: Sequence[Recording]
) -> tuple[datetime, datetime]:
    """From the first to the last moment that is known of."""
    starts = [meeting.start_date, *(stay.joined_at for stay in stays), *(each.recorded_at for each in recordings)]
    ends = [
        *([meeting.end_date] if meeting.end_date else []),
        *(stay.left_at for stay in stays if stay.left_at),
        *(_end(each) for each in recordings),
    ]
    return min(starts), max([*ends, max(starts) + LEAST])


def _end(recording: Recording) -> datetime:
    return recording.recorded_at + timedelta(seconds=recording.duration or 0)


def _ms(length: timedelta) -> int:
    return round(length.total_seconds() * 1000)
