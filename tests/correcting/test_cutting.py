"""A segment is split at a word, and two are joined; nothing that was said gets lost, or gets another time."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from tests.correcting.editing import (
    SAID,
    a_talk,
    an_editor,
    give,
    heard_text,
    join,
    lines,
    merge,
    names,
    segment,
    shown,
    split,
    write_text,
)
from transcripts.correcting import cutting
from transcripts.correcting.desk import Conflict, Refused
from transcripts.correcting.undoing import undo
from transcripts.models import Correction, Segment, Transcript

pytestmark = pytest.mark.django_db


def columns(transcript: Transcript) -> list[dict[str, Any]]:
    """All that is stored of the segments that say something, in their order."""
    version = shown(transcript).current
    assert version
    return [dict(row) for row in version.segments.spoken().values()]


def all_words(transcript: Transcript) -> list[list[Any]]:
    return [word for row in columns(transcript) for word in row["words"]]


def test_the_second_part_begins_with_the_chosen_word_at_its_own_time(talk: Transcript, ada: User) -> None:
    words = all_words(talk)
    split(talk, 0, 2, ada)
    assert lines(talk)[:3] == [(0, "We lunch"), (0, "in March."), (1, "March it is.")]
    assert [(row["start_ms"], row["end_ms"]) for row in columns(talk)[:2]] == [(0, 550), (600, 2000)]
    assert all_words(talk) == words
    assert "00:00:00.600 --> 00:00:02.000\n<v Speaker0>in March.\n" in shown(talk).webvtt


def test_the_parts_keep_the_number_and_get_one_that_no_segment_had(talk: Transcript, ada: User) -> None:
    split(talk, 0, 2, ada)
    undo(split(talk, 2, 1, ada), by=ada)
    split(talk, 2, 1, ada)
    assert [row["position"] for row in columns(talk)] == [0, 5, 1, 2, 7, 3, 4]


def test_from_a_word_on_it_is_given_to_somebody_else_in_one_change(talk: Transcript, ada: User) -> None:
    made = split(talk, 0, 2, ada, to=1)
    assert lines(talk)[:2] == [(0, "We lunch"), (1, "in March.")]
    assert (segment(talk, 5).heard_speaker, segment(talk, 5).corrected_by) == (0, "ada")
    undo(made, by=ada)
    assert lines(talk)[0] == (0, SAID[0])


def test_what_follows_goes_along_to_a_new_speaker(ada: User) -> None:
    talk = a_talk(("One two.", "Three.", "Four."))
    give(talk, [1], 0, ada, was=1)
    made = split(talk, 0, 1, ada, to="Zoe", along=[1, 2])
    assert lines(talk) == [(0, "One"), (2, "two."), (2, "Three."), (2, "Four.")]
    undo(made, by=ada)
    assert (lines(talk)[0], names(talk)) == ((0, "One two."), {0: "Ada", 1: "Bob"})


def test_a_part_that_begins_later_than_another_voice_stands_after_it(ada: User) -> None:
    talk = a_talk(("We lunch in March.", "No."))
    Segment.objects.filter(position=1).update(start_ms=400, end_ms=500)
    split(talk, 0, 2, ada)
    assert lines(talk) == [(0, "We lunch"), (1, "No."), (0, "in March.")]


def test_a_word_put_in_where_there_is_no_time_stands_before_what_follows(talk: Transcript, ada: User) -> None:
    write_text(talk, 0, "Yes. Right. We lunch in March.", ada)
    split(talk, 0, 2, ada)
    split(talk, 0, 1, ada)
    assert [text for _, text in lines(talk)[:3]] == ["Yes.", "Right.", "We lunch in March."]


def test_parts_of_which_the_order_would_be_lost_are_not_made(talk: Transcript, ada: User) -> None:
    write_text(talk, 0, "Yes. Right. Well. We lunch in March.", ada)
    split(talk, 0, 3, ada)
    split(talk, 0, 2, ada)
    with pytest.raises(Refused, match="order would be lost"):
        split(talk, 0, 1, ada)


def test_what_was_heard_is_shared_out_as_well(talk: Transcript, ada: User) -> None:
    write_text(talk, 0, "We launch in May.", ada)
    split(talk, 0, 2, ada)
    assert (heard_text(segment(talk, 0)), heard_text(segment(talk, 5))) == ("We lunch", "in March.")


def test_two_segments_of_a_speaker_are_joined_in_the_time_of_both(talk: Transcript, ada: User) -> None:
    words = segment(talk, 0).words + segment(talk, 2).words
    join(talk, [2, 0], ada)
    row = segment(talk, 0)
    assert lines(talk)[:2] == [(0, "We lunch in March. And the budget?"), (1, "March it is.")]
    assert (row.start_ms, row.end_ms, row.words, row.corrected_by) == (0, 7000, words, "ada")
    assert "budget" in shown(talk).webvtt


def test_a_joining_is_undone(talk: Transcript, ada: User) -> None:
    before = columns(talk)
    undo(join(talk, [0, 2], ada), by=ada)
    assert columns(talk) == before


def test_split_and_joined_again_it_is_as_it_was_heard(talk: Transcript, ada: User) -> None:
    before = columns(talk)
    split(talk, 0, 2, ada)
    join(talk, [0, 5], ada)
    assert columns(talk) == before


def test_what_has_gone_into_another_segment_is_changed_no_more(talk: Transcript, ada: User) -> None:
    join(talk, [0, 2], ada)
    changes: list[Callable[[], object]] = [
        lambda: write_text(talk, 2, "Here I am.", ada),
        lambda: give(talk, [2], 1, ada),
        lambda: split(talk, 2, 1, ada),
    ]
    for change in changes:
        with pytest.raises(Refused, match="joined to another segment"):
            change()


def test_what_was_removed_between_two_that_are_joined_stays_removed(talk: Transcript, ada: User) -> None:
    before = columns(talk)
    removed = write_text(talk, 2, "", ada)
    made = join(talk, [0, 4], ada)
    row = segment(talk, 0)
    assert (row.text, heard_text(row)) == ("We lunch in March. Good.", "We lunch in March. And the budget? Good.")
    undo(made, by=ada)
    undo(removed, by=ada)
    assert columns(talk) == before


def test_what_changed_a_whole_segment_is_not_undone_before_its_parts_are_one_again(talk: Transcript, ada: User) -> None:
    given = give(talk, [0], 1, ada)
    made = split(talk, 0, 2, ada)
    with pytest.raises(Conflict, match="Undo the later change first"):
        undo(given, by=ada)
    undo(made, by=ada)
    undo(given, by=ada)
    assert lines(talk)[0] == (0, SAID[0])


def test_a_split_is_not_undone_while_a_part_is_somebody_elses_or_says_something_else(
    talk: Transcript, ada: User
) -> None:
    made = split(talk, 0, 2, ada)
    later = give(talk, [5], 1, ada)
    with pytest.raises(Conflict, match="given to somebody else since"):
        undo(made, by=ada)
    undo(later, by=ada)
    write_text(talk, 5, "in May.", ada)
    with pytest.raises(Conflict, match="changed again since"):
        undo(made, by=ada)
    assert [text for _, text in lines(talk)[:2]] == ["We lunch", "in May."]


def test_a_split_is_undone_after_its_speaker_was_merged(talk: Transcript, ada: User) -> None:
    made = split(talk, 0, 2, ada)
    merge(talk, 0, 1, ada)
    undo(made, by=ada)
    assert lines(talk)[0] == (1, SAID[0])


def test_a_new_speaker_goes_with_the_last_that_was_given_to_them(talk: Transcript, ada: User) -> None:
    given = give(talk, [0], "Zoe", ada)
    undo(split(talk, 0, 2, ada), by=ada)
    undo(given, by=ada)
    assert names(talk) == {0: "Ada", 1: "Bob"}


def test_somebody_elses_edit_is_not_split_or_joined_unseen(talk: Transcript, ada: User) -> None:
    write_text(talk, 0, "We launch.", an_editor("bob"))
    with pytest.raises(Conflict) as conflict:
        cutting.split(talk.pk, 0, 2, version=1, was=SAID[0], by=ada)
    assert conflict.value.current == {"text": "We launch."}
    with pytest.raises(Conflict) as conflict:
        cutting.join(talk.pk, [0, 2], version=1, was=f"{SAID[0]}\n{SAID[2]}", by=ada)
    assert conflict.value.current == {"text": f"We launch.\n{SAID[2]}"}
    with pytest.raises(Conflict, match="made anew"):
        cutting.split(talk.pk, 0, 1, version=7, was="We launch.", by=ada)
    assert Correction.objects.count() == 1


def refusals(talk: Transcript, ada: User) -> list[tuple[Callable[[], object], str]]:
    """What cannot be split or joined, each with what the reason says."""
    return [
        (lambda: split(talk, 0, 0, ada), "1 to 3"),
        (lambda: split(talk, 0, 4, ada), "1 to 3"),
        (lambda: split(talk, 3, 1, ada), "single word"),
        (lambda: split(talk, 0, 1, ada, to=7), "no speaker 7"),
        (lambda: cutting.split(talk.pk, 99, 1, version=1, was="", by=ada), "no segment 99"),
        (lambda: join(talk, [0, 1], ada), "Two people"),
        (lambda: join(talk, [0, 0], ada), "which two"),
        (lambda: join(talk, [0, 4], ada), "says something between"),
    ]


def test_what_cannot_be_is_refused_with_a_reason_and_changes_nothing(talk: Transcript, ada: User) -> None:
    for change, reason in refusals(talk, ada):
        with pytest.raises(Refused, match=reason):
            change()
    assert (Correction.objects.count(), shown(talk).revision, Segment.objects.count()) == (0, 0, 5)


def test_segments_far_apart_or_without_known_words_or_of_two_tracks_stay_two(talk: Transcript, ada: User) -> None:
    Segment.objects.filter(position=4).update(start_ms=20_000, end_ms=22_000)
    with pytest.raises(Refused, match="8 seconds or more"):
        join(talk, [2, 4], ada)
    Segment.objects.filter(position=0).update(words=[])
    with pytest.raises(Refused, match="times of its words"):
        split(talk, 0, 1, ada)
    with pytest.raises(Refused, match="times of its words"):
        join(talk, [0, 2], ada)
    give(talk, [1], 0, ada, was=1)
    with pytest.raises(Refused, match="tracks of two people"):
        join(talk, [0, 1], ada)


@pytest.mark.parametrize("work", ["split", "join"])
def test_a_cut_costs_as_many_queries_in_a_long_talk(
    work: str, ada: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    talk = a_talk(("We lunch in March.",) * 180)
    with django_assert_max_num_queries(22):
        split(talk, 90, 2, ada) if work == "split" else join(talk, [90, 92], ada)


STEPS = st.lists(
    st.tuples(st.sampled_from(["split", "join", "give", "write", "undo"]), st.integers(0, 9), st.integers(0, 9)),
    max_size=9,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_whatever_is_done_no_word_that_was_heard_is_lost_and_undone_all_is_as_it_was(
    ada: User, steps: list[tuple[str, int, int]]
) -> None:
    talk = a_talk(("We lunch in March.", "March it is.", "And the budget?"))
    before, heard = columns(talk), all_words(talk)
    made: list[Correction] = []
    for work, where, which in steps:
        done = attempt(talk, work, where, which, made, ada)
        made += [done] if done else []
        assert sorted(heard_words(talk)) == sorted(heard)
    while made:
        undo(made.pop(), by=ada)
    assert columns(talk) == before


def attempt(
    talk: Transcript, work: str, where: int, which: int, made: list[Correction], ada: User
) -> Correction | None:
    """Do it to one of the segments that are there; None where it cannot be, or where the last change was undone."""
    rows = [row["position"] for row in columns(talk)]
    position, other = rows[where % len(rows)], rows[which % len(rows)]
    try:
        if work == "undo" and made:
            undo(made.pop(), by=ada)
        if work == "split":
            return split(talk, position, 1 + which % 4, ada, to=which % 3 if which % 3 < 2 else None)
        if work == "join":
            return join(talk, [position, other], ada)
        if work == "give" and segment(talk, position).speaker != which % 2:
            return give(talk, [position], which % 2, ada, was=1 - which % 2)
        if work == "write":
            return write_text(talk, position, f"Number {len(made)} {segment(talk, position).text}", ada)
    except Refused:
        pass
    return None


def heard_words(talk: Transcript) -> list[list[Any]]:
    rows = columns(talk)
    return [word for row in rows for word in (row["words"] if row["heard_words"] is None else row["heard_words"])]
