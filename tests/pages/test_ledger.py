"""The ledger and a recording's page while there is work: how far it is, what comes next and when, and the buttons."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from recordings.models import Recording
from tests.builders import a_meeting, a_recording, a_room, a_staff_member, a_step, a_user, an_unmatched_recording
from tests.pages.conftest import SignIn
from tests.pipeline.working import a_version_at_work, end, heard, lose, prepare_all
from transcripts import pipeline
from transcripts.models import Step, Version

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(signed_in: SignIn) -> Client:
    return signed_in(a_user(is_superuser=True))


def ledger_line(client: Client, version: Version) -> str:
    """The row of the version's recording."""
    rows = client.get(reverse("recordings")).text.split("<tr>")
    address = version.recording.get_absolute_url()
    (row,) = [row for row in rows if address in row]
    return row


def transcribing(version: Version) -> None:
    """Two tracks, one piece of which took a minute, and the other is at work."""
    prepare_all(version)
    end(version, Step.Kind.TRANSCRIBE, "0:0", result=heard("Hello."))
    now = timezone.now()
    done = version.steps.filter(kind=Step.Kind.TRANSCRIBE, part="0:0")
    done.update(started_at=now - timedelta(minutes=4), finished_at=now)
    at_work = {"status": "running", "owner": "one:1", "lease_until": now, "started_at": now, "attempts": 1}
    version.steps.filter(kind=Step.Kind.TRANSCRIBE, part="1:0").update(**at_work)


def test_work_under_way_tells_how_far_it_is_and_how_long_it_will_take(client: Client) -> None:
    version = a_version_at_work(tracks=2)
    transcribing(version)
    row = ledger_line(client, version)
    assert "transcribing, 1 of 2 done; about 6 min left" in row
    page = client.get(version.recording.get_absolute_url()).text
    assert "transcribing, 1 of 2 done; about 6 min left" in page
    assert "<dt>Track 1</dt>" in page
    assert "100 %, 4 min" in page


def test_what_waits_tells_how_many_are_before_it(client: Client) -> None:
    first, second, third = (a_version_at_work() for _ in range(3))
    assert "waiting for a worker</span>" in ledger_line(client, first)
    assert "waiting for a worker, 1 before it" in ledger_line(client, second)
    assert "waiting for a worker, 2 before it" in ledger_line(client, third)
    pipeline.cancel(first.transcript)
    assert "waiting for a worker, 1 before it" in ledger_line(client, third)


def test_what_is_tried_again_tells_when_and_for_which_time(client: Client) -> None:
    version = a_version_at_work()
    soon = timezone.now() + timedelta(minutes=10)
    version.steps.update(attempts=1, error="The bucket did not answer.", run_after=soon)
    assert "attempt 2 of 6 begins at <time" in ledger_line(client, version)
    assert (
        "The bucket did not answer. Attempt 2 of 6 begins at" in client.get(version.recording.get_absolute_url()).text
    )


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        ("no_meeting", "Its meeting is looked for again at each poll."),
        ("tracks_hidden", "Its tracks are asked for again at each poll."),
    ],
)
def test_what_has_no_transcript_tells_what_happens_next(client: Client, outcome: str, told: str) -> None:
    recording = an_unmatched_recording() if outcome == "no_meeting" else a_recording()
    Recording.objects.filter(pk=recording.pk).update(outcome=outcome)
    assert told in client.get(reverse("recordings")).text
    assert told in client.get(recording.get_absolute_url()).text


def test_what_failed_tells_what_to_do_and_its_page_has_the_button(client: Client) -> None:
    version = a_version_at_work()
    lose(version, Step.Kind.FETCH, "0", error="Access was denied.")
    assert "does once more what failed" in ledger_line(client, version)
    page = client.get(version.recording.get_absolute_url()).text
    assert reverse("transcript-retry", args=[version.transcript_id]) in page
    assert reverse("transcript-cancel", args=[version.transcript_id]) not in page


def test_work_can_be_cancelled_on_the_recordings_page_by_whom_it_belongs_to(signed_in: SignIn) -> None:
    owner = a_user("owner")
    version = a_version_at_work(meeting=a_meeting(a_room(owner=owner)))
    cancel = reverse("transcript-cancel", args=[version.transcript_id])

    def page(user: User) -> str:
        return signed_in(user).get(version.recording.get_absolute_url()).text

    assert cancel in page(owner)
    assert cancel not in page(a_user(permissions=("recordings.view_recording", "transcripts.view_transcript")))


def test_the_ledger_refreshes_itself_while_there_is_work_and_only_then(client: Client) -> None:
    version = a_version_at_work()
    for address in (reverse("recordings"), version.recording.get_absolute_url()):
        assert 'data-refresh="' in client.get(address).text
    pipeline.cancel(version.transcript)
    for address in (reverse("recordings"), version.recording.get_absolute_url()):
        assert 'data-refresh="' not in client.get(address).text


def test_the_admin_tells_how_far_the_work_is(client: Client) -> None:
    client.force_login(a_staff_member())
    version = a_version_at_work(tracks=2)
    transcribing(version)
    a_step(version, Step.Kind.RETELL, error="Not yet.")
    for page in (
        reverse("admin:transcripts_transcript_changelist"),
        reverse("admin:transcripts_transcript_change", args=[version.transcript_id]),
    ):
        assert "transcribing, 1 of 2 done" in client.get(page).text
