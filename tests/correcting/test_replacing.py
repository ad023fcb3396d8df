"""Replacing words wherever they stand: shown first, one change, nobody's words lost."""

import json
import re

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.builders import a_user
from tests.correcting.editing import a_talk, an_editor, lines, segment, shown, write, write_text
from tests.correcting.test_making_anew import FIRST, SECOND, do_all, make_anew, texts
from tests.pipeline.working import a_version_at_work
from transcripts.correcting.changing import write_field
from transcripts.correcting.desk import Conflict, Refused
from transcripts.correcting.replacing import replace, wanted
from transcripts.correcting.undoing import undo
from transcripts.models import Correction, Transcript
from transcripts.views import replacing

pytestmark = pytest.mark.django_db

MARCH_TO_MAY = {"find": "march", "put": "May"}


def said(talk: Transcript) -> list[str]:
    return [text for _, text in lines(talk)]


def page_of(talk: Transcript) -> str:
    return reverse("transcript-replace", args=[talk.pk])


def replaced(talk: Transcript, find: str, put: str, by: User, *positions: int) -> Correction:
    chosen = [f"words:{position}" for position in positions] or None
    made = replace(talk.pk, wanted(find, put), chosen=chosen, version=1, by=by)
    assert made
    return made


def test_the_places_are_shown_and_nothing_is_changed(talk: Transcript, client: Client) -> None:
    page = client.get(page_of(talk), MARCH_TO_MAY).text
    assert re.findall(r"<del>(.*?)</del><ins>(.*?)</ins>", page) == [("March", "May")] * 3
    assert re.findall(r'name="places" value="(.+?)" checked', page) == ["short_summary", "words:0", "words:1"]
    assert (said(talk)[0], talk.corrections.count()) == ("We lunch in March.", 0)


def test_those_chosen_are_replaced_with_their_times_and_everything_follows(talk: Transcript, client: Client) -> None:
    before = segment(talk, 0).words
    answer = client.post(page_of(talk), {**MARCH_TO_MAY, "places": ["words:0"], "version": "1"}, follow=True)
    assert "Replaced in 1 place. It can be undone in the history." in answer.text
    assert said(talk)[:2] == ["We lunch in May.", "March it is."]
    after = segment(talk, 0)
    assert [word[:2] for word in after.words] == [word[:2] for word in before]
    assert (after.corrected_by, "We lunch in May." in shown(talk).webvtt) == ("ada", True)
    assert client.get(reverse("search"), {"q": '"lunch in May"'}).text.count("<mark>") == 3


def test_many_places_are_one_change_that_is_undone_as_one(talk: Transcript, client: Client, ada: User) -> None:
    made = replaced(talk, "march", "May", ada)
    assert (said(talk)[:2], talk.corrections.count()) == (["We lunch in May.", "May it is."], 1)
    assert shown(talk).short_summary == "Ada: We lunch in May."
    history = client.get(reverse("transcript-history", args=[talk.pk])).text
    assert "Words replaced in 3 places" in history
    assert "We lunch in <del>March</del><ins>May</ins>." in history
    undo(made, by=ada)
    assert (said(talk)[:2], segment(talk, 0).corrected_by) == (["We lunch in March.", "March it is."], "")
    assert (shown(talk).short_summary, shown(talk).written) == ("Ada: We lunch in March.", {})


def test_title_and_topics_are_places_too(talk: Transcript, client: Client, ada: User) -> None:
    assert talk.current
    made = replaced(talk, "money", "Budget", ada)
    assert [topic.title for topic in talk.current.topics.all()] == ["Launch", "Budget"]
    history = client.get(reverse("transcript-history", args=[talk.pk])).text
    assert re.search(r"Words replaced in 1 place</b> <span", history)
    undo(made, by=ada)
    replaced(talk, "talk", "launch", ada)
    assert [topic.title for topic in talk.current.topics.all()] == ["Launch", "Money"]
    assert shown(talk).title == "A launch"
    with pytest.raises(Refused, match="A title needs at least one letter"):
        replaced(talk, "a launch", "", ada)
    assert shown(talk).title == "A launch"


def test_lines_of_a_summary_stay_lines_and_those_that_change_are_shown(client: Client, ada: User) -> None:
    talk = a_talk(long_summary="Ren opened.\n\nThen Ren spoke.\nNobody else did.\n- Ren’s list")
    page = client.get(page_of(talk), {"find": "ren", "put": "Wren"}).text
    assert (page.count("<ins>Wren</ins>"), "Nobody else did." in page) == (3, False)
    replaced(talk, "ren", "Wren", ada)
    assert shown(talk).long_summary == "Wren opened.\n\nThen Wren spoke.\nNobody else did.\n- Wren’s list"


def test_what_others_wrote_meanwhile_is_what_is_changed_and_stays_otherwise(talk: Transcript, ada: User) -> None:
    bob = an_editor("bob")
    write_text(talk, 0, "We launch late in March.", bob)
    write_text(talk, 1, "April it is.", bob)
    replaced(talk, "march", "May", ada, 0, 1)
    assert said(talk)[:2] == ["We launch late in May.", "April it is."]


def test_who_replaced_a_word_in_a_title_is_named_in_the_conflict(talk: Transcript, ada: User) -> None:
    write(talk, "title", "A long talk", ada)
    replaced(talk, "talk", "launch", an_editor("bob"))
    with pytest.raises(Conflict, match="bob changed this meanwhile"):
        write_field(talk.pk, "title", "Mine", was="A long talk", by=ada)
    replaced(talk, "march", "May", an_editor("carl"), 0)
    with pytest.raises(Conflict, match="bob changed this meanwhile"):
        write_field(talk.pk, "title", "Mine", was="A long talk", by=ada)


def test_what_says_it_no_more_is_told(talk: Transcript, client: Client) -> None:
    answer = client.post(page_of(talk), {**MARCH_TO_MAY, "places": ["words:3"], "version": "1"})
    assert (answer.status_code, "What you chose says it no more." in answer.text) == (400, True)
    assert 'name="places" value="words:0"' in answer.text


def test_another_version_is_a_conflict_with_the_places_of_that_one(talk: Transcript, client: Client, ada: User) -> None:
    answer = client.post(page_of(talk), {**MARCH_TO_MAY, "places": ["words:0"], "version": "7"})
    assert (answer.status_code, 'name="version" value="1"' in answer.text) == (409, True)
    with pytest.raises(Conflict):
        replace(talk.pk, wanted("a", "b"), chosen=["words:0"], version=2, by=ada)
    assert talk.corrections.count() == 0


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ({}, "Choose at least one of the places below."),
        ({"places": ["words:99"]}, "The transcript has no segment 99."),
        ({"places": ["topic:90000-95000"]}, "No topic is about this time any more."),
        ({"places": ["merged:0"]}, "There is no such place."),
        ({"places": ["words:x"]}, "There is no such place."),
        ({"places": ["words:" + "9" * 30]}, "There is no such place."),
        ({"find": " "}, "Write what is to be replaced."),
        ({"find": "x" * 101}, "At most 100 characters can be replaced"),
        ({"put": "x" * 201}, "by at most 200."),
        ({"find": "May"}, "Both are the same."),
    ],
)
def test_what_cannot_be_done_is_told(sent: dict[str, object], reason: str, talk: Transcript, client: Client) -> None:
    answer = client.post(page_of(talk), {**MARCH_TO_MAY, "version": "1", **sent})
    assert (answer.status_code, reason in answer.text) == (400, True)
    assert talk.corrections.count() == 0


def test_what_stands_nowhere_is_told(talk: Transcript, client: Client) -> None:
    assert "It stands nowhere." in client.get(page_of(talk), {"find": "june", "put": "July"}).text
    assert "nowhere" not in client.get(page_of(talk)).text


def test_words_are_taken_away_with_whole_segments_that_said_nothing_else(talk: Transcript, ada: User) -> None:
    made = replaced(talk, "fine.", "", ada)
    assert said(talk) == ["We lunch in March.", "March it is.", "And the budget?", "Good."]
    undo(made, by=ada)
    assert "Fine." in said(talk)


def test_more_than_a_page_of_them_come_up_in_turn(client: Client, ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replacing, "MOST", 2)
    talk = a_talk(("Yes.",) * 5)
    page = client.get(page_of(talk), {"find": "yes", "put": "No"}).text
    assert ("The first 2 places" in page, "There are more of them." in page) == (True, True)
    replaced(talk, "yes", "No", ada, 0, 1, 2)
    assert "2 places</h2>" in client.get(page_of(talk), {"find": "yes", "put": "No"}).text


def test_the_page_costs_the_same_for_any_number_of_places(client: Client, ada: User) -> None:
    def queries(talk: Transcript) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(page_of(talk), {"find": "yes", "put": "No"}).status_code == 200
        return len(asked)

    assert queries(a_talk(("Yes.",))) == queries(a_talk(("Yes.",) * 60))


def test_the_room_is_named_for_what_it_does_not_listen_for_yet(talk: Transcript, client: Client) -> None:
    advice = "add it to the glossary of"
    sent = {**MARCH_TO_MAY, "places": ["words:0"], "version": "1"}
    assert advice in client.post(page_of(talk), sent, follow=True).text
    room = shown(talk).room
    assert room
    room.glossary = "may, June"
    room.save()
    assert advice not in client.post(page_of(talk), {**sent, "places": ["words:1"]}, follow=True).text


def test_it_stays_when_the_transcript_is_made_again(ada: User) -> None:
    talk = a_version_at_work(tracks=2).transcript
    do_all(talk)
    word = FIRST.split()[0]
    made = replaced(talk, word, "Snow", ada)
    make_anew(talk)
    assert texts(talk) == [FIRST.replace(word, "Snow"), SECOND.replace(word, "Snow")]
    undo(made, by=ada)
    assert texts(talk) == [FIRST, SECOND]


def test_over_the_api_it_is_one_correction(talk: Transcript, client: Client) -> None:
    def ask(**body: object) -> tuple[int, object]:
        answer = client.post(f"/v1/transcripts/{talk.pk}/replace/", json.dumps(body), "application/json")
        return answer.status_code, answer.json()

    status, made = ask(**MARCH_TO_MAY, version=1)
    assert (status, [(each["kind"], sorted(each["after"])) for each in made]) == (  # type: ignore[attr-defined]
        200,
        [("replace", ["short_summary", "words:0", "words:1"])],
    )
    assert ask(**MARCH_TO_MAY, version=1) == (200, [])
    assert ask(find="may", put="June", segments=[1], version=1)[0] == 200
    assert said(talk)[:2] == ["We lunch in May.", "June it is."]
    assert ask(find="x", put="x", version=1) == (400, {"detail": "Both are the same."})
    assert ask(find="x", put="y", version=2)[0] == 409


def test_who_may_only_read_replaces_nothing(talk: Transcript) -> None:
    reader = Client()
    reader.force_login(a_user("reader", permissions=("transcripts.view_transcript",)))
    assert reader.post(page_of(talk), {**MARCH_TO_MAY, "places": ["words:0"], "version": "1"}).status_code == 403
    with pytest.raises(Refused):
        wanted("", "x")
    assert said(talk)[0] == "We lunch in March."
