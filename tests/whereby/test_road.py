"""From Whereby to a transcript: the webhook, the poll, and one file in which everybody is mixed."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from meetings.models import DailyParticipantSession, Meeting
from meetings.opening import open_meeting, start_recording
from meetings.platforms.base import PlatformError
from recordings.ingest import NotOneFile, take_one_file
from recordings.models import Recording, WebhookEvent
from recordings.polling import poll
from tests.builders import a_meeting, a_recording, a_room, a_staff_member, a_stay, a_user
from tests.pipeline.working import end, heard, step_of, survey
from tests.standins.whereby import WherebyStandIn
from tests.whereby.reports import FILE, RECORDING, ROOM, an_event, deliver, finished, handled, listed
from transcripts import pipeline
from transcripts.making.assembling import assemble
from transcripts.models import Transcript, Version
from transcripts.quick_jobs import run_quick

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whereby")]

OPENED = datetime(2026, 1, 15, 12, tzinfo=UTC)


def the_meeting() -> Meeting:
    return a_meeting(a_room(platform="whereby"), room_name=ROOM, platform="whereby", start_date=OPENED)


def assembled(version: Version) -> tuple[list[str], list[str]]:
    """Names and warnings of a version with one track in which somebody says hello."""
    run_quick(step_of(version, "participants").pk)
    end(version, "fetch", "0")
    end(version, "prepare", "0", result=survey((1_000, 2_000)))
    end(version, "transcribe", "0:0", result=heard("Hello everybody."))
    result = assemble(version).result
    return [participant["name"] for participant in result["participants"]], result["warnings"]


def test_a_finished_recording_becomes_a_transcript(whereby: WherebyStandIn) -> None:
    meeting = the_meeting()
    whereby.recordings = [listed()]
    assert handled(finished()).status == WebhookEvent.Status.DONE
    recording = Recording.objects.get()
    assert (recording.pk, recording.meeting, recording.platform) == (RECORDING, meeting, "whereby")
    assert (recording.outcome, recording.track_keys, recording.audio_keys) == ("matched", None, [FILE])
    assert (recording.duration, recording.mtg_session_id) == (28 * 60, "e2f29530-46ec-4cee-8b27-e565cb5bb2e9")
    assert Transcript.objects.get().recording == recording


def test_reported_by_webhook_and_poll_it_is_stored_once(whereby: WherebyStandIn) -> None:
    the_meeting()
    whereby.recordings = [listed()]
    for _ in range(2):
        poll("whereby")
        handled(finished())
    assert (Recording.objects.count(), Transcript.objects.count()) == (1, 1)


def test_without_a_meeting_it_is_a_row_and_found_when_the_meeting_comes(whereby: WherebyStandIn) -> None:
    whereby.recordings = [listed()]
    poll("whereby")
    assert Recording.objects.get().outcome == "no_meeting"
    the_meeting()
    poll("whereby")
    assert Recording.objects.get().outcome == "matched"
    assert Transcript.objects.exists()


def test_voices_in_one_file_are_not_told_apart_and_the_reader_learns_it() -> None:
    meeting = the_meeting()
    a_stay(meeting, "Ada")
    a_stay(meeting, "Bob")
    handled(finished())
    names, warnings = assembled(Version.objects.get())
    assert names == ["Everyone"]
    assert warnings == ["The platform kept one file in which everybody is mixed, so it is not told who spoke."]


def test_somebody_who_was_alone_is_named(whereby: WherebyStandIn) -> None:
    the_meeting()
    whereby.recordings = [listed()]
    whereby.participants["e2f29530-46ec-4cee-8b27-e565cb5bb2e9"] = [
        {"displayName": "Ada", "participantId": "p1", "roleName": "host"},
        {"displayName": "Rec", "participantId": "p2", "roleName": "recorder"},
    ]
    handled(finished())
    assert assembled(Version.objects.get())[0] == ["Ada"]


def test_who_came_and_went_is_kept() -> None:
    the_meeting()
    person = {"participantId": "p1", "displayName": "José", "roleName": "visitor"}
    handled(an_event("room.client.joined", created_at="2026-01-15T12:00:30Z", **person))
    handled(an_event("room.client.left", created_at="2026-01-15T12:20:00Z", **person))
    stay = DailyParticipantSession.objects.get()
    assert (stay.user_name, stay.joined_at.minute, stay.left_at and stay.left_at.minute) == ("José", 0, 20)


@pytest.mark.parametrize("secret", ["another", ""])
def test_a_wrong_signature_is_refused(secret: str) -> None:
    assert deliver(finished(), secret=secret).status_code == 401
    assert not WebhookEvent.objects.exists()


def test_without_a_secret_nothing_is_believed(settings: Settings) -> None:
    settings.WHEREBY_WEBHOOK_SECRET = ""
    answer = deliver(finished())
    assert (answer.status_code, answer.json()) == (503, {"detail": "WHEREBY_WEBHOOK_SECRET is not set."})  # type: ignore[attr-defined]


def test_an_event_that_comes_twice_is_kept_once() -> None:
    deliver(finished())
    deliver(finished())
    assert WebhookEvent.objects.count() == 1


def test_daily_and_whereby_may_give_events_the_same_id() -> None:
    WebhookEvent.objects.create(platform="daily", key="recording.finished-1", body="{}")
    deliver(finished())
    assert WebhookEvent.objects.filter(key="recording.finished-1").count() == 2


def test_a_meeting_is_opened_under_the_name_that_whereby_gave() -> None:
    meeting = open_meeting(a_room(name="standup", platform="whereby"), now=OPENED)
    assert meeting.room_name.startswith("standup-20260115120000-")
    assert meeting.room_url.endswith(meeting.room_name)
    with pytest.raises(PlatformError, match="records by itself"):
        start_recording(meeting)


def test_each_platform_is_polled_though_another_fails(
    whereby: WherebyStandIn, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DAILY_API_KEY, settings.DAILY_API_URL = "wrong", whereby.api_url
    whereby.recordings = [listed()]
    with pytest.raises(SystemExit):
        from_command_line("poll_recordings")
    assert "1 recordings seen" in capsys.readouterr().out
    assert Recording.objects.exists()


def from_command_line(*arguments: str) -> None:
    try:
        call_command(*arguments)
    except Exception as error:
        raise SystemExit(str(error)) from error


def test_a_mixed_file_beside_tracks_waits_for_a_person() -> None:
    recording = a_recording(track_keys=None, type="cloud", object_key="mixed.mp4", outcome="one_file")
    assert not Transcript.objects.exists()
    take_one_file(recording)
    assert recording.outcome == "matched"
    assert Transcript.objects.get().recording == recording
    with pytest.raises(NotOneFile):
        take_one_file(recording)


def test_a_file_is_heard_as_the_one_track_of_its_recording() -> None:
    recording = a_recording(track_keys=None, type="cloud", object_key="mixed.mp4", outcome="matched")
    version = pipeline.begin(recording).versions.get()
    assert list(version.steps.filter(kind="fetch").values_list("part", flat=True)) == ["0"]


def test_staff_have_a_mixed_file_transcribed_from_its_page(client: Client) -> None:
    recording = a_recording(track_keys=None, type="cloud", object_key="mixed.mp4", outcome="one_file")
    client.force_login(a_user(permissions=("recordings.view_recording", "recordings.change_recording")))
    assert "Transcribe the mixed file" in client.get(recording.get_absolute_url()).content.decode()
    client.post(reverse("recording-transcribe", args=[recording.pk]))
    assert Transcript.objects.filter(recording=recording).exists()


def test_who_may_only_look_at_a_recording_cannot_have_it_transcribed(client: Client) -> None:
    recording = a_recording(track_keys=None, type="cloud", object_key="mixed.mp4", outcome="one_file")
    client.force_login(a_user(permissions=("recordings.view_recording",)))
    assert "Transcribe the mixed file" not in client.get(recording.get_absolute_url()).content.decode()
    assert client.post(reverse("recording-transcribe", args=[recording.pk])).status_code == 403
    assert not Transcript.objects.exists()


def test_where_the_platform_records_by_itself_there_is_no_button_for_it(client: Client) -> None:
    meeting = the_meeting()
    client.force_login(a_staff_member())
    assert "Start recording" not in client.get(meeting.get_absolute_url()).content.decode()
    assert "Start recording" in client.get(a_meeting().get_absolute_url()).content.decode()
