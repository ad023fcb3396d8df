"""Trying a transcript again and cancelling the work on one, over the REST API."""

import pytest
from django.test import Client

from rooms.models import Room
from tests.builders import a_meeting, a_recording, a_room, a_transcript, a_user
from tests.pipeline.working import a_version_at_work, lose, step_of
from transcripts.models import Step, Transcript

pytestmark = pytest.mark.django_db


def signed_in(*permissions: str, is_superuser: bool = False) -> Client:
    client = Client()
    client.force_login(a_user(permissions=permissions, is_superuser=is_superuser))
    return client


def status_of(transcript: Transcript) -> str:
    return Transcript.objects.values_list("status", flat=True).get(pk=transcript.pk)


def a_failed_transcript(room: Room | None = None) -> Transcript:
    """Its only track could not be fetched."""
    version = a_version_at_work(meeting=a_meeting(room))
    lose(version, Step.Kind.FETCH, "0", error="The file is not there.")
    return version.transcript


def test_a_failed_transcript_is_tried_again_from_the_step_that_failed() -> None:
    transcript = a_failed_transcript()
    client = signed_in("transcripts.view_transcript", "transcripts.change_transcript")
    answer = client.post(f"/v1/transcripts/{transcript.pk}/retry/")
    assert (answer.status_code, answer.json()["status"]) == (202, "queued")
    assert step_of(transcript.versions.get(), Step.Kind.FETCH, "0").status == "queued"


def test_the_owner_of_its_room_may_have_it_tried_again() -> None:
    owner = a_user()
    transcript = a_failed_transcript(a_room(owner=owner))
    client = Client()
    client.force_login(owner)
    assert client.post(f"/v1/transcripts/{transcript.pk}/retry/").status_code == 202


def test_work_under_way_is_cancelled_and_not_begun_twice() -> None:
    transcript = a_version_at_work().transcript
    client = signed_in(is_superuser=True)
    assert client.post(f"/v1/transcripts/{transcript.pk}/retry/").status_code == 409
    assert client.post(f"/v1/transcripts/{transcript.pk}/cancel/").json()["status"] == "cancelled"
    assert set(Step.objects.values_list("status", flat=True)) == {"cancelled"}


def test_what_is_ready_cannot_be_cancelled() -> None:
    transcript = a_transcript(a_recording())
    answer = signed_in(is_superuser=True).post(f"/v1/transcripts/{transcript.pk}/cancel/")
    assert (answer.status_code, answer.json()) == (409, {"detail": "It is not being worked on."})
    assert status_of(transcript) == "ready"


@pytest.mark.parametrize("order", ["retry", "mend", "cancel"])
def test_a_reader_may_not_order_and_to_others_it_is_not_there(order: str) -> None:
    transcript = a_failed_transcript()
    url = f"/v1/transcripts/{transcript.pk}/{order}/"
    assert signed_in("transcripts.view_transcript").post(url).status_code == 403
    assert signed_in().post(url).status_code == 404
    assert Client().post(url).status_code == 401
    assert status_of(transcript) == "failed"


@pytest.mark.parametrize("order", ["retry", "mend", "cancel"])
def test_orders_are_not_given_by_looking(order: str) -> None:
    transcript = a_failed_transcript()
    assert signed_in(is_superuser=True).get(f"/v1/transcripts/{transcript.pk}/{order}/").status_code == 405


def test_an_order_by_session_needs_the_token_against_forgery() -> None:
    transcript = a_failed_transcript()
    client = Client(enforce_csrf_checks=True)
    client.force_login(a_user(is_superuser=True))
    assert client.post(f"/v1/transcripts/{transcript.pk}/retry/").status_code == 403
    assert status_of(transcript) == "failed"
