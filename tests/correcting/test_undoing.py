"""Each change can be undone while what it changed is still as it left it."""

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from tests.correcting.editing import (
    SAID,
    a_talk,
    an_editor,
    give,
    merge,
    names,
    rename,
    segment,
    shown,
    speakers,
    write,
    write_text,
)
from transcripts.correcting import changing
from transcripts.correcting.desk import Conflict, Refused
from transcripts.correcting.undoing import undo
from transcripts.models import Correction, Topic, Transcript

pytestmark = pytest.mark.django_db


def test_a_text_is_put_back_with_its_words_times(talk: Transcript, ada: User) -> None:
    heard = segment(talk, 0).words
    undo(write_text(talk, 0, "Quite another thing.", ada), by=ada)
    row = segment(talk, 0)
    assert (row.text, row.words, row.heard_words, row.corrected_by) == (SAID[0], heard, None, "")
    assert "We lunch in March." in shown(talk).webvtt


def test_a_removed_segment_comes_back(talk: Transcript, ada: User) -> None:
    undo(write_text(talk, 3, "", ada), by=ada)
    assert segment(talk, 3).text == "Fine."


def test_an_earlier_change_is_undone_while_a_later_one_elsewhere_stays(talk: Transcript, ada: User) -> None:
    first = write_text(talk, 0, "First.", ada)
    write_text(talk, 1, "Second.", ada)
    undo(first, by=ada)
    assert [segment(talk, position).text for position in (0, 1)] == [SAID[0], "Second."]


def test_what_was_changed_again_is_not_undone_before_the_later_change(talk: Transcript, ada: User) -> None:
    first, second = write_text(talk, 0, "One.", ada), write_text(talk, 0, "Two.", ada)
    with pytest.raises(Conflict, match="Undo the later change first"):
        undo(first, by=ada)
    assert segment(talk, 0).text == "Two."
    undo(second, by=ada)
    undo(first, by=ada)
    assert segment(talk, 0).text == SAID[0]


def test_a_change_is_undone_once(talk: Transcript, ada: User) -> None:
    made = write(talk, "title", "Mine", ada)
    undo(made, by=ada)
    with pytest.raises(Refused, match="undone already"):
        undo(made, by=ada)


def test_the_history_says_who_undid_it(talk: Transcript, ada: User) -> None:
    made = write(talk, "title", "Mine", ada)
    undo(made, by=an_editor("bob"))
    made = Correction.objects.get(pk=made.pk)
    assert (made.undone_by_name, made.undone_at is not None, made.made_by_name) == ("bob", True, "ada")


def test_a_title_goes_back_to_what_is_generated_now(talk: Transcript, ada: User) -> None:
    made = write(talk, "title", "Mine", ada)
    row = shown(talk)
    row.written["title"]["generated"] = "Told anew"
    row.save()
    undo(made, by=ada)
    assert (shown(talk).title, shown(talk).written) == ("Told anew", {})


def test_letting_go_of_a_title_is_undone_as_well(talk: Transcript, ada: User) -> None:
    write(talk, "title", "Mine", ada)
    made = changing.let_go(talk.pk, "title", by=ada)
    assert made
    undo(made, by=ada)
    assert (shown(talk).title, shown(talk).written["title"]["generated"]) == ("Mine", "A talk")


def test_a_topic_and_a_name_go_back(talk: Transcript, ada: User) -> None:
    topic = changing.write_topic(talk.pk, 1, "Budget", version=1, was="Money", by=ada)
    assert topic
    undo(topic, by=ada)
    undo(rename(talk, 0, "Eve", ada), by=ada)
    assert Topic.objects.get(position=1).title == "Money"
    assert (names(talk)[0], shown(talk).written) == ("Ada", {})


def test_a_run_goes_back_and_the_new_speaker_goes(talk: Transcript, ada: User) -> None:
    undo(give(talk, [2, 4], "Zoe", ada), by=ada)
    assert speakers(talk) == [0, 1, 0, 1, 0]
    assert names(talk) == {0: "Ada", 1: "Bob"}


def test_a_new_speaker_who_was_given_more_since_stays(talk: Transcript, ada: User) -> None:
    first = give(talk, [2], "Zoe", ada)
    give(talk, [4], 2, ada)
    with pytest.raises(Refused, match="given other words since"):
        undo(first, by=ada)
    assert speakers(talk) == [0, 1, 2, 1, 2]


def test_words_do_not_go_back_to_a_speaker_who_was_merged_into_another_since(talk: Transcript, ada: User) -> None:
    first = give(talk, [2], 1, ada)
    second = merge(talk, 0, 1, ada)
    with pytest.raises(Refused, match="merged with another one since"):
        undo(first, by=ada)
    assert speakers(talk) == [1, 1, 1, 1, 1]
    undo(second, by=ada)
    undo(first, by=ada)
    assert speakers(talk) == [0, 1, 0, 1, 0]


def test_a_new_speaker_with_whom_another_was_merged_since_stays(talk: Transcript, ada: User) -> None:
    first = give(talk, [0, 2, 4], "Zoe", ada)
    second = merge(talk, 0, 2, ada)
    with pytest.raises(Refused):
        undo(first, by=ada)
    undo(second, by=ada)
    third = merge(talk, 1, 2, ada)
    give(talk, [1, 3], 0, ada, was=2)
    with pytest.raises(Refused, match="Another speaker has been merged with this one since"):
        undo(first, by=ada)
    assert names(talk) == {0: "Ada", 2: "Zoe"}
    with pytest.raises(Conflict):
        undo(third, by=ada)


def test_a_merge_is_undone(talk: Transcript, ada: User) -> None:
    undo(merge(talk, 1, 0, ada), by=ada)
    assert speakers(talk) == [0, 1, 0, 1, 0]
    assert names(talk) == {0: "Ada", 1: "Bob"}
    assert shown(talk).written == {}


def test_a_merge_of_which_a_part_was_given_away_since_is_not_undone(talk: Transcript, ada: User) -> None:
    made = merge(talk, 1, 0, ada)
    give(talk, [1], "Zoe", ada)
    with pytest.raises(Conflict):
        undo(made, by=ada)
    assert speakers(talk) == [0, 2, 0, 0, 0]


def test_texts_written_since_a_merge_stay_when_it_is_undone(talk: Transcript, ada: User) -> None:
    made = merge(talk, 1, 0, ada)
    write_text(talk, 1, "March, then.", ada)
    undo(made, by=ada)
    assert (segment(talk, 1).text, segment(talk, 1).speaker) == ("March, then.", 1)


def test_a_merge_of_many_segments_costs_as_many_queries_as_one_of_few(
    ada: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    made = merge(a_talk(("Hello.",) * 180), 1, 0, ada)
    with django_assert_max_num_queries(20):
        undo(made, by=ada)
