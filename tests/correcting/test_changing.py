"""What a person can put right, and what follows from it."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from tests.builders import an_action_item
from tests.correcting.editing import (
    SAID,
    a_talk,
    an_editor,
    give,
    heard_text,
    merge,
    names,
    number,
    rename,
    segment,
    shown,
    speakers,
    write,
    write_text,
)
from transcripts.correcting import changing
from transcripts.correcting.desk import Conflict, Refused
from transcripts.models import Correction, Topic, Transcript

pytestmark = pytest.mark.django_db


def test_a_words_text_is_put_right_in_its_place(talk: Transcript, ada: User) -> None:
    write_text(talk, 0, "We launch in March.", ada)
    row = segment(talk, 0)
    assert row.text == "We launch in March."
    assert row.words[1] == [300, 550, " launch", 1.0]
    assert row.words[3] == [900, 1150, " March.", 0.9]
    assert (row.corrected_by, heard_text(row)) == ("ada", SAID[0])


def test_the_stored_webvtt_follows_in_the_same_transaction(talk: Transcript, ada: User) -> None:
    write_text(talk, 0, "We <launch> & go.", ada)
    give(talk, [4], 1, ada)
    webvtt = shown(talk).webvtt
    assert "<v Speaker0>We &lt;launch&gt; &amp; go.\n" in webvtt
    assert "<v Speaker1>Good.\n" in webvtt


def test_a_segment_without_text_is_shown_no_more_and_loses_nothing(talk: Transcript, ada: User) -> None:
    write_text(talk, 3, " \n ", ada)
    row = segment(talk, 3)
    assert (row.text, row.words, heard_text(row)) == ("", [], "Fine.")
    assert "Fine." not in shown(talk).webvtt


def test_a_text_written_back_as_it_was_heard_is_as_it_was_heard(talk: Transcript, ada: User) -> None:
    heard = segment(talk, 0).words
    write_text(talk, 0, "Something else altogether.", ada)
    write_text(talk, 0, SAID[0], ada)
    row = segment(talk, 0)
    assert (row.words, row.heard_words, row.corrected_by) == (heard, None, "")


ODD = "Wait\u00a0!  And then\u202fgo."
PLAIN = "Wait ! And then go."


def test_a_text_with_other_blanks_than_people_type_is_corrected_and_put_back(ada: User) -> None:
    talk = an_odd_talk()
    write_text(talk, 0, "Wait ! And then stop.", ada)
    assert segment(talk, 0).text == "Wait ! And then stop."
    assert segment(talk, 0).words[:2] == [[0, 250, " Wait !", 0.9], [300, 550, " And", 0.9]]
    write_text(talk, 0, PLAIN, ada)
    row = segment(talk, 0)
    assert (row.text, row.heard_words, row.corrected_by) == (ODD, None, "")


def test_other_blanks_alone_are_no_change(ada: User) -> None:
    talk = an_odd_talk()
    assert changing.write_text(talk.pk, 0, PLAIN, version=1, was=ODD, by=ada) is None
    assert Correction.objects.count() == 0


def an_odd_talk() -> Transcript:
    """With the blanks that speech models put into French, and one too many."""
    talk = a_talk((ODD, "Yes."))
    row = segment(talk, 0)
    row.words = [[0, 250, " Wait\u00a0!", 0.9], [300, 550, "  And", 0.9], [600, 1150, " then\u202fgo.", 0.9]]
    row.save()
    return talk


def test_the_history_says_who_changed_what_from_what_to_what(talk: Transcript, ada: User) -> None:
    made = write(talk, "title", "Launch in March", ada)
    assert (made.kind, made.made_by, made.made_by_name) == ("title", ada, "ada")
    assert made.before == {"title": {"value": "A talk", "own": False}}
    assert made.after == {"title": {"value": "Launch in March", "own": True}}


def test_the_history_keeps_the_name_of_somebody_who_is_gone(talk: Transcript, ada: User) -> None:
    made = write(talk, "title", "Launch in March", ada)
    ada.delete()
    made.refresh_from_db()
    assert (made.made_by, made.made_by_name) == (None, "ada")


def test_what_stands_so_already_is_no_change(talk: Transcript, ada: User) -> None:
    assert changing.write_text(talk.pk, 0, SAID[0], version=1, was=SAID[0], by=ada) is None
    assert changing.rename(talk.pk, 0, "Ada", was="Ada", by=ada) is None
    assert changing.give(talk.pk, [0], 0, version=1, was=0, by=ada) is None
    assert (Correction.objects.count(), shown(talk).revision) == (0, 0)


def test_a_title_can_be_let_go_of(talk: Transcript, ada: User) -> None:
    write(talk, "title", "Mine", ada)
    write(talk, "title", "Mine again", ada)
    changing.let_go(talk.pk, "title", by=ada)
    assert (shown(talk).title, shown(talk).written) == ("A talk", {})


def test_a_summary_keeps_its_lines_and_may_be_empty(talk: Transcript, ada: User) -> None:
    write(talk, "short_summary", "One.\r\n\r\n  Two\0. ", ada)
    assert shown(talk).short_summary == "One.\n\nTwo."
    write(talk, "short_summary", " ", ada)
    assert shown(talk).short_summary == ""


def test_a_generated_summary_of_any_length_can_be_replaced(ada: User) -> None:
    talk = a_talk(long_summary="A sentence of a long talk.\n" * 1_000)
    write(talk, "long_summary", "In short.", ada)
    assert shown(talk).long_summary == "In short."


def test_a_topic_gets_another_title(talk: Transcript, ada: User) -> None:
    changing.write_topic(talk.pk, 1, "Budget", version=1, was="Money", by=ada)
    topic = Topic.objects.get(position=1)
    assert (topic.title, topic.generated_title, topic.corrected_by) == ("Budget", "Money", "ada")


@pytest.mark.parametrize("name", ["Zoë Ångström-Çelik", "<script>alert(1)</script>", "עדה", "👩🏽‍💻", "A" * 120])
def test_a_speaker_may_have_any_name(name: str, talk: Transcript, ada: User) -> None:
    rename(talk, 0, name, ada)
    assert names(talk) == {0: name, 1: "Bob"}


def test_a_row_is_given_to_somebody_else(talk: Transcript, ada: User) -> None:
    give(talk, [2], 1, ada)
    assert speakers(talk) == [0, 1, 1, 1, 0]
    assert (segment(talk, 2).heard_speaker, segment(talk, 2).corrected_by) == (0, "ada")


def test_a_run_is_given_to_a_new_speaker(talk: Transcript, ada: User) -> None:
    give(talk, [2, 4], "Zoe", ada)
    assert speakers(talk) == [0, 1, 2, 1, 2]
    assert names(talk) == {0: "Ada", 1: "Bob", 2: "Zoe"}


def test_a_new_name_that_somebody_has_is_that_person(talk: Transcript, ada: User) -> None:
    give(talk, [2], " bob ", ada)
    assert (speakers(talk)[2], len(names(talk))) == (1, 2)


def test_a_new_name_that_two_people_have_is_a_third(talk: Transcript, ada: User) -> None:
    rename(talk, 1, "Ada", ada)
    give(talk, [2], "Ada", ada)
    assert names(talk) == {0: "Ada", 1: "Ada", 2: "Ada"}


def test_a_row_given_back_is_as_it_was_heard(talk: Transcript, ada: User) -> None:
    give(talk, [2], 1, ada)
    give(talk, [2], 0, ada, was=1)
    assert (segment(talk, 2).heard_speaker, segment(talk, 2).corrected_by) == (None, "")


def test_two_named_speakers_are_merged(talk: Transcript, ada: User) -> None:
    merge(talk, 1, 0, ada)
    assert speakers(talk) == [0] * 5
    assert names(talk) == {0: "Ada"}
    assert "Speaker1" not in shown(talk).webvtt


def test_a_new_speaker_never_gets_the_number_of_a_merged_one(talk: Transcript, ada: User) -> None:
    merge(talk, 1, 0, ada)
    give(talk, [1], "Zoe", ada)
    assert names(talk) == {0: "Ada", 2: "Zoe"}


def test_a_change_that_began_from_something_else_is_told_what_stands_there(talk: Transcript, ada: User) -> None:
    bob = an_editor("bob")
    write_text(talk, 0, "We launch in March.", bob)
    with pytest.raises(Conflict, match="bob changed this meanwhile") as conflict:
        write_text(talk, 0, "We munch in March.", ada, was=SAID[0])
    assert conflict.value.current == {"text": "We launch in March."}
    assert segment(talk, 0).text == "We launch in March."


def test_a_name_and_a_title_that_were_changed_meanwhile_are_not_overwritten(talk: Transcript, ada: User) -> None:
    rename(talk, 0, "Ada L.", ada)
    write(talk, "title", "First", ada)
    with pytest.raises(Conflict) as name:
        changing.rename(talk.pk, 0, "Eve", was="Ada", by=ada)
    with pytest.raises(Conflict) as title:
        changing.write_field(talk.pk, "title", "Second", was="A talk", by=ada)
    assert (name.value.current, title.value.current) == ({"name": "Ada L."}, {"title": "First"})


def test_rows_given_away_meanwhile_are_not_given_again(talk: Transcript, ada: User) -> None:
    give(talk, [2], "Zoe", ada)
    with pytest.raises(Conflict):
        changing.give(talk.pk, [0, 2], 1, version=1, was=0, by=ada)
    assert speakers(talk) == [0, 1, 2, 1, 0]


def test_who_wants_what_another_has_just_written_has_it(talk: Transcript, ada: User) -> None:
    write_text(talk, 0, "We launch in March.", an_editor("bob"))
    assert changing.write_text(talk.pk, 0, "We launch in March.", version=1, was=SAID[0], by=ada) is None


def test_a_change_thought_out_for_another_version_is_a_conflict(talk: Transcript, ada: User) -> None:
    with pytest.raises(Conflict, match="made anew") as conflict:
        changing.write_text(talk.pk, 0, "x", version=2, was=SAID[0], by=ada)
    assert conflict.value.current == {"version": number(talk)}


def refusals(talk: Transcript, ada: User) -> list[tuple[Callable[[], object], str]]:
    """Changes that cannot be made, each with what the reason says."""
    return [
        (lambda: changing.write_field(talk.pk, "title", " ", was="A talk", by=ada), "at least one letter"),
        (lambda: changing.write_field(talk.pk, "title", "x" * 256, was="A talk", by=ada), "at most 255"),
        (lambda: changing.write_field(talk.pk, "long_summary", "x" * 20_001, was="", by=ada), "at most 20000"),
        (lambda: changing.rename(talk.pk, 0, "", was="Ada", by=ada), "at least one letter"),
        (lambda: changing.rename(talk.pk, 7, "Eve", was="", by=ada), "no speaker 7"),
        (lambda: changing.merge(talk.pk, 0, 0, by=ada), "with itself"),
        (lambda: changing.merge(talk.pk, 0, 7, by=ada), "no speaker 7"),
        (lambda: changing.give(talk.pk, [0], 7, version=1, was=0, by=ada), "no speaker 7"),
        (lambda: changing.give(talk.pk, [], 1, version=1, was=0, by=ada), "which segments"),
        (lambda: changing.write_text(talk.pk, 99, "x", version=1, was="", by=ada), "no segment 99"),
        (lambda: changing.write_text(talk.pk, 0, "x" * 10_001, version=1, was=SAID[0], by=ada), "Shorten it"),
        (lambda: changing.write_topic(talk.pk, 9, "x", version=1, was="", by=ada), "no such topic"),
    ]


def test_what_cannot_be_is_refused_with_a_reason_and_changes_nothing(talk: Transcript, ada: User) -> None:
    for change, reason in refusals(talk, ada):
        with pytest.raises(Refused, match=reason):
            change()
    assert (Correction.objects.count(), shown(talk).revision) == (0, 0)


def test_the_owners_of_action_items_go_by_the_names_that_speakers_have(talk: Transcript, ada: User) -> None:
    item = an_action_item(talk, owner_name="Bob", owner_speaker=1)
    others = an_action_item(talk, "Ask the printer.", owner_name="Bob")
    rename(talk, 1, "Bob Stone", ada)
    item.refresh_from_db()
    assert item.owner_name == "Bob Stone"
    changing.merge(talk.pk, 1, 0, by=ada)
    for row in (item, others):
        row.refresh_from_db()
    assert (item.owner_name, others.owner_name) == ("Ada", "Bob")
