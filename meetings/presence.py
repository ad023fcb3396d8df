"""Who was in which meeting when: from events that come in any order, late, or twice, and from what Daily's API tells.

The API tells whole seconds where events tell fractions; a stay that both tell of is one.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from meetings.matching import get_by_room_name_and_time
from meetings.models import DailyMeetingSession, DailyParticipantSession, Meeting
from meetings.platforms.base import FoundParticipant
from meetings.platforms.events import MeetingEnded, MeetingStarted, ParticipantJoined, ParticipantLeft
from meetings.platforms.fields import seconds_after

_ROUNDING = timedelta(seconds=1)
_STILL_THERE = timedelta(minutes=2)
"""Who was there until so shortly ago may be there still."""


def participant_joined(event: ParticipantJoined) -> bool:
    """Store that a participant joined; False when their meeting is not known (yet)."""
    meeting = get_by_room_name_and_time(event.room_name, event.joined_at)
    if meeting is None:
        return False
    with transaction.atomic():
        _take_turns(meeting)
        stay = _stay(meeting, event, event.joined_at)
        if stay.left_at is None:
            _take_early_leave(stay)
    return True


def participant_left(event: ParticipantLeft) -> bool:
    """Store that a participant left, also without an event of the joining; False when no meeting is known (yet)."""
    meeting = get_by_room_name_and_time(event.room_name, event.joined_at or event.left_at)
    if meeting is None:
        return False
    with transaction.atomic():
        _take_turns(meeting)
        joined_at = event.joined_at or _last_join(meeting, event) or event.left_at
        stay = _stay(meeting, event, joined_at)
        left_at = max(event.left_at, stay.joined_at)
        if stay.left_at != left_at:
            stay.left_at = left_at
            stay.save(update_fields=["left_at"])
    return True


def participants_told(meeting: Meeting, participants: Iterable[FoundParticipant]) -> None:
    """Store the stays that Daily's API tells of, but for the leaving of people who may be there still.

    What is stored already is only completed: by a name, and by a leaving where none or an earlier one is known.
    """
    with transaction.atomic():
        _take_turns(meeting)
        for told in participants:
            if told.joined_at is not None:
                _take_told(meeting, told, told.joined_at)


def _take_told(meeting: Meeting, told: FoundParticipant, joined_at: datetime) -> None:
    event = ParticipantJoined(meeting.room_name, told.participant_id, told.user_id, told.user_name, joined_at)
    stay = _stay(meeting, event, joined_at)
    if stay.left_at is None:
        _take_early_leave(stay)
    left_at = seconds_after(joined_at, told.duration_s)
    if left_at is None or left_at > timezone.now() - _STILL_THERE:
        return
    if stay.left_at is None or left_at > stay.left_at + 2 * _ROUNDING:  # both ends of what is told are rounded
        stay.left_at = max(left_at, stay.joined_at)
        stay.save(update_fields=["left_at"])


def session_started(event: MeetingStarted) -> None:
    """Store that Daily's session of a room began."""
    _session(event.mtg_session_id, event.room_name, started_at=event.start_date)


def session_ended(event: MeetingEnded) -> None:
    """Store when Daily's session of a room ended, also without an event of its start."""
    _session(event.mtg_session_id, event.room_name, started_at=event.start_date, ended_at=event.end_date)


def _session(
    mtg_session_id: str, room_name: str, *, started_at: datetime | None, ended_at: datetime | None = None
) -> None:
    with transaction.atomic():
        DailyMeetingSession.objects.get_or_create(pk=mtg_session_id, defaults={"room_name": room_name})
        # Two updates, each only where the value is missing: two workers may handle the start and the end at once.
        session = DailyMeetingSession.objects.filter(pk=mtg_session_id)
        session.filter(started_at__isnull=True).update(started_at=started_at)
        session.filter(ended_at__isnull=True).update(ended_at=ended_at)


def _stay(meeting: Meeting, event: ParticipantJoined | ParticipantLeft, joined_at: datetime) -> DailyParticipantSession:
    # Guests have no user id; their session id keeps two who join in one millisecond apart.
    stay = _rounded(meeting, event.session_id, joined_at) or _stay_called(
        event.user_id or event.session_id, meeting, event, joined_at
    )
    if stay.session_id != event.session_id:  # one user with two devices that joined in one millisecond
        stay = _stay_called(event.session_id, meeting, event, joined_at)
    if event.user_name and not stay.user_name:
        stay.user_name = _name_in(event)
        stay.save(update_fields=["user_name"])
    return stay


def _rounded(meeting: Meeting, session_id: str, joined_at: datetime) -> DailyParticipantSession | None:
    """The stay that is stored with the same joining where only one of the two is told to the fraction of a second."""
    near = meeting.participant_sessions.filter(
        session_id=session_id, joined_at__gt=joined_at - _ROUNDING, joined_at__lt=joined_at + _ROUNDING
    )
    return next((stay for stay in near if (stay.joined_at.microsecond == 0) != (joined_at.microsecond == 0)), None)


def _stay_called(
    name: str, meeting: Meeting, event: ParticipantJoined | ParticipantLeft, joined_at: datetime
) -> DailyParticipantSession:
    stay, _ = DailyParticipantSession.objects.get_or_create(
        pk=DailyParticipantSession.key(meeting.pk, name, joined_at),
        defaults={
            "meeting": meeting,
            "session_id": event.session_id,
            "user_id": event.user_id or "",
            "user_name": _name_in(event),
            "joined_at": joined_at,
        },
    )
    return stay


def _name_in(event: ParticipantJoined | ParticipantLeft) -> str:
    """People type their names themselves, of any length."""
    return (event.user_name or "")[: DailyParticipantSession.LONGEST_NAME]


def _take_turns(meeting: Meeting) -> None:
    """Have the events of one meeting wait for each other: someone's coming and going may be told to two workers."""
    Meeting.objects.select_for_update(no_key=True).filter(pk=meeting.pk).first()


def _take_early_leave(stay: DailyParticipantSession) -> None:
    """End the stay by a leaving that was handled before the joining.

    Where such an event did not name the time of the joining, it was stored as a stay that began and ended at once.
    """
    others = stay.meeting.participant_sessions.filter(session_id=stay.session_id)
    early = others.filter(left_at=F("joined_at"), left_at__gt=stay.joined_at).order_by("left_at").first()
    if early is None:
        return
    early.delete()
    stay.left_at = early.left_at
    stay.user_name = stay.user_name or early.user_name
    stay.save(update_fields=["left_at", "user_name"])


def _last_join(meeting: Meeting, event: ParticipantLeft) -> datetime | None:
    stays = meeting.participant_sessions.filter(session_id=event.session_id, joined_at__lte=event.left_at)
    return stays.order_by("-joined_at").values_list("joined_at", flat=True).first()
