"""What a summary quotes stands under the name of who says it now: on the page, in downloads, in what search finds."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.builders import a_step, a_telling
from tests.correcting.editing import a_talk, an_editor, give, merge, rename, shown, write, write_text
from transcripts import pipeline
from transcripts.correcting import changing
from transcripts.correcting.undoing import undo
from transcripts.models import Passage, Telling, Topic, Transcript
from transcripts.summary.outline import Decision, Statement, Summary
from transcripts.summary.outline import Topic as Told

pytestmark = pytest.mark.django_db

LAUNCH = Statement("We lunch in March.", (0,), 0, "Ada")
BUDGET = Statement("And the budget?", (2,), 5_000, "Ada")
FINE = Statement("Fine.", (3,), 7_500, "Bob")
SUMMARY = Summary(
    title="A talk",
    statements=(LAUNCH, FINE),
    topics=(Told(0, 5_000, "Launch", (LAUNCH,), (0, 1)), Told(5_000, 13_000, "Money", (BUDGET, FINE), (2, 3, 4))),
    decisions=(Decision(FINE, "Fine."),),
)


@pytest.fixture
def ada() -> User:
    return an_editor()


@pytest.fixture
def talk() -> Transcript:
    return a_told_talk()


def a_told_talk() -> Transcript:
    transcript = a_talk(short_summary=SUMMARY.short_summary, long_summary=SUMMARY.long_summary)
    assert transcript.current
    a_telling(transcript.current, SUMMARY)
    return transcript


def topics(transcript: Transcript) -> list[str]:
    return list(Topic.objects.filter(version__transcript=transcript).values_list("summary", flat=True))


def found(transcript: Transcript) -> str:
    return "\n".join(Passage.objects.filter(transcript=transcript).values_list("text", flat=True))


def page(transcript: Transcript, user: User, suffix: str = "") -> str:
    client = Client()
    client.force_login(user)
    return client.get(f"{transcript.get_absolute_url()}{suffix}").text


def test_a_new_name_is_in_the_summary_the_topics_and_the_search(talk: Transcript, ada: User) -> None:
    rename(talk, 0, "Ada Lovelace", ada)
    row = shown(talk)
    assert row.short_summary == "Ada Lovelace: We lunch in March.\nBob: Fine."
    assert "\nAda Lovelace: We lunch in March.\n" in row.long_summary
    assert topics(talk) == ["Ada Lovelace: We lunch in March.", "Ada Lovelace: And the budget?\nBob: Fine."]
    assert "Ada Lovelace: And the budget?" in found(talk)
    assert "Ada:" not in row.long_summary + found(talk)


def test_on_the_page_a_quotation_keeps_its_link_whatever_is_renamed_and_reworded(talk: Transcript, ada: User) -> None:
    rename(talk, 0, "Zoe", ada)
    write_text(talk, 0, "We launch in May.", ada)
    summary = page(talk, ada).split('data-field="short_summary"')[1].split("</section>")[0]
    assert "<b>Zoe:</b>" in summary
    assert 'href="?t=0#t0"' in summary
    assert 'href="?t=7.5#t3"' in summary


def test_a_download_names_and_places_what_it_quotes(talk: Transcript, ada: User) -> None:
    rename(talk, 1, "Zoe", ada)
    markdown = page(talk, ada, "download/md")
    assert "Zoe: Fine. (00:07)" in markdown


def test_what_is_given_or_merged_is_quoted_of_who_says_it_now(talk: Transcript, ada: User) -> None:
    given = give(talk, [0], "Zoe", ada)
    assert shown(talk).short_summary == "Zoe: We lunch in March.\nBob: Fine."
    merged = merge(talk, 1, 0, ada)
    assert shown(talk).short_summary == "Zoe: We lunch in March.\nAda: Fine."
    undo(merged, by=ada)
    undo(given, by=ada)
    assert (shown(talk).short_summary, shown(talk).long_summary) == (SUMMARY.short_summary, SUMMARY.long_summary)
    assert topics(talk) == [topic.summary for topic in SUMMARY.topics]


def test_a_persons_own_summary_stays_and_what_was_generated_follows(talk: Transcript, ada: User) -> None:
    write(talk, "short_summary", "Ada: We launch.", ada)
    rename(talk, 0, "Zoe", ada)
    assert shown(talk).short_summary == "Ada: We launch."
    changing.let_go(talk.pk, "short_summary", by=ada)
    assert shown(talk).short_summary == "Zoe: We lunch in March.\nBob: Fine."


def test_letting_go_of_a_summary_is_undone_after_a_new_name_too(talk: Transcript, ada: User) -> None:
    write(talk, "short_summary", "In my words.", ada)
    let_go = changing.let_go(talk.pk, "short_summary", by=ada)
    assert let_go
    rename(talk, 0, "Zoe", ada)
    undo(let_go, by=ada)
    assert shown(talk).short_summary == "In my words."


def test_an_earlier_summary_comes_back_with_the_names_of_now(talk: Transcript, ada: User) -> None:
    first = Telling.objects.get()
    assert talk.current
    a_telling(talk.current, Summary(title="Another", statements=(Statement("They meet.", (0,), 0),)))
    rename(talk, 0, "Zoe", ada)
    assert shown(talk).short_summary == "They meet."
    assembled = {"participants": talk.participants, "webvtt": "", "duration_ms": 13_000, "warnings": []}
    a_step(talk.current, "assemble", status="done", result=assembled)
    assert pipeline.show_telling(first, by=ada.pk)
    assert shown(talk).short_summary == "Zoe: We lunch in March.\nBob: Fine."
    assert topics(talk) == ["Zoe: We lunch in March.", "Zoe: And the budget?\nBob: Fine."]
    first.refresh_from_db()
    assert first.short_summary == SUMMARY.short_summary


def test_a_summary_that_was_kept_without_its_statements_stays_as_it_is(ada: User) -> None:
    talk = a_talk(short_summary="Ada: We lunch in March.", long_summary="At length.")
    assert talk.current
    a_telling(talk.current, Summary(), title="A talk", short_summary=talk.short_summary, long_summary="At length.")
    rename(talk, 0, "Zoe", ada)
    row = shown(talk)
    assert (row.title, row.short_summary, row.long_summary) == ("A talk", "Ada: We lunch in March.", "At length.")
