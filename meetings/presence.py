"""Who was in which meeting when, from events that come in any order, late, or twice."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from meetings.matching import get_by_room_name_and_time
from meetings.models import DailyMeetingSession, DailyParticipantSession, Meeting
from meetings.platforms.events import MeetingEnded, MeetingStarted, ParticipantJoined, ParticipantLeft


def participant_joined(event: ParticipantJoined) -> bool:
    """Note that someone came; False when their meeting is not known (yet)."""
    meeting = get_by_room_name_and_time(event.room_name, event.joined_at)
    if meeting is None:
        return False
    with transaction.atomic():
        _take_turns(meeting)
        stay = _stay(meeting, event, event.joined_at)
        if stay.left_at is None:
            _end_as_told_before(stay)
    return True


def participant_left(event: ParticipantLeft) -> bool:
    """Note that someone went, also when their coming was never told; False when their meeting is not known (yet)."""
    meeting = get_by_room_name_and_time(event.room_name, event.joined_at or event.left_at)
    if meeting is None:
        return False
    with transaction.atomic():
        _take_turns(meeting)
        joined_at = event.joined_at or _last_coming(meeting, event) or event.left_at
        stay = _stay(meeting, event, joined_at)
        left_at = max(event.left_at, stay.joined_at)
        if stay.left_at != left_at:
            stay.left_at = left_at
            stay.save(update_fields=["left_at"])
    return True


def session_started(event: MeetingStarted) -> None:
    """Remember Daily's session of a room."""
    _session(event.mtg_session_id, event.room_name, started_at=event.start_date)


def session_ended(event: MeetingEnded) -> None:
    """Remember when Daily's session of a room ended, also when its start was never told."""
    _session(event.mtg_session_id, event.room_name, started_at=event.start_date, ended_at=event.end_date)


def _session(
    mtg_session_id: str, room_name: str, *, started_at: datetime | None, ended_at: datetime | None = None
) -> None:
    with transaction.atomic():
        DailyMeetingSession.objects.get_or_create(pk=mtg_session_id, defaults={"room_name": room_name})
        # Each by itself and only where it is missing: start and end may be told to two workers at once.
        session = DailyMeetingSession.objects.filter(pk=mtg_session_id)
        session.filter(started_at__isnull=True).update(started_at=started_at)
        session.filter(ended_at__isnull=True).update(ended_at=ended_at)


def _stay(meeting: Meeting, event: ParticipantJoined | ParticipantLeft, joined_at: datetime) -> DailyParticipantSession:
    # Guests have no user id; their session id keeps two who join in one millisecond apart.
    stay = _stay_called(event.user_id or event.session_id, meeting, event, joined_at)
    if stay.session_id != event.session_id:  # one user with two devices that joined in one millisecond
        stay = _stay_called(event.session_id, meeting, event, joined_at)
    if event.user_name and not stay.user_name:
        stay.user_name = _name_in(event)
        stay.save(update_fields=["user_name"])
    return stay


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


def _end_as_told_before(stay: DailyParticipantSession) -> None:
    """Where the going was told before the coming, and without saying when that was, it made a stay of no length."""
    others = stay.meeting.participant_sessions.filter(session_id=stay.session_id)
    told = others.filter(left_at=F("joined_at"), left_at__gt=stay.joined_at).order_by("left_at").first()
    if told is None:
        return
    told.delete()
    stay.left_at = told.left_at
    stay.user_name = stay.user_name or told.user_name
    stay.save(update_fields=["left_at", "user_name"])


def _last_coming(meeting: Meeting, event: ParticipantLeft) -> datetime | None:
    comings = meeting.participant_sessions.filter(session_id=event.session_id, joined_at__lte=event.left_at)
    return comings.order_by("-joined_at").values_list("joined_at", flat=True).first()
