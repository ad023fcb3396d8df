"""What each kind of event does, whenever it comes, and what a second delivery does: nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_q.models import OrmQ
from pytest_django import Settings

from meetings.instance_ids import cloud_instance_id, raw_tracks_instance_id
from meetings.models import DailyMeetingSession, DailyParticipantSession, Meeting
from meetings.opening import store_meeting
from meetings.signals import meeting_stored
from recordings.jobs import HELD_FOR, MOST_ATTEMPTS, handle_event, sweep_events
from recordings.models import Recording, RecordingError, RecordingStart, WebhookEvent
from recordings.signals import recording_stored
from tests.builders import a_meeting, a_webhook_event
from tests.daily.build import LEFT_OUT, ROOM, SESSION, START_S, a_key, a_recording, an_event
from tests.daily.site import SECRET
from tests.recordings.deliveries import deliver, handled, work_off
from tests.recordings.reports import failing
from tests.standins.daily import DailyStandIn, ready_to_download, refusal

pytestmark = pytest.mark.django_db

START = datetime.fromtimestamp(START_S - 19, UTC)


@pytest.fixture(autouse=True)
def secret(settings: Settings) -> None:
    settings.DAILY_WEBHOOK_SECRET = SECRET


@pytest.fixture
def meeting() -> Meeting:
    return its_meeting()


def its_meeting() -> Meeting:
    return a_meeting(room_name=ROOM, start_date=START)


def store_its_meeting() -> Meeting:
    """As when it is opened, and told to all who wait for it."""
    return store_meeting(Meeting(room_name=ROOM, start_date=START))


def a_failure(**payload: Any) -> dict[str, Any]:
    told = {"action": "clourd-recording-err", "error_msg": "no space left", "timestamp": START_S + 5, **payload}
    return an_event("recording.error", room_name=ROOM, **told)


def a_joining(event_id: str = "joined", **payload: Any) -> dict[str, Any]:
    told = {"session_id": "ann", "user_name": "Ann", "joined_at": START_S + 0.5, **payload}
    return an_event("participant.joined", event_id=event_id, room=ROOM, **told)


def a_leaving(event_id: str = "left", **payload: Any) -> dict[str, Any]:
    told = {"session_id": "ann", "user_name": "Ann", "joined_at": START_S + 0.5, "duration": 60.25, **payload}
    return an_event("participant.left", event_id=event_id, room=ROOM, **told)


def test_a_ready_recording_is_stored_and_its_session_asked_for(daily: DailyStandIn, meeting: Meeting) -> None:
    daily.recordings = [a_recording()]
    event = handled(ready_to_download(a_recording()))
    assert event.status == "done"
    recording = Recording.objects.get()
    assert (recording.meeting, recording.mtg_session_id) == (meeting, SESSION)


def test_edge_01_without_a_key_a_ready_recording_is_stored_as_reported(settings: Settings, meeting: Meeting) -> None:
    settings.DAILY_API_KEY = ""
    assert handled(ready_to_download(a_recording())).status == "done"
    assert Recording.objects.get().mtg_session_id is None


@pytest.mark.parametrize("listed", [[], [a_recording(status="in-progress", duration=LEFT_OUT, tracks=None)]])
def test_edge_30_a_webhook_that_is_ahead_of_the_list_is_believed(
    daily: DailyStandIn, meeting: Meeting, listed: list[Any]
) -> None:
    daily.recordings = listed
    handled(ready_to_download(a_recording()))
    assert Recording.objects.get().outcome == "matched"


def test_a_platform_that_cannot_be_asked_leaves_the_recording_as_reported(
    daily: DailyStandIn, meeting: Meeting
) -> None:
    daily.api_key = "another"
    assert handled(ready_to_download(a_recording())).status == "done"
    assert Recording.objects.get().outcome == "matched"


def test_edge_17_a_recording_of_somebody_else_s_room_is_a_row_without_a_meeting(settings: Settings) -> None:
    settings.DAILY_API_KEY = ""
    assert handled(ready_to_download(a_recording(room_name="staging-20260110042117"))).status == "done"
    assert Recording.objects.get().outcome == "no_meeting"


def test_edge_02_the_start_of_a_recording_keeps_the_pair_of_ids_once(meeting: Meeting) -> None:
    instance = str(cloud_instance_id(meeting.pk))
    for number in range(2):
        handled(an_event("recording.started", event_id=f"s{number}", recording_id="r1", instance_id=instance))
    assert [(start.pk, start.instance_id) for start in RecordingStart.objects.all()] == [("r1", instance)]


def test_a_start_without_an_instance_is_done_with() -> None:
    assert handled(an_event("recording.started", recording_id="r1")).status == "done"
    assert not RecordingStart.objects.exists()


@pytest.mark.parametrize("instance_id_of", [cloud_instance_id, raw_tracks_instance_id])
def test_edge_16_a_failed_recording_finds_its_meeting_by_the_instance(instance_id_of: Any) -> None:
    meetings = [its_meeting(), its_meeting(), its_meeting()]
    for number, meeting in enumerate(meetings):
        event = a_failure(instance_id=str(instance_id_of(meeting.pk)), timestamp=START_S + number)
        assert handled(event | {"id": f"e{number}"}).status == "done"
    errors = RecordingError.objects.order_by("happened_at")
    assert [error.meeting for error in errors] == meetings
    assert {error.message for error in errors} == {"no space left"}


def test_edge_16_a_failed_recording_without_an_instance_finds_its_meeting_by_room_and_time(meeting: Meeting) -> None:
    handled(a_failure(action="something new"))
    assert RecordingError.objects.get().meeting == meeting


def test_edge_16_a_failure_is_kept_once_and_with_a_reason(meeting: Meeting) -> None:
    event = handled(a_failure(error_msg=""))
    WebhookEvent.objects.update(status="received")
    handle_event(event.pk)
    assert RecordingError.objects.get().message == "Daily gave no reason."


@pytest.mark.parametrize("error_first", [True, False])
def test_edge_16_a_failure_and_a_finished_file_of_one_recording_are_both_kept(
    settings: Settings, meeting: Meeting, error_first: bool
) -> None:
    settings.DAILY_API_KEY = ""
    both = [a_failure(), ready_to_download(a_recording())]
    for event in both if error_first else reversed(both):
        handled(event)
    assert meeting.recordings.get().outcome == "matched"
    assert meeting.recording_errors.count() == 1


def test_edge_16_a_failure_before_its_meeting_is_held_and_then_shown_there() -> None:
    assert handled(a_failure()).status == "held"
    meeting = store_its_meeting()
    work_off()
    assert RecordingError.objects.get().meeting == meeting
    assert WebhookEvent.objects.get().status == "done"


@pytest.mark.parametrize("events", [[a_joining(), a_leaving()], [a_leaving(), a_joining()]])
def test_edge_34_who_came_and_went_is_known_in_any_order(meeting: Meeting, events: list[Any]) -> None:
    assert [handled(event).status for event in events] == ["done", "done"]
    stay = meeting.participant_sessions.get()
    assert (stay.user_name, stay.joined_at) == ("Ann", datetime.fromtimestamp(START_S + 0.5, UTC))
    assert stay.left_at == stay.joined_at + timedelta(seconds=60.25)


def test_edge_34_leaving_told_twice_under_two_ids_is_one_stay(meeting: Meeting) -> None:
    for event in (a_joining(), a_leaving("left1"), a_leaving("left2")):
        handled(event)
    assert meeting.participant_sessions.count() == 1


def test_edge_17_people_who_come_before_the_meeting_is_stored_are_held_and_then_taken_up() -> None:
    held = [handled(a_leaving()), handled(a_joining())]
    assert {event.status for event in held} == {"held"}
    assert {event.reason for event in held} == {"No meeting of this platform room is known yet."}
    elsewhere = handled(a_joining("other", session_id="ben") | {"payload": a_joining()["payload"] | {"room": "other"}})
    OrmQ.objects.all().delete()
    meeting = store_its_meeting()
    assert OrmQ.objects.count() == 2
    work_off()
    assert meeting.participant_sessions.get().left_at is not None
    elsewhere.refresh_from_db()
    assert elsewhere.status == "held"


def test_a_meeting_that_cannot_be_stored_leaves_what_waits_for_it_waiting() -> None:
    event = handled(a_joining())
    with failing(meeting_stored, LookupError()), pytest.raises(LookupError):
        store_its_meeting()
    event.refresh_from_db()
    assert event.status == "held"
    assert not Meeting.objects.exists()


def test_an_event_held_while_its_meeting_was_being_stored_is_taken_up_by_the_sweep() -> None:
    event = handled(a_joining())
    its_meeting()
    WebhookEvent.objects.update(received_at=timezone.now() - timedelta(minutes=3))
    assert sweep_events() == 1
    work_off()
    event.refresh_from_db()
    assert event.status == "done"


def test_what_is_held_for_a_meeting_that_never_becomes_known_is_let_go_after_a_month_and_nothing_else_is() -> None:
    for status in WebhookEvent.Status.values:
        for days in (29, 31):
            event = a_webhook_event(status=status, room_name="elsewhere", reason="No such meeting.")
            WebhookEvent.objects.filter(pk=event.pk).update(received_at=timezone.now() - timedelta(days=days))
    held = WebhookEvent.objects.filter(status="held")
    others = WebhookEvent.objects.exclude(status="held").count()
    sweep_events()
    assert held.get().received_at > timezone.now() - HELD_FOR
    assert WebhookEvent.objects.exclude(status="held").count() == others


def test_an_event_that_no_meeting_of_its_room_fits_stays_held_and_is_not_tried_for_ever() -> None:
    event = handled(a_joining(joined_at=START_S - 7200))
    its_meeting()
    WebhookEvent.objects.update(received_at=timezone.now() - timedelta(minutes=3))
    for _ in range(MOST_ATTEMPTS * 2):
        sweep_events()
        work_off()
    event.refresh_from_db()
    assert (event.status, event.attempts) == ("held", MOST_ATTEMPTS)
    assert sweep_events() == 0


def test_edge_01_sessions_of_a_room_are_remembered() -> None:
    times = {"start_ts": START_S + 0.25, "end_ts": START_S + 90}
    for event_id, kind in enumerate(("meeting.ended", "meeting.started", "meeting.started")):
        event = an_event(kind, event_id=str(event_id), room=ROOM, meeting_id=SESSION, **times)
        assert handled(event).status == "done"
    session = DailyMeetingSession.objects.get(pk=SESSION)
    assert session.started_at is not None
    assert session.ended_at is not None
    assert (session.ended_at - session.started_at).total_seconds() == 89.75


def test_edge_14_a_recording_goes_to_the_meeting_of_its_session(settings: Settings) -> None:
    settings.DAILY_API_KEY = ""
    first = its_meeting()
    a_meeting(room_name=ROOM, start_date=START + timedelta(seconds=15))
    started = an_event("meeting.started", room=ROOM, meeting_id=SESSION, start_ts=START.timestamp() + 2)
    handled(started)
    event = ready_to_download(a_recording())
    event["payload"]["mtgSessionId"] = SESSION
    handled(event)
    assert Recording.objects.get().meeting == first


def test_edge_10_a_signed_probe_is_answered_and_not_kept() -> None:
    assert deliver({"test": "test"}).status_code == 200
    assert not WebhookEvent.objects.exists()


def test_an_event_is_dealt_with_once_however_often_it_is_hinted_at(meeting: Meeting) -> None:
    event = handled(a_joining())
    for _ in range(3):
        handle_event(event.pk)
    event.refresh_from_db()
    assert (event.status, event.attempts) == ("done", 1)
    assert DailyParticipantSession.objects.count() == 1


def test_a_hint_at_an_event_that_is_gone_does_nothing() -> None:
    handle_event(123_456)
    assert not WebhookEvent.objects.exists()


def test_an_event_that_fails_again_and_again_is_parked_and_says_so(settings: Settings, meeting: Meeting) -> None:
    settings.DAILY_API_KEY = ""
    deliver(ready_to_download(a_recording()))
    event = WebhookEvent.objects.get()
    with failing(recording_stored, LookupError()):
        for _ in range(MOST_ATTEMPTS):
            with pytest.raises(LookupError):
                handle_event(event.pk)
        handle_event(event.pk)
    event.refresh_from_db()
    assert (event.status, event.reason) == ("not_understood", "Handling it failed again and again; see the log.")
    assert not Recording.objects.exists()


def test_a_forgotten_event_is_hinted_at_again_and_a_fresh_one_is_not() -> None:
    forgotten = a_webhook_event()
    WebhookEvent.objects.update(received_at=timezone.now() - timedelta(minutes=3))
    a_webhook_event()
    OrmQ.objects.all().delete()
    assert sweep_events() == 1
    assert [hint.task["args"] for hint in OrmQ.objects.all()] == [(forgotten.pk,)]


def test_edge_18_a_key_with_the_sound_of_a_screen_is_another_track(settings: Settings, meeting: Meeting) -> None:
    settings.DAILY_API_KEY = ""
    screen = a_key(media="screen-audio")
    tracks = [{"type": "audio", "s3Key": screen}, {"type": "audio", "s3Key": a_key()}]
    handled(ready_to_download(a_recording(tracks=tracks)))
    assert Recording.objects.get().track_keys == [screen, a_key()]


def test_edge_17_an_event_of_a_platform_that_refuses_to_answer_is_done(daily: DailyStandIn, meeting: Meeting) -> None:
    daily.fail(refusal(403, "forbidden-error"))
    assert handled(ready_to_download(a_recording())).status == "done"
