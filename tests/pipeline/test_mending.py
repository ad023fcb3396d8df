"""A ready transcript without its summary or its audio: what is lacking is made by itself."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from reflector_site.queue import Queue
from tests.api.test_orders import signed_in
from tests.builders import a_staff_member
from tests.pipeline.working import (
    ASSEMBLED,
    MIXED,
    a_version_at_work,
    end,
    heard,
    lose,
    now,
    prepare_all,
    statuses,
    work_off,
)
from transcripts import pipeline
from transcripts.making.track_files import audio_storage, track_name
from transcripts.models import Step, Version

Kind = Step.Kind
pytestmark = pytest.mark.django_db


def ready_but_for(kind: Step.Kind) -> Version:
    """A version of one track whose step of this kind, `mix` or `summarise`, failed, and no other did."""
    version = a_version_at_work()
    prepare_all(version)
    end(version, Kind.TRANSCRIBE, "0:0", result=heard("Hello there."))
    end(version, Kind.ASSEMBLE, result=ASSEMBLED)
    lose(version, kind)
    finish(version, Kind.SUMMARISE if kind == Kind.MIX else Kind.MIX)
    assert now(version).status == "ready"
    return version


def finish(version: Version, kind: Step.Kind) -> None:
    """A worker does the last step that is left."""
    if kind == Kind.MIX:
        end(version, kind, result=MIXED)
    work_off(Queue.QUICK)


@pytest.mark.parametrize("kind", [Kind.MIX, Kind.SUMMARISE])
def test_what_is_lacking_is_done_again_and_nothing_else(kind: Step.Kind) -> None:
    version = ready_but_for(kind)
    assert len(now(version).warnings) == 1
    assert pipeline.lacking(now(version)) == (kind,)
    before = statuses(version)
    assert pipeline.mend(now(version))
    assert (now(version).status, statuses(version)) == ("summarising", before | {str(kind): "queued"})
    finish(version, kind)
    assert (now(version).status, now(version).warnings, pipeline.lacking(now(version))) == ("ready", [], ())
    assert now(version).versions.get() == version


@pytest.mark.parametrize("kind", [Kind.MIX, Kind.SUMMARISE])
def test_what_is_lacking_may_fail_again(kind: Step.Kind) -> None:
    version = ready_but_for(kind)
    pipeline.mend(now(version))
    lose(version, kind)
    assert (now(version).status, pipeline.lacking(now(version))) == ("ready", (kind,))


def test_what_lacks_nothing_or_is_being_worked_on_is_left_alone() -> None:
    version = ready_but_for(Kind.MIX)
    assert pipeline.mend(now(version))
    assert not pipeline.mend(now(version))
    finish(version, Kind.MIX)
    assert not pipeline.mend(now(version))
    assert now(version).status == "ready"


def test_tracks_are_kept_as_long_as_their_audio_is_lacking(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        version = a_version_at_work()
        name = audio_storage().save(track_name(version.pk, 0), ContentFile(b"sound"))
        prepare_all(version)
        end(version, Kind.TRANSCRIBE, "0:0", result=heard("Hello there."))
        lose(version, Kind.MIX)
        work_off(Queue.QUICK)
    assert (now(version).status, audio_storage().exists(name)) == ("ready", True)
    with django_capture_on_commit_callbacks(execute=True):
        pipeline.mend(now(version))
        finish(version, Kind.MIX)
    assert (now(version).status, audio_storage().exists(name)) == ("ready", False)


@pytest.mark.parametrize(
    ("kind", "says"), [(Kind.MIX, "Try the audio again"), (Kind.SUMMARISE, "Try the summary again")]
)
def test_the_page_has_a_button_that_says_what_it_tries(kind: Step.Kind, says: str) -> None:
    version = ready_but_for(kind)
    client = signed_in(is_superuser=True)
    assert says in client.get(now(version).get_absolute_url()).content.decode()
    client.post(reverse("transcript-mend", args=[version.transcript_id]))
    assert statuses(version)[kind] == "queued"


def test_the_api_and_the_admin_mend_as_well(client: Client) -> None:
    client.force_login(a_staff_member())
    version = ready_but_for(Kind.MIX)
    assert client.post(f"/v1/transcripts/{version.transcript_id}/mend/").json()["status"] == "summarising"
    assert client.post(f"/v1/transcripts/{version.transcript_id}/mend/").status_code == 409
    another = ready_but_for(Kind.MIX)
    page = reverse("admin:transcripts_transcript_change", args=[another.transcript_id])
    assert "Try again only what it lacks" in client.get(page).content.decode()
    client.post(reverse("admin:transcripts_transcript_press", args=[another.transcript_id, "mend"]))
    assert statuses(another)["mix"] == "queued"
