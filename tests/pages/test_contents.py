"""What the pages say."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from recordings.models import Recording
from tests.builders import (
    START,
    a_failed_transcript,
    a_meeting,
    a_recording,
    a_recording_error,
    a_room,
    a_staff_member,
    a_stay,
    a_step,
    a_topic,
    a_transcript,
    a_user,
    a_version,
    an_unmatched_recording,
)
from tests.pages.conftest import SignIn
from transcripts.models import Step, Transcript

pytestmark = pytest.mark.django_db

EVIL = '<script>alert("x")</script>'
ESCAPED = "&lt;script&gt;alert("


@pytest.fixture
def client(signed_in: SignIn) -> Client:
    return signed_in(a_user("ada", is_superuser=True))


def page(client: Client, path: str, **query: str) -> str:
    answer = client.get(path, query)
    assert answer.status_code == 200
    return answer.text


def test_the_words_stand_in_the_page_under_names_and_with_times(client: Client) -> None:
    html = page(client, a_transcript(said=("How are you?", "Fine.")).get_absolute_url())
    assert '<b dir="auto">Ada</b> <a class="time" href="?t=0#t0" data-play="0">0:00</a>' in html
    assert '<b dir="auto">Bob</b> <a class="time" href="?t=2.5#t1" data-play="2500">0:02</a>' in html
    assert ">How are you?</span>" in html
    assert '<p dir="auto" lang="en">' in html


def test_topics_are_chapters(client: Client) -> None:
    transcript = a_transcript(said=("Hello.", "The budget."))
    assert transcript.current
    a_topic(transcript.current, "Money", start_ms=2500, end_ms=4500)
    html = page(client, transcript.get_absolute_url())
    assert '<h3 id="c2500" dir="auto">Money' in html
    assert html.index("Hello.</span>") < html.index('id="c2500"') < html.index("The budget.</span>")


def test_the_summary_leads_to_where_it_was_said(client: Client) -> None:
    html = page(
        client, a_transcript(said=("Hello.", "It is late."), short_summary="Bob: It is late.").get_absolute_url()
    )
    assert '<span lang="en">It is late.</span> <a class="time" href="?t=2.5#t1" data-play="2500">0:02</a>' in html


def test_names_and_words_are_never_markup(client: Client) -> None:
    participants = [{"id": "a", "speaker": 0, "name": EVIL, "user_id": None}]
    transcript = a_transcript(
        said=(EVIL,), participants=participants, title=EVIL, short_summary=f"{EVIL}: {EVIL}", warnings=[EVIL]
    )
    assert transcript.current
    assert transcript.meeting
    assert transcript.recording
    a_topic(transcript.current, EVIL, summary=EVIL)
    a_stay(transcript.meeting, EVIL)
    a_recording_error(transcript.meeting, EVIL)
    an_unmatched_recording(room_name=EVIL)
    rows = (transcript, transcript.meeting, transcript.recording)
    lists = [reverse(name) for name in ("home", "transcripts", "meetings", "recordings")]
    pages = [page(client, path) for path in [*(row.get_absolute_url() for row in rows), *lists]]
    assert not any("<script>" in html for html in pages)
    assert sum(ESCAPED in html for html in pages) >= 5


def test_a_name_that_changes_is_shown_at_once(client: Client) -> None:
    transcript = a_transcript()
    page(client, transcript.get_absolute_url())
    transcript.participants[0]["name"] = "Grace"
    transcript.save()
    html = page(client, transcript.get_absolute_url())
    assert '<b dir="auto">Grace</b>' in html
    assert "Ada" not in html.replace(">ada<", "")


def test_a_silent_recording_says_so(client: Client) -> None:
    html = page(client, a_transcript(said=(), title="").get_absolute_url())
    assert "Nobody spoke in this recording." in html


def test_without_a_title_every_page_says_the_room_and_when_it_was(client: Client) -> None:
    meeting = a_meeting(a_room(name="launch"), start_date=START)
    transcript = a_transcript(a_recording(meeting, recorded_at=START), title="")
    a_transcript(a_recording(meeting, recorded_at=START), title="Second")
    moment = '<time datetime="2026-01-10T04:21:17+00:00" data-form="exact">10 Jan 2026, 04:21:17 UTC</time>'
    rows = (transcript, transcript.recording, meeting, meeting.transcripts.get(title="Second"))
    paths = [row.get_absolute_url() for row in rows if row]
    for path in [*paths, *map(reverse, ("home", "transcripts", "recordings"))]:
        assert f'dir="auto">launch, {moment}</' in page(client, path), path
    assert "<title>launch, 10 Jan 2026, 04:21:17 UTC · Reflector</title>" in page(client, paths[0])


def test_two_hundred_speakers_and_none_without_a_name(client: Client) -> None:
    transcript = a_transcript(said=("Yes.",) * 4, participants=[])
    assert transcript.current
    for position, segment in enumerate(transcript.current.segments.all()):
        segment.speaker = position * 66
        segment.save()
    html = page(client, transcript.get_absolute_url())
    assert all(f'<b dir="auto">Speaker {number}</b>' in html for number in (0, 66, 132, 198))


def at_work() -> Transcript:
    transcript = a_transcript(status="transcribing")
    version = a_version(transcript, number=2)
    a_step(version, "prepare", part="0", status="done", progress=1)
    running = {"status": "running", "owner": "worker", "lease_until": timezone.now(), "progress": 0.5}
    a_step(version, "transcribe", part="0:0", **running)
    a_step(
        version,
        "transcribe",
        part="1:0",
        error="The bucket did not answer.",
        attempts=1,
        run_after=timezone.now() + timedelta(hours=1),
    )
    return transcript


def test_work_is_shown_with_how_far_it_is_and_what_is_the_matter(client: Client) -> None:
    html = page(client, at_work().get_absolute_url())
    assert "transcribing, 0 of 2 done" in html
    assert "Track 2: The bucket did not answer. Attempt 2 of 6 begins at" in html
    assert 'data-refresh="3"' in html
    assert "transcribing, 0 of 2 done" in page(client, reverse("transcripts"))


def test_the_page_refreshes_itself_without_scripts_only_while_there_is_work(client: Client) -> None:
    refresh = '<noscript><meta http-equiv="refresh"'
    assert refresh in page(client, at_work().get_absolute_url())
    assert refresh not in page(client, a_transcript().get_absolute_url())


def test_what_failed_tells_why_and_can_be_tried_again(client: Client) -> None:
    transcript = a_failed_transcript(error="The track is not in the bucket.")
    step = Step.objects.get(version__transcript=transcript)
    assert "The track is not in the bucket." in page(client, transcript.get_absolute_url())
    answer = client.post(reverse("transcript-retry", args=[transcript.pk]), follow=True)
    assert "It begins again." in answer.text
    assert Step.objects.get(pk=step.pk).status == "queued"


def test_work_can_be_cancelled(client: Client) -> None:
    transcript = at_work()
    answer = client.post(reverse("transcript-cancel", args=[transcript.pk]), follow=True)
    assert "The work was cancelled." in answer.text
    assert Transcript.objects.get(pk=transcript.pk).status == "cancelled"


def test_the_lists_are_filtered_by_what_the_address_says(client: Client) -> None:
    room = a_room(name="retro")
    a_transcript(a_recording(a_meeting(room)), title="Kept")
    a_transcript(title="Left out")
    a_transcript(title="Broken", status="failed", error="No.")
    by_room = page(client, reverse("transcripts"), room=str(room.pk))
    by_status = page(client, reverse("transcripts"), status="failed")
    assert ("Kept" in by_room, "Left out" in by_room) == (True, False)
    assert ("Broken" in by_status, "Kept" in by_status) == (True, False)
    assert "Broken" not in page(client, reverse("transcripts"), status="working")


def test_a_filter_that_means_nothing_is_told(client: Client) -> None:
    a_transcript(title="Kept")
    html = page(client, reverse("transcripts"), status="nonsense")
    assert "Kept" in html
    assert "not one of the available choices" in html


@pytest.mark.parametrize(
    ("outcome", "shown"),
    [
        ("no_audio", "No audio captured"),
        ("tracks_hidden", "Tracks could not be listed"),
        ("one_file", "Kept as one file"),
    ],
)
def test_the_ledger_tells_what_became_of_a_recording(outcome: str, shown: str, client: Client) -> None:
    recording = a_recording()
    Recording.objects.filter(pk=recording.pk).update(outcome=outcome)
    assert shown in page(client, reverse("recordings"), fate=outcome).split("</form>")[-1]
    assert shown in page(client, recording.get_absolute_url())


@pytest.mark.parametrize("fate", ["ready", "failed", "queued", "transcribing"])
def test_the_ledger_is_filtered_by_how_the_transcripts_are_doing(fate: str, client: Client) -> None:
    for status in ("ready", "failed", "queued", "transcribing"):
        a_transcript(title=f"It is {status}", status=status, error="No." if status == "failed" else "")
    html = page(client, reverse("recordings"), fate=fate)
    assert [status for status in ("ready", "failed", "queued", "transcribing") if f"It is {status}" in html] == [fate]


def test_a_recording_whose_transcript_is_still_to_come_is_waiting(client: Client) -> None:
    a_recording()
    assert "Waiting" in page(client, reverse("recordings")).split("</form>")[-1]


def test_the_ledger_tells_at_which_step_it_failed_and_why(client: Client) -> None:
    transcript = a_transcript(status="failed", error="Access denied.")
    assert transcript.current
    a_step(transcript.current, "fetch", part="0", status="failed", error="Access denied.")
    html = page(client, reverse("recordings"))
    assert "at: fetch a track" in html
    assert "Access denied." in html


def test_a_recording_without_a_meeting_is_linked_by_hand(client: Client) -> None:
    meeting = a_meeting()
    stray = an_unmatched_recording(room_name=meeting.room_name, recorded_at=meeting.start_date)
    assert meeting.room_name in page(client, stray.get_absolute_url())
    answer = client.post(reverse("recording-link", args=[stray.pk]), {"meeting": str(meeting.pk)}, follow=True)
    assert f"now belongs to the meeting {meeting.room_name}" in answer.text
    assert Transcript.objects.get(recording=stray).meeting == meeting


def test_a_link_to_no_meeting_is_refused(client: Client) -> None:
    stray = an_unmatched_recording()
    answer = client.post(reverse("recording-link", args=[stray.pk]), {"meeting_id": "nonsense"})
    assert answer.status_code == 400
    assert "Enter a valid UUID" in answer.text
    assert "Choose a meeting, or give" in client.post(reverse("recording-link", args=[stray.pk])).text


def test_the_home_page_tells_what_needs_somebody(client: Client) -> None:
    a_room(name="standup")
    an_unmatched_recording(room_name="standup-20260110042117")
    an_unmatched_recording(room_name="someone-else-20260110042117")
    a_transcript(status="failed", error="Access denied.")
    html = page(client, reverse("home"))
    assert "Needs attention" in html
    assert "Access denied." in html
    assert "standup-20260110042117" in html
    assert "someone-else" not in html


def test_the_home_page_tells_staff_what_stands_still(client: Client, settings: Settings) -> None:
    settings.DAILY_API_KEY = settings.WHEREBY_API_KEY = ""
    told = ("None is connected", "No host has workers for it")
    client.force_login(a_staff_member())
    html = page(client, reverse("home"))
    assert [text for text in told if text not in html] == []
    settings.DAILY_API_KEY = "key"
    html = page(client, reverse("home"))
    assert "None is connected" not in html
    assert "It has never succeeded." in html
    client.force_login(a_user(is_superuser=True))
    assert "Needs attention" not in page(client, reverse("home"))


def test_the_meeting_tells_its_transcripts_first_and_folds_the_rest_of_many_people_away(client: Client) -> None:
    meeting = a_meeting()
    a_transcript(a_recording(meeting))
    for number in range(14):
        a_stay(meeting, f"Person {number:02}", joined_at=meeting.start_date + timedelta(minutes=number))
    for number in range(5):
        a_stay(meeting, "Zoe", user_id="zoe", joined_at=meeting.start_date + timedelta(seconds=number))
    html = page(client, meeting.get_absolute_url())
    order = ["A talk", "Person 00", "Person 10", "Recording 1</a>", "3 more people", "Person 11", "Person 13"]
    places = [html.find(text) for text in order]
    assert -1 not in places
    assert places == sorted(places)
    assert "<summary>2 more</summary>" in html


def test_the_meeting_tells_who_was_there_and_which_recordings_overlap(client: Client) -> None:
    meeting = a_meeting()
    a_stay(meeting, "Ada", joined_at=meeting.start_date, left_at=meeting.start_date + timedelta(minutes=2))
    a_stay(meeting, "Bob", joined_at=meeting.start_date + timedelta(minutes=1))
    for seconds, duration in ((11, 80), (29, 62)):
        recorded_at = meeting.start_date + timedelta(seconds=seconds)
        a_transcript(a_recording(meeting, recorded_at=recorded_at, duration=duration))
    html = page(client, meeting.get_absolute_url())
    assert "Recording 2 lies inside recording 1. What was said then is in both transcripts." in html
    assert "to the end or unknown" in html
    assert html.count("<rect ") == 4


def test_of_recordings_that_overlap_only_those_with_a_transcript_are_told(client: Client) -> None:
    meeting = a_meeting()
    a_recording(meeting, recorded_at=meeting.start_date, type="cloud", track_keys=None, outcome="one_file")
    a_transcript(a_recording(meeting, recorded_at=meeting.start_date))
    html = page(client, meeting.get_absolute_url())
    assert "Recording 2" in html
    assert "in both transcripts" not in html


def test_who_leaves_and_comes_back_has_one_row_with_two_bars(client: Client) -> None:
    meeting = a_meeting()
    for minute in (0, 5):
        joined_at = meeting.start_date + timedelta(minutes=minute)
        a_stay(meeting, user_id="ada", joined_at=joined_at, left_at=joined_at + timedelta(minutes=2))
    html = page(client, meeting.get_absolute_url())
    assert html.count('<th scope="row" dir="auto">Ada</th>') == 1
    assert html.count("<rect ") == 2


def test_times_stand_in_the_page_as_utc_for_the_script_to_turn(client: Client) -> None:
    html = page(client, a_meeting(start_date=START).get_absolute_url())
    assert (
        '<time datetime="2026-01-10T04:21:17+00:00" data-form="long">Saturday 10 January 2026, 04:21 UTC</time>' in html
    )


def test_the_words_have_their_times(client: Client) -> None:
    transcript = a_transcript(said=("Hello.", "Yes."))
    answer = client.get(reverse("transcript-words", args=[transcript.pk]))
    assert answer.json() == {"segments": [[[0, 2000, " Hello.", 0.9]], [[2500, 4500, " Yes.", 0.9]]]}
