"""The pages of correcting: who gets them, what they show, what they cost, and what follows a correction elsewhere."""

import re

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.builders import a_user
from tests.correcting.editing import (
    SAID,
    a_talk,
    an_editor,
    give,
    join,
    lines,
    merge,
    names,
    rename,
    segment,
    shown,
    speakers,
    split,
    write,
    write_text,
)
from transcripts.correcting.undoing import undo
from transcripts.models import Transcript

pytestmark = pytest.mark.django_db


def pages_of(talk: Transcript) -> list[str]:
    return [
        reverse("transcript-edit", args=[talk.pk]),
        reverse("transcript-history", args=[talk.pk]),
        reverse("transcript-edit-field", args=[talk.pk, "title"]),
        reverse("transcript-edit-topic", args=[talk.pk, 0]),
        reverse("transcript-edit-speaker", args=[talk.pk, 0]),
        reverse("transcript-edit-segment", args=[talk.pk, 0]),
        reverse("transcript-replace", args=[talk.pk]),
    ]


def test_only_who_may_change_it_gets_the_pages_and_the_button(talk: Transcript, client: Client) -> None:
    reader, stranger = Client(), Client()
    reader.force_login(a_user("reader", permissions=("transcripts.view_transcript",)))
    stranger.force_login(a_user("stranger"))
    for path in pages_of(talk):
        assert [each.get(path).status_code for each in (client, reader, stranger, Client())] == [200, 403, 404, 302]
    page = talk.get_absolute_url()
    assert 'id="edit"' in client.get(page).text
    assert "edit-bar" not in reader.get(page).text


def test_what_is_not_there_is_not_found(talk: Transcript, client: Client) -> None:
    base = reverse("transcript-edit", args=[talk.pk])
    for path in ("status/", "topics/9/", "speakers/9/", "segments/999999999999999999999/"):
        assert client.get(base + path).status_code == 404
    assert client.post(base + "title/", {"do": "nonsense"}).status_code == 404


def test_a_form_saves_and_leads_back(talk: Transcript, client: Client) -> None:
    path = reverse("transcript-edit-segment", args=[talk.pk, 0])
    sent = {"do": "write", "text": "We launch in March.", "was": SAID[0], "version": "1"}
    assert client.post(path, sent).headers["Location"] == talk.get_absolute_url()
    assert segment(talk, 0).text == "We launch in March."


def test_a_run_is_given_from_here_to_where_somebody_else_speaks(client: Client, ada: User) -> None:
    talk = a_talk(("One.", "Two.", "Three.", "Four.", "Five."))
    give(talk, [1], 0, ada, was=1)
    path = reverse("transcript-edit-segment", args=[talk.pk, 1])
    assert "from here to where somebody else speaks: 2 segments" in client.get(path).text
    sent = {"do": "give", "to": "new", "name": "Zoe", "scope": "rest", "was": "0", "version": "1"}
    assert client.post(path, sent).status_code == 302
    assert (speakers(talk), names(talk)[2]) == ([0, 2, 2, 1, 0], "Zoe")


def test_a_segment_is_split_at_a_word_and_what_follows_is_given_away(client: Client, ada: User) -> None:
    talk = a_talk(("One two three.", "Four.", "Five."))
    give(talk, [1], 0, ada, was=1)
    path = reverse("transcript-edit-segment", args=[talk.pk, 0])
    assert "it and what follows, to where somebody else speaks: 3 segments" in client.get(path).text
    sent = {"do": "split", "word": "2", "to": "1", "scope": "rest", "was": "One two three.", "version": "1"}
    assert client.post(path, sent).status_code == 302
    assert lines(talk) == [(0, "One two"), (1, "three."), (1, "Four."), (1, "Five.")]


def test_the_word_at_the_cursor_is_offered_and_none_without_one(talk: Transcript, client: Client) -> None:
    path = reverse("transcript-edit-segment", args=[talk.pk, 0])
    chosen = re.compile(r'name="word" value="(\d)"[^>]* checked')
    places = ["", "0", "2", "5", "8", "11", "99", "x"]
    assert [chosen.findall(client.get(path, {"at": at} if at else {}).text) for at in places] == [
        [], ["1"], ["1"], ["1"], ["2"], ["3"], ["3"], ["1"]
    ]  # fmt: skip
    assert 'name="word"' not in client.get(reverse("transcript-edit-segment", args=[talk.pk, 3])).text


@pytest.mark.parametrize(
    ("word", "reason"),
    [("", "Choose the word that the second part begins with."), ("0", "Choose a later word"), ("9", "valid choice")],
)
def test_a_word_that_cannot_be_chosen_is_told(word: str, reason: str, talk: Transcript, client: Client) -> None:
    path = reverse("transcript-edit-segment", args=[talk.pk, 0])
    sent = {"do": "split", "word": word, "to": "0", "scope": "alone", "was": SAID[0], "version": "1"}
    answer = client.post(path, sent)
    assert (answer.status_code, reason in answer.text) == (400, True)


def test_a_segment_is_joined_with_what_its_speaker_says_next(talk: Transcript, client: Client, ada: User) -> None:
    path = reverse("transcript-edit-segment", args=[talk.pk, 0])
    page = client.get(path).text
    assert "Join it with what Ada says at 0:05" in page
    was = f"{SAID[0]}\r\n{SAID[2]}"
    write_text(talk, 2, "And the money?", an_editor("bob"))
    sent = {"do": "join", "following": "2", "was": was, "version": "1"}
    answer = client.post(path, sent)
    assert (answer.status_code, "bob changed this meanwhile" in answer.text) == (409, True)
    assert client.post(path, {**sent, "was": f"{SAID[0]}\r\nAnd the money?"}).status_code == 302
    assert lines(talk)[0] == (0, f"{SAID[0]} And the money?")


def test_the_page_for_those_without_scripts_goes_on_after_the_last_segment(client: Client, ada: User) -> None:
    talk = a_talk(("One two.",) * 60)
    split(talk, 49, 1, ada)
    edit = reverse("transcript-edit", args=[talk.pk])
    first = client.get(edit).text
    assert '<a class="button" rel="next" href="?after=49">' in first
    assert [f"segments/{position}/" in first for position in (0, 49, 60, 50)] == [True, True, False, False]
    second = client.get(edit, {"after": "49"}).text
    assert [f"segments/{position}/" in second for position in (49, 60, 50, 59)] == [False, True, True, True]
    assert 'rel="next"' not in second


def test_a_form_in_conflict_keeps_its_text_and_shows_the_other(talk: Transcript, client: Client) -> None:
    write_text(talk, 0, "We launch in May.", an_editor("bob"))
    path = reverse("transcript-edit-segment", args=[talk.pk, 0])
    answer = client.post(path, {"do": "write", "text": "Mine <b>.", "was": SAID[0], "version": "1"})
    assert answer.status_code == 409
    assert "Mine &lt;b&gt;." in answer.text
    assert '<blockquote dir="auto"><p>We launch in May.</p>' in answer.text
    assert 'name="was" value="We launch in May."' in answer.text


def test_a_refused_form_says_why(talk: Transcript, client: Client) -> None:
    path = reverse("transcript-edit-speaker", args=[talk.pk, 0])
    answer = client.post(path, {"do": "write", "text": " ", "was": "Ada"})
    assert (answer.status_code, "A name needs at least one letter." in answer.text) == (400, True)


def test_the_generated_title_is_offered_again(talk: Transcript, client: Client, ada: User) -> None:
    path = reverse("transcript-edit-field", args=[talk.pk, "title"])
    assert "Use the generated text" not in client.get(path).text
    write(talk, "title", "Mine", ada)
    assert "Use the generated text" in client.get(path).text
    client.post(path, {"do": "let-go"})
    assert shown(talk).title == "A talk"


def test_a_form_from_another_site_is_refused(talk: Transcript, ada: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    assert {client.post(path).status_code for path in pages_of(talk)[2:]} == {403}


def test_the_page_tells_what_was_edited_by_whom(talk: Transcript, client: Client, ada: User) -> None:
    write_text(talk, 0, "We launch.", ada)
    write(talk, "title", "Mine", ada)
    write(talk, "short_summary", "What I think of it.", ada)
    page = client.get(talk.get_absolute_url()).text
    assert page.count("Edited by ada, ") >= 3
    assert "What I think of it." in page
    assert "not found in what was said" not in page


def test_the_history_shows_each_kind_of_change_and_nothing_in_it_is_markup(
    talk: Transcript, client: Client, ada: User
) -> None:
    rename(talk, 0, "<script>alert(1)</script>", ada)
    undo(write_text(talk, 0, "We launch in March.", ada), by=ada)
    write_text(talk, 3, "", ada)
    give(talk, [2], "Zoe", ada)
    merge(talk, 1, 0, ada)
    page = client.get(reverse("transcript-history", args=[talk.pk])).text
    assert "<script>alert" not in page
    split(talk, 0, 2, ada, to=2)
    join(talk, [5, 2], ada)
    page = client.get(reverse("transcript-history", args=[talk.pk])).text
    assert "We lunch<ins> | </ins>in March. <del>&lt;script&gt;alert(1)&lt;/script&gt;</del><ins>Zoe</ins>" in page
    assert "in March.<del> | </del>And the budget?" in page
    for shown_there in ("<del>lunch</del><ins>launch</ins>", "Words, removed", "Speaker of 1 segment", "Undone by"):
        assert shown_there in page
    assert "Two speakers merged, with 2 segments" in page


def test_a_change_that_cannot_be_undone_says_why(talk: Transcript, client: Client, ada: User) -> None:
    first = write(talk, "title", "One", ada)
    write(talk, "title", "Two", ada)
    answer = client.post(reverse("transcript-undo", args=[talk.pk, first.pk]), follow=True)
    assert "Not undone: It was changed again since." in answer.text


@pytest.mark.parametrize("form", ["vtt", "vtt-numbers", "srt", "txt", "txt-times", "md", "json"])
def test_every_download_follows(form: str, talk: Transcript, client: Client, ada: User) -> None:
    write_text(talk, 0, "We launch.", ada)
    write_text(talk, 3, "", ada)
    text = client.get(reverse("transcript-download", args=[talk.pk, form])).text
    assert "We launch." in text
    assert "lunch" not in text.replace("Ada: We lunch in March.", "")
    assert "Fine." not in text


def test_the_costs_of_the_pages_do_not_grow_with_transcript_or_history(client: Client, ada: User) -> None:
    short, long = a_talk(), a_talk(("Hello.",) * 60)
    for talk, changes in ((short, 1), (long, 9)):
        for number in range(changes):
            write_text(talk, number, f"Changed {number}.", ada)
    cache.clear()
    costs = [[queries(client, path) for path in [*pages_of(talk), talk.get_absolute_url()]] for talk in (short, long)]
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 8


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_the_history_asks_for_no_other_transcripts_corrections(talk: Transcript, client: Client, ada: User) -> None:
    write(talk, "title", "Launch", ada)
    address = reverse("transcript-history", args=[talk.pk])
    with CaptureQueriesContext(connection) as captured:
        assert "Launch" in client.get(address).text
    asked = [query["sql"] for query in captured if 'FROM "transcripts_correction"' in query["sql"]]
    assert asked
    for sql in asked:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{sql}")
            plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
        assert "transcript_id" in plan or "correction_newest_first" in plan
        assert "TEMP B-TREE" not in plan
