"""A correction that finds no place in a new version is tried again with the next, until it has one or is given up."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from reflector_site.queue import Queue
from tests.correcting.editing import give, lines, merge, number, segment, shown, speakers, split, write_text
from tests.correcting.test_making_anew import (
    FIRST,
    SECOND,
    do_all,
    make_anew,
    texts,
    warnings_of_corrections,
)
from tests.pipeline.working import MIXED, a_version_at_work, end, work_off
from transcripts.correcting.desk import Refused
from transcripts.correcting.undoing import give_up, undo
from transcripts.correcting.unplaced import listed
from transcripts.making.publishing import publish
from transcripts.models import Step, Transcript

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk() -> Transcript:
    """Two tracks; each speaker says a row of two sentences, the second after the first."""
    transcript = a_version_at_work(tracks=2).transcript
    do_all(transcript)
    return transcript


def unplaced(transcript: Transcript) -> list[str]:
    return [each.text for each in listed(shown(transcript))]


def test_it_takes_its_place_as_soon_as_something_is_heard_there(talk: Transcript, ada: User) -> None:
    made = write_text(talk, 1, "And the budget grows.", ada)
    for _ in range(2):
        make_anew(talk, second="")
        assert texts(talk) == [FIRST]
        assert unplaced(talk) == ["And the budget grows."]
        (warning,) = warnings_of_corrections(talk)
        assert "“And the budget grows.”, at 00:06. It is tried again with the next one;" in warning
    make_anew(talk)
    assert (number(talk), texts(talk)) == (4, [FIRST, "And the budget grows."])
    assert (unplaced(talk), warnings_of_corrections(talk), shown(talk).written) == ([], [], {})
    assert segment(talk, 1).corrected_by == "ada"
    undo(made, by=ada)
    assert texts(talk) == [FIRST, SECOND]


def test_a_speaker_who_was_merged_meanwhile_is_not_brought_back(talk: Transcript, ada: User) -> None:
    write_text(talk, 1, "And the budget grows.", ada)
    make_anew(talk, second="")
    merge(talk, 1, 0, ada)
    make_anew(talk)
    assert lines(talk) == [(0, FIRST), (0, "And the budget grows.")]


def test_what_was_given_to_somebody_new_is_theirs_when_it_is_heard_again(talk: Transcript, ada: User) -> None:
    give(talk, [1], "Zoe", ada, was=1)
    make_anew(talk, second="")
    assert unplaced(talk) == [SECOND]
    make_anew(talk)
    assert speakers(talk) == [0, 2]


def test_what_was_removed_stays_so_when_it_is_heard_again_and_is_no_loss_meanwhile(talk: Transcript, ada: User) -> None:
    write_text(talk, 1, "", ada)
    make_anew(talk, second="")
    assert (unplaced(talk), warnings_of_corrections(talk)) == ([], [])
    make_anew(talk)
    assert texts(talk) == [FIRST, ""]


def test_what_was_split_is_two_when_it_is_heard_again(talk: Transcript, ada: User) -> None:
    split(talk, 1, 4, ada)
    make_anew(talk, second="")
    assert unplaced(talk) == []
    make_anew(talk)
    assert texts(talk) == [FIRST, "And the budget stays.", "Nothing else."]


def test_what_is_corrected_there_meanwhile_counts_more(talk: Transcript, ada: User) -> None:
    write_text(talk, 1, "And the budget grows.", ada)
    make_anew(talk, second="")
    give(talk, [0], "Zoe", ada)
    make_anew(talk, first="")
    make_anew(talk, second="And so on.")
    write_text(talk, 1, "And so forth.", ada)
    make_anew(talk)
    assert texts(talk) == [FIRST, "And so forth."]


def test_one_that_was_given_up_is_not_tried_again_and_stays_in_the_history(
    client: Client, talk: Transcript, ada: User
) -> None:
    write_text(talk, 1, "And the budget grows.", ada)
    make_anew(talk, second="")
    history = reverse("transcript-history", args=[talk.pk])
    (left,) = listed(shown(talk))
    address = reverse("transcript-give-up", args=[talk.pk, left.segment])
    page = client.get(history).content.decode()
    assert "Without a place" in page
    assert f'action="{address}"' in page
    assert "Given up." in client.post(address, follow=True).content.decode()
    assert (unplaced(talk), warnings_of_corrections(talk)) == ([], [])
    assert "Without a place" not in client.get(history).content.decode()
    assert "Not given up" in client.post(address, follow=True).content.decode()
    make_anew(talk)
    assert texts(talk) == [FIRST, SECOND]
    assert talk.corrections.count() == 1


def test_over_the_api_they_are_listed_and_given_up_by_who_may_correct(
    client: Client, talk: Transcript, ada: User
) -> None:
    write_text(talk, 1, "And the budget grows.", ada)
    make_anew(talk, second="")
    address = f"/v1/transcripts/{talk.pk}/unplaced/"
    (told,) = client.get(address).json()
    assert told == {"segment": told["segment"], "by": "ada", "start": 6.0, "text": "And the budget grows."}
    one = f"{address}{told['segment']}/"
    assert [Client().get(address).status_code, Client().delete(one).status_code] == [401, 401]
    assert client.delete(one).status_code == 204
    assert (client.get(address).json(), warnings_of_corrections(talk)) == ([], [])
    gone = client.delete(one)
    assert (gone.status_code, gone.json()["detail"]) == (404, "It has found its place, or was given up, meanwhile.")


def test_one_that_is_given_up_while_the_next_is_made_is_not_in_it(talk: Transcript, ada: User) -> None:
    write_text(talk, 1, "And the budget grows.", ada)
    make_anew(talk, second="")
    make_anew(talk, mix=False)
    give_up(talk.pk, listed(shown(talk))[0].segment, by=ada)
    end(talk.versions.get(number=3), Step.Kind.MIX, result=MIXED)
    work_off(Queue.QUICK)
    assert (number(talk), texts(talk)) == (3, [FIRST, SECOND])


def test_the_warning_stays_when_another_summary_is_shown(talk: Transcript, ada: User) -> None:
    write_text(talk, 1, "And the budget grows.", ada)
    make_anew(talk, second="")
    before = warnings_of_corrections(talk)
    publish(talk.versions.get(number=2))
    assert warnings_of_corrections(talk) == before != []
    give_up(talk.pk, listed(shown(talk))[0].segment, by=ada)
    publish(talk.versions.get(number=2))
    assert warnings_of_corrections(talk) == []


def test_who_may_not_change_the_transcript_gives_nothing_up(client: Client, talk: Transcript, ada: User) -> None:
    write_text(talk, 1, "And the budget grows.", ada)
    make_anew(talk, second="")
    (left,) = listed(shown(talk))
    assert Client().post(reverse("transcript-give-up", args=[talk.pk, left.segment])).status_code == 302
    with pytest.raises(Refused, match="meanwhile"):
        give_up(talk.pk, left.segment + 1, by=ada)
    assert unplaced(talk) == ["And the budget grows."]
