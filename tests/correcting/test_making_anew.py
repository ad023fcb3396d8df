"""A transcript that is told or transcribed again keeps what people put right in it."""

import pytest
from django.contrib.auth.models import User

from reflector_site.queue import Queue
from tests.correcting.editing import (
    give,
    heard_text,
    join,
    lines,
    merge,
    names,
    number,
    rename,
    segment,
    shown,
    speakers,
    split,
    write,
    write_text,
)
from tests.pipeline.working import (
    MIXED,
    PEOPLE,
    a_version_at_work,
    end,
    heard,
    lose,
    make_ready,
    prepare_all,
    step_of,
    survey,
    work_off,
)
from transcripts import pipeline
from transcripts.correcting import changing
from transcripts.correcting.desk import Conflict, Refused
from transcripts.correcting.replacing import replace, wanted
from transcripts.correcting.undoing import undo
from transcripts.models import Segment, Step, Telling, Transcript

pytestmark = pytest.mark.django_db

Kind = Step.Kind
TOLD = (
    "We launch the new website on the first of March. Mina will fix the discount codes before Thursday. "
    "The advertising budget stays at twelve thousand dollars. Kenji asks the landlord about the office lease."
)
FIRST, SECOND = "We lunch in March. That is all.", "And the budget stays. Nothing else."
THIRD = "Very well then."


@pytest.fixture
def talk() -> Transcript:
    """Two tracks; each speaker says a row of two sentences, the second after the first."""
    transcript = a_version_at_work(tracks=2).transcript
    do_all(transcript)
    assert [segment(transcript, position).text for position in (0, 1)] == [FIRST, SECOND]
    return transcript


def do_all(
    transcript: Transcript, first: str = FIRST, second: str = SECOND, *, third: str = "", mix: bool = True
) -> None:
    version = transcript.versions.latest("number")
    prepare_all(version, voice=((1_000, 9_000),))
    end(version, Kind.TRANSCRIBE, "0:0", result=heard(first))
    end(version, Kind.TRANSCRIBE, "1:0", result=heard(second, at_ms=6_000))
    if third:
        end(version, Kind.TRANSCRIBE, "2:0", result=heard(third, at_ms=8_000))
    if mix:
        end(version, Kind.MIX, result=MIXED)
    work_off(Queue.QUICK)


def make_anew(
    transcript: Transcript, first: str = FIRST, second: str = SECOND, *, third: str = "", mix: bool = True
) -> None:
    assert pipeline.start_again(shown(transcript))
    do_all(transcript, first, second, third=third, mix=mix)


def texts(transcript: Transcript) -> list[str]:
    version = shown(transcript).current
    assert version
    return list(version.segments.order_by("position").values_list("text", flat=True))


def test_a_corrected_text_stands_in_the_new_transcript(talk: Transcript, ada: User) -> None:
    write_text(talk, 0, "We launch in March. That is all.", ada)
    make_anew(talk, second="And the budget stays. Nothing more.")
    assert number(talk) == 2
    assert texts(talk) == ["We launch in March. That is all.", "And the budget stays. Nothing more."]
    assert "We launch in March." in shown(talk).webvtt
    row = segment(talk, 0)
    assert (row.corrected_by, heard_text(row)) == ("ada", FIRST)


def test_what_the_summary_is_made_of_is_the_corrected_text(talk: Transcript, ada: User) -> None:
    write_text(talk, 0, TOLD.replace("twelve", "ninety"), ada)
    rename(talk, 0, "Kenji", ada)
    make_anew(talk)
    assert "Kenji: The advertising budget stays at ninety thousand dollars." in shown(talk).short_summary


def test_a_row_given_to_somebody_new_is_still_theirs(talk: Transcript, ada: User) -> None:
    give(talk, [1], "Zoe", ada, was=1)
    make_anew(talk, second="And the budget stays. Nothing more.")
    assert speakers(talk) == [0, 2]
    assert names(talk)[2] == "Zoe"
    assert texts(talk)[1] == "And the budget stays. Nothing more."


def test_names_stay_and_merged_speakers_stay_merged(talk: Transcript, ada: User) -> None:
    rename(talk, 0, "Ada Lovelace", ada)
    merge(talk, 1, 0, ada)
    make_anew(talk)
    assert (names(talk), set(speakers(talk))) == ({0: "Ada Lovelace"}, {0})


def test_a_removed_segment_stays_removed(talk: Transcript, ada: User) -> None:
    write_text(talk, 1, "", ada)
    make_anew(talk)
    assert texts(talk) == [FIRST, ""]


def test_a_part_given_to_somebody_else_is_still_theirs_in_the_words_heard_now(talk: Transcript, ada: User) -> None:
    split(talk, 0, 4, ada, to=1)
    make_anew(talk, first="We launch in March. That was all.")
    assert lines(talk) == [(0, "We launch in March."), (1, "That was all."), (1, SECOND)]
    assert warnings_of_corrections(talk) == []


def test_a_segment_that_was_split_is_two_again_and_carried_on_further(talk: Transcript, ada: User) -> None:
    split(talk, 0, 4, ada)
    make_anew(talk)
    make_anew(talk, first="We launch in March. That is all.")
    assert (number(talk), texts(talk)) == (3, ["We launch in March.", "That is all.", SECOND])
    assert [segment(talk, position).corrected_by for position in (0, 1, 2)] == ["ada", "ada", ""]


def test_a_word_heard_now_in_the_pause_where_it_was_split_belongs_to_the_nearer_part(
    talk: Transcript, ada: User
) -> None:
    row = segment(talk, 0)
    row.words = [*row.words[:4], *([begin + 700, end + 700, *rest] for begin, end, *rest in row.words[4:])]
    row.end_ms += 700
    row.save()
    split(talk, 0, 4, ada, to=1)
    make_anew(talk, first="We lunch in March. Uh, that is all.")
    assert lines(talk)[:2] == [(0, "We lunch in March. Uh,"), (1, "that is all.")]


def test_a_segment_that_nobody_corrected_stays_whole_between_two_that_were_split(talk: Transcript, ada: User) -> None:
    split(talk, 0, 2, ada)
    split(talk, 2, 1, ada)
    Segment.objects.filter(version__transcript=talk, position=2).update(cut_at=None, corrected_by="")
    make_anew(talk)
    assert texts(talk)[:3] == ["We lunch", "in", "March. That is all."]


def test_two_segments_that_were_joined_are_one_again(ada: User) -> None:
    talk = a_version_at_work().transcript
    make_ready(talk, TOLD)
    assert len(texts(talk)) == 2
    join(talk, [0, 1], ada)
    assert pipeline.start_again(shown(talk))
    make_ready(talk, TOLD)
    assert texts(talk) == [TOLD]


def test_a_split_is_undone_in_the_new_transcript_and_gives_what_is_heard_now(talk: Transcript, ada: User) -> None:
    made = split(talk, 0, 4, ada, to="Zoe")
    make_anew(talk, first="We launch in March. That was all.")
    undo(made, by=ada)
    assert lines(talk) == [(0, "We launch in March. That was all."), (1, SECOND)]
    row = segment(talk, 0)
    assert (row.cut_at, row.corrected_by, row.heard_words) == (None, "", None)
    assert 2 not in names(talk)


def test_a_split_of_which_a_part_was_split_again_in_the_new_transcript_is_not_undone(
    talk: Transcript, ada: User
) -> None:
    made = split(talk, 0, 4, ada)
    make_anew(talk)
    split(talk, 0, 1, ada)
    with pytest.raises(Conflict):
        undo(made, by=ada)
    assert texts(talk)[:2] == ["We", "That is all."]


def test_a_joining_is_not_undone_in_the_new_transcript_and_the_reason_says_what_to_do(ada: User) -> None:
    talk = a_version_at_work().transcript
    make_ready(talk, TOLD)
    made = join(talk, [0, 1], ada)
    assert pipeline.start_again(shown(talk))
    make_ready(talk, TOLD)
    with pytest.raises(Refused, match="Split the segment instead"):
        undo(made, by=ada)


def test_a_split_for_which_nothing_is_heard_any_more_is_no_loss_to_warn_of(talk: Transcript, ada: User) -> None:
    made = split(talk, 0, 4, ada)
    make_anew(talk, first="")
    assert (texts(talk), warnings_of_corrections(talk)) == ([SECOND], [])
    with pytest.raises(Refused, match="made anew since"):
        undo(made, by=ada)


def warnings_of_corrections(transcript: Transcript) -> list[str]:
    return [warning for warning in shown(transcript).warnings if "correction" in warning]


def test_title_and_summaries_in_a_persons_words_stay(talk: Transcript, ada: User) -> None:
    write(talk, "title", "Mine", ada)
    write(talk, "short_summary", "In my words.", ada)
    make_anew(talk)
    assert (shown(talk).title, shown(talk).short_summary) == ("Mine", "In my words.")
    changing.let_go(talk.pk, "short_summary", by=ada)
    generated = Telling.objects.get(version__transcript=talk, version__number=2)
    assert shown(talk).short_summary == generated.short_summary


def test_a_topic_about_the_same_time_keeps_the_title_a_person_gave_it(ada: User) -> None:
    transcript = a_version_at_work().transcript
    make_ready(transcript, TOLD)
    topic = shown(transcript).versions.get().topics.first()
    assert topic
    changing.write_topic(transcript.pk, 0, "Mine", version=1, was=topic.title, by=ada)
    assert pipeline.start_again(shown(transcript))
    make_ready(transcript, TOLD)
    made = shown(transcript).versions.get(number=2).topics.get(position=0)
    assert (made.title, made.generated_title, made.corrected_by) == ("Mine", topic.title, "ada")


def test_a_topic_about_the_same_time_keeps_a_word_that_was_replaced(ada: User) -> None:
    transcript = a_version_at_work().transcript
    make_ready(transcript, TOLD)
    topic = shown(transcript).versions.get().topics.first()
    assert topic
    word = topic.title.split()[0]
    in_title = [f"topic:{topic.start_ms}-{topic.end_ms}"]
    assert replace(transcript.pk, wanted(word, "Snow"), chosen=in_title, version=1, by=ada)
    assert pipeline.start_again(shown(transcript))
    make_ready(transcript, TOLD)
    made = shown(transcript).versions.get(number=2).topics.get(position=0)
    assert (made.title, made.generated_title) == (topic.title.replace(word, "Snow"), topic.title)


def test_a_correction_that_finds_no_place_is_told_and_stays_in_the_history(talk: Transcript, ada: User) -> None:
    made = write_text(talk, 1, "Psst.", ada)
    assert pipeline.start_again(shown(talk))
    version = talk.versions.get(number=2)
    prepare_all(version, voice=((1_000, 9_000),))
    end(version, Kind.TRANSCRIBE, "0:0", result=heard(FIRST))
    end(version, Kind.TRANSCRIBE, "1:0", result=heard(""))
    end(version, Kind.MIX, result=MIXED)
    work_off(Queue.QUICK)
    (warning,) = [warning for warning in shown(talk).warnings if "correction" in warning]
    assert "by ada" in warning
    assert "“Psst.”" in warning
    with pytest.raises(Refused, match="made anew since"):
        undo(made, by=ada)


def test_a_carried_correction_can_be_undone_and_gives_what_is_heard_now(talk: Transcript, ada: User) -> None:
    made = write_text(talk, 0, "We launch in March.", ada)
    make_anew(talk, first="We punch in March. That is all.")
    make_anew(talk, first="We munch in March. That is all.")
    undo(made, by=ada)
    assert (number(talk), texts(talk)[0]) == (3, "We munch in March. That is all.")


def test_a_carried_merge_can_be_undone(talk: Transcript, ada: User) -> None:
    made = merge(talk, 1, 0, ada)
    make_anew(talk)
    undo(made, by=ada)
    assert speakers(talk) == [0, 1]
    assert set(names(talk)) == {0, 1}


@pytest.fixture
def three() -> Transcript:
    """Three tracks; each speaker says a row."""
    transcript = a_version_at_work(tracks=3).transcript
    do_all(transcript, third=THIRD)
    return transcript


def test_merges_one_into_the_other_are_undone_one_after_the_other(three: Transcript, ada: User) -> None:
    first, second = merge(three, 0, 1, ada), merge(three, 1, 2, ada)
    make_anew(three, third=THIRD)
    with pytest.raises(Conflict, match="Undo the later change first"):
        undo(first, by=ada)
    undo(second, by=ada)
    assert (speakers(three), set(names(three))) == ([1, 1, 2], {1, 2})
    undo(first, by=ada)
    assert (speakers(three), set(names(three))) == ([0, 1, 2], {0, 1, 2})
    assert shown(three).written == {}
    assert {segment(three, position).heard_speaker for position in range(3)} == {None}


def test_merges_made_in_different_versions_are_undone_too(three: Transcript, ada: User) -> None:
    first = merge(three, 0, 1, ada)
    make_anew(three, third=THIRD)
    second = merge(three, 1, 2, ada)
    make_anew(three, third=THIRD)
    undo(second, by=ada)
    undo(first, by=ada)
    assert (speakers(three), set(names(three))) == ([0, 1, 2], {0, 1, 2})


def test_texts_written_after_a_carried_merge_go_back_with_their_speaker(talk: Transcript, ada: User) -> None:
    made = merge(talk, 1, 0, ada)
    make_anew(talk)
    write_text(talk, 1, "And the budget grows.", ada)
    make_anew(talk)
    undo(made, by=ada)
    assert (texts(talk)[1], speakers(talk)) == ("And the budget grows.", [0, 1])


def test_what_was_given_to_somebody_before_a_merge_stays_theirs_when_it_is_undone(talk: Transcript, ada: User) -> None:
    give(talk, [1], 0, ada, was=1)
    write_text(talk, 1, "And the budget grows.", ada)
    made = merge(talk, 1, 0, ada)
    make_anew(talk)
    undo(made, by=ada)
    assert (texts(talk)[1], speakers(talk)) == ("And the budget grows.", [0, 0])


def test_an_undone_correction_is_not_carried(talk: Transcript, ada: User) -> None:
    undo(write_text(talk, 0, "We launch.", ada), by=ada)
    undo(rename(talk, 0, "Eve", ada), by=ada)
    found = names(talk)
    make_anew(talk)
    assert (texts(talk), names(talk)) == ([FIRST, SECOND], found)


def test_what_is_corrected_while_the_new_one_is_made_is_in_it(talk: Transcript, ada: User) -> None:
    make_anew(talk, mix=False)
    write_text(talk, 0, "We launch in March. That is all.", ada)
    rename(talk, 0, "Eve", ada)
    assert number(talk) == 1
    end(talk.versions.get(number=2), Kind.MIX, result=MIXED)
    work_off(Queue.QUICK)
    assert (number(talk), shown(talk).status) == (2, "ready")
    assert (texts(talk)[0], names(talk)[0]) == ("We launch in March. That is all.", "Eve")


def test_undoing_a_name_brings_back_the_one_that_is_found_now(
    talk: Transcript, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = rename(talk, 0, "Countess", ada)
    again = rename(talk, 0, "Ada Lovelace", ada)
    zoe = give(talk, [1], "Zoe", ada, was=1)
    added = rename(talk, 2, "Zoe B.", ada)
    found = {shown(talk).participants[0]["id"]: {"name": "Ada", "user_id": None}}
    monkeypatch.setitem(PEOPLE, "people", found)
    make_anew(talk)
    assert names(talk) == {0: "Ada Lovelace", 1: "Speaker 1", 2: "Zoe B."}
    undo(again, by=ada)
    undo(made, by=ada)
    undo(added, by=ada)
    assert names(talk) == {0: "Ada", 1: "Speaker 1", 2: "Zoe"}
    undo(zoe, by=ada)
    assert names(talk) == {0: "Ada", 1: "Speaker 1"}


def test_a_new_making_that_fails_leaves_all_as_it_was_corrected(talk: Transcript, ada: User) -> None:
    write_text(talk, 0, "We launch in March.", ada)
    write(talk, "title", "Mine", ada)
    rename(talk, 1, "Eve", ada)
    before = shown(talk)
    assert pipeline.start_again(before)
    version = talk.versions.get(number=2)
    for part in ("0", "1"):
        lose(version, Kind.FETCH, part)
    after = shown(talk)
    assert after.status == "failed"
    for name in ("current", "title", "webvtt", "participants", "written", "revision"):
        assert getattr(after, name) == getattr(before, name)
    assert texts(talk)[0] == "We launch in March."


def test_what_is_corrected_before_the_first_summary_is_there_stays(ada: User) -> None:
    version = a_version_at_work()
    transcript = version.transcript
    end(version, Kind.PARTICIPANTS, result=PEOPLE)
    end(version, Kind.FETCH, "0", result={"size": 1})
    end(version, Kind.PREPARE, "0", result=survey((1_000, 9_000)))
    end(version, Kind.TRANSCRIBE, "0:0", result=heard(FIRST))
    work_off(Queue.QUICK)
    write_text(transcript, 0, "We launch.", ada)
    rename(transcript, 0, "Eve", ada)
    end(version, Kind.MIX, result=MIXED)
    row = shown(transcript)
    assert (row.status, texts(transcript), names(transcript)) == ("ready", ["We launch."], {0: "Eve"})
    assert "We launch." in row.webvtt
    assert step_of(version, Kind.ASSEMBLE).attempts == 1
