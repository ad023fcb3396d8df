"""Who was there: the participants of a recording, from the most reliable source that has them.

The session of the recording's own mtgSessionId; else of the session history; else the platform's sessions of the room
around the start; else the stays stored from webhooks. Whoever is found nowhere is `Speaker N`. What Daily tells of a
recording's session is kept as stays in the meeting as well, so that a site without webhooks knows who was there when.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TypedDict

from meetings.connection import client_of, configured
from meetings.models import DailyMeetingSession, DailyParticipantSession
from meetings.platforms.base import FoundParticipant, FoundSession, PlatformClient
from meetings.platforms.daily.names import parse_track_name
from meetings.presence import participants_told
from meetings.querysets import SESSION_SLACK
from recordings.models import Recording
from rooms.models import Platform


class PersonFound(TypedDict):
    name: str | None
    user_id: str | None


class PeopleFound(TypedDict):
    """Result of the step `participants`: people by participant id, and the session they were found in."""

    people: dict[str, PersonFound]
    mtg_session_id: str | None


def people_of(recording: Recording) -> PeopleFound:
    """The people whose tracks the recording has, as far as known; for one mixed file, everybody who was there.

    Stores when they came and went, where Daily tells. Raises PlatformError.
    """
    wanted = _track_participants(recording)
    people = stored_people(recording)
    found_in = None
    if configured(recording.platform):
        client = client_of(recording.platform)
        told: dict[str, PersonFound] = {}
        for session_id in _sessions(recording, client):
            participants = client.participants(session_id) or ()
            told |= _told(participants)
            if wanted & told.keys() or (told and not wanted):
                found_in = found_in or session_id
                _keep_stays(recording, participants)
            if wanted <= told.keys() and told:
                break
        people |= {key: _better(person, people.get(key)) for key, person in told.items()}
    if recording.is_multitrack:
        people = {key: person for key, person in people.items() if key in wanted}
    return PeopleFound(people=people, mtg_session_id=found_in)


def _keep_stays(recording: Recording, participants: Sequence[FoundParticipant]) -> None:
    """For Daily's participants, who have the same ids here as in its webhooks; Whereby's have others."""
    if recording.meeting and recording.platform == Platform.DAILY:
        participants_told(recording.meeting, participants)


def stored_people(recording: Recording) -> dict[str, PersonFound]:
    """People by participant id, from the stays stored from webhooks."""
    stays = DailyParticipantSession.objects.filter(meeting=recording.meeting_id).order_by("joined_at", "pk")
    return {stay.session_id: PersonFound(name=stay.user_name or None, user_id=stay.user_id or None) for stay in stays}


def _track_participants(recording: Recording) -> set[str]:
    names = map(parse_track_name, recording.track_keys or ())
    return {name.participant_id for name in names if name}


def _sessions(recording: Recording, client: PlatformClient) -> Iterator[str]:
    """The sessions that the recording may have been made in, the most certain first, each once."""
    own = [recording.mtg_session_id] if recording.mtg_session_id else []
    yield from own
    remembered = [session_id for session_id in _remembered(recording) if session_id not in own]
    yield from remembered
    asked = client.sessions(recording.room_name, *_frame(recording))
    for session_id in _around(asked, recording.recorded_at):
        if session_id not in {*own, *remembered}:
            yield session_id


def _remembered(recording: Recording) -> list[str]:
    around = DailyMeetingSession.objects.around(recording.room_name, recording.recorded_at)
    return list(around.values_list("pk", flat=True))


def _frame(recording: Recording) -> tuple[datetime, datetime]:
    """When a session that the recording was made in may have started; no session is known to last a day."""
    return recording.recorded_at - timedelta(days=1), recording.recorded_at + timedelta(seconds=recording.duration or 0)


def _around(sessions: Sequence[FoundSession], moment: datetime) -> list[str]:
    """The sessions under way at `moment`, the latest begun first."""
    running = [
        session
        for session in sessions
        if session.start_date - SESSION_SLACK <= moment
        and (session.ongoing or session.duration_s is None or moment <= _end(session) + SESSION_SLACK)
    ]
    return [session.mtg_session_id for session in sorted(running, key=lambda s: s.start_date, reverse=True)]


def _end(session: FoundSession) -> datetime:
    return session.start_date + timedelta(seconds=session.duration_s or 0)


def _better(told: PersonFound, stored: PersonFound | None) -> PersonFound:
    """The person as the platform has them now; a name it lacks is taken from an earlier webhook."""
    if stored is None:
        return told
    return PersonFound(name=told["name"] or stored["name"], user_id=told["user_id"] or stored["user_id"])


def _told(participants: Sequence[FoundParticipant]) -> dict[str, PersonFound]:
    return {p.participant_id: PersonFound(name=p.user_name, user_id=p.user_id) for p in participants}
