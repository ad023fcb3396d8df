"""Which meeting a recording belongs to, by room name and time.

Daily's recordings often lack the mtgSessionId and never carry our instanceId, so the name of the platform room and the
start of the recording have to do.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.timezone import is_aware

from meetings.models import DailyMeetingSession, Meeting
from meetings.querysets import MeetingQuerySet

# A meeting's row is stored just after its platform room, and clocks differ: a start this much later is still its own.
SOON_AFTER = timedelta(minutes=5)
AT_MOST_AFTER = timedelta(minutes=30)
WINDOW_HOURS = 168


def get_by_room_name_and_time(
    room_name: str,
    recording_start: datetime,
    time_window_hours: int = WINDOW_HOURS,
    *,
    mtg_session_id: str | None = None,
) -> Meeting | None:
    """The meeting on `room_name` that a recording begun at `recording_start` belongs to, or None.

    Only meetings that start within `time_window_hours` of it count. First the one that the session history ties to
    `mtg_session_id`; else the nearest start before the recording or up to 5 minutes after it; else the nearest up to 30
    minutes after it. Ties go to the lower id. Raises ValueError for a datetime without a zone.
    """
    if not is_aware(recording_start):
        raise ValueError("recording_start has no time zone")
    window = timedelta(hours=time_window_hours)
    candidates = Meeting.objects.filter(
        room_name=room_name, start_date__range=(recording_start - window, recording_start + window)
    )
    session_start = _session_start(room_name, mtg_session_id)
    tied = _beginning_near(candidates, session_start) if session_start else None
    return tied or _beginning_near(candidates, recording_start)


def _session_start(room_name: str, mtg_session_id: str | None) -> datetime | None:
    if not mtg_session_id:
        return None
    session = DailyMeetingSession.objects.filter(mtg_session_id=mtg_session_id, room_name=room_name).first()
    return session.started_at if session else None


def _beginning_near(candidates: MeetingQuerySet, moment: datetime) -> Meeting | None:
    before = candidates.filter(start_date__lte=moment).order_by("-start_date", "pk").first()
    after = candidates.filter(start_date__gt=moment).order_by("start_date", "pk").first()
    soon = after if after and after.start_date - moment <= SOON_AFTER else None
    late = after if after and after.start_date - moment <= AT_MOST_AFTER else None
    return _nearest(filter(None, (before, soon)), moment) or late


def _nearest(meetings: Iterable[Meeting], moment: datetime) -> Meeting | None:
    return min(meetings, key=lambda meeting: (abs(meeting.start_date - moment), meeting.pk), default=None)
