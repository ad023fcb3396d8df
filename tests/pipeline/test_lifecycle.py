"""The status of a transcript moves through one door."""

import pytest

from tests.builders import a_recording, a_transcript, a_version
from transcripts.lifecycle import MOVES, move
from transcripts.models import Transcript

Status = Transcript.Status
pytestmark = pytest.mark.django_db


def a_transcript_in(status: str) -> Transcript:
    return a_transcript(a_recording(), status=status, error="It broke." if status == Status.FAILED else "")


@pytest.mark.parametrize(
    ("source", "target"), [(source, target) for source in MOVES for target in sorted(MOVES[source])]
)
def test_every_move_of_the_table_can_be_made(source: str, target: str) -> None:
    transcript = a_transcript_in(source)
    assert move(transcript.pk, source=source, target=target, error="It broke.")
    transcript.refresh_from_db()
    assert transcript.status == target


@pytest.mark.parametrize(
    ("source", "target"),
    [(source, target) for source in Status.values for target in Status.values if target not in MOVES[source]],
)
def test_a_move_that_is_not_in_the_table_is_refused(source: str, target: str) -> None:
    transcript = a_transcript_in(source)
    with pytest.raises(ValueError, match=f"a {source} transcript cannot become {target}"):
        move(transcript.pk, source=source, target=target)
    transcript.refresh_from_db()
    assert transcript.status == source


def test_every_status_can_be_left() -> None:
    assert set(MOVES) == set(Status.values)
    assert all(MOVES.values())


def test_of_two_movers_one_wins() -> None:
    transcript = a_transcript_in(Status.QUEUED)
    moved = [move(transcript.pk, source=Status.QUEUED, target=Status.TRANSCRIBING) for _ in range(2)]
    assert moved == [True, False]


def test_a_transcript_in_another_status_stays_as_it_is() -> None:
    transcript = a_transcript_in(Status.READY)
    assert not move(transcript.pk, source=Status.QUEUED, target=Status.FAILED, error="It broke.")
    transcript.refresh_from_db()
    assert (transcript.status, transcript.error) == (Status.READY, "")


def test_a_move_tells_why_and_when_and_clears_what_went_wrong_before() -> None:
    transcript = a_transcript_in(Status.QUEUED)
    move(transcript.pk, source=Status.QUEUED, target=Status.FAILED, error="No track could be read.")
    failed = Transcript.objects.get(pk=transcript.pk)
    assert failed.error == "No track could be read."
    assert failed.changed_at > transcript.changed_at
    move(transcript.pk, source=Status.FAILED, target=Status.QUEUED)
    assert Transcript.objects.get(pk=transcript.pk).error == ""


def test_a_move_is_one_update(django_assert_num_queries: pytest.FixtureRequest) -> None:
    transcript = a_transcript_in(Status.QUEUED)
    with django_assert_num_queries(1):  # type: ignore[operator]
        move(transcript.pk, source=Status.QUEUED, target=Status.TRANSCRIBING)


def test_another_version_s_words_stay_when_a_ready_transcript_is_done_again() -> None:
    transcript = a_transcript_in(Status.READY)
    a_version(transcript, number=2)
    move(transcript.pk, source=Status.READY, target=Status.QUEUED)
    transcript.refresh_from_db()
    assert transcript.current is not None
    assert transcript.current.number == 1
