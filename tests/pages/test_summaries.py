"""The page of a transcript's summaries: what there is, two of them compared, another one asked for, one chosen."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import a_meeting, a_recording, a_room, a_step, a_telling, a_transcript, a_user, a_version
from tests.pages.conftest import SignIn
from tests.site.llm import llm
from tests.standins.llm import MODEL, LlmStandIn
from transcripts.models import Step, Telling, Transcript
from transcripts.summary.outline import Attendee, Decision, NextStep, Statement, Summary

__all__ = ["llm"]

pytestmark = pytest.mark.django_db

MARCH = Summary(
    title="Launch in March",
    statements=(Statement("We launch in March.", (0,), 0, "Ada"),),
    decisions=(Decision(Statement("We launch in March.", (0,), 0), ""),),
)
APRIL = Summary(
    title="Launch in April",
    statements=(Statement("We launch in April.", (), None, supported=False),),
    next_steps=(NextStep(Statement("Tell everybody.", (0,), 0), "", Attendee("Ada", 0), due_as_said="today"),),
)
EVIL = '<script>alert("x")</script>'


def a_told_transcript(*summaries: Summary, owner: str = "ada") -> Transcript:
    """Of a room of `owner`, with these summaries; the first is shown."""
    transcript = a_transcript(a_recording(a_meeting(a_room(owner=a_user(owner)))))
    assert transcript.current
    for number, summary in enumerate(summaries):
        a_telling(transcript.current, summary, chosen=number == 0)
    assembled = {"participants": [], "webvtt": "WEBVTT\n", "duration_ms": 1, "dropped": {}, "warnings": []}
    a_step(transcript.current, "assemble", status="done", result=assembled)
    return transcript


def owner_of(transcript: Transcript, signed_in: SignIn) -> Client:
    assert transcript.room
    assert transcript.room.owner
    return signed_in(transcript.room.owner)


def address(transcript: Transcript, name: str = "transcript-summaries", *more: int) -> str:
    return reverse(name, args=[transcript.pk, *more])


def pks(transcript: Transcript) -> list[int]:
    return list(Telling.objects.filter(version__transcript=transcript).order_by("pk").values_list("pk", flat=True))


def test_two_summaries_stand_side_by_side_with_what_each_has_of_its_own(signed_in: SignIn) -> None:
    transcript = a_told_transcript(MARCH, APRIL)
    one, other = pks(transcript)
    html = owner_of(transcript, signed_in).get(address(transcript), {"a": one, "b": other}).text
    assert "Launch in <mark>March</mark>" in html
    assert "Launch in <mark>April</mark>" in html
    assert "Tell everybody. · Ada · today" in html.replace("<mark>", "").replace("</mark>", "")


def test_who_asks_for_the_live_parts_alone_gets_no_comparison(signed_in: SignIn) -> None:
    transcript = a_told_transcript(MARCH, APRIL)
    client = owner_of(transcript, signed_in)
    assert "Side by side" in client.get(address(transcript)).text
    live = client.get(address(transcript), headers={"x-live": "1"}).text
    assert "Side by side" not in live
    assert 'id="underway"' in live


def test_what_nobody_said_is_marked_in_the_comparison_too(signed_in: SignIn) -> None:
    transcript = a_told_transcript(MARCH, APRIL)
    html = owner_of(transcript, signed_in).get(address(transcript)).text
    assert "[unsupported]" in html


def test_unless_others_are_asked_for_the_one_shown_stands_beside_the_newest(signed_in: SignIn) -> None:
    transcript = a_told_transcript(MARCH, APRIL, Summary(title="Third"))
    html = owner_of(transcript, signed_in).get(address(transcript)).text
    first, _, third = pks(transcript)
    assert f'name="a" value="{first}" aria-label="Summary 1 by the embedded summariser on the left" checked' in html
    assert f'name="b" value="{third}" aria-label="Summary 3 by the embedded summariser on the right" checked' in html


def test_the_list_tells_how_each_was_made(signed_in: SignIn) -> None:
    transcript = a_told_transcript(MARCH)
    assert transcript.current
    a_telling(
        transcript.current,
        APRIL,
        chosen=False,
        maker="language_model",
        model="llama3",
        prompt_version="2026-11-1",
        language="de",
        instructions=EVIL,
        calls=3,
        prompt_tokens=1_200,
        completion_tokens=34,
        took_ms=12_340,
        troubles=["part 2 of 3: it was empty"],
        asked_by=a_user("eve"),
    )
    html = owner_of(transcript, signed_in).get(address(transcript)).text
    for told in ("llama3", "2026-11-1", "German", "1234", "3 calls", "12.3 s", "part 2 of 3: it was empty", "eve"):
        assert told in html
    assert "&lt;script&gt;" in html
    assert EVIL not in html


def test_summaries_of_earlier_words_are_kept_but_not_to_be_used(signed_in: SignIn) -> None:
    transcript = a_told_transcript(MARCH)
    newer = a_version(transcript, number=2)
    a_telling(newer, APRIL)
    Transcript.objects.update(current=newer)
    client = owner_of(transcript, signed_in)
    html = client.get(address(transcript)).text
    assert "of an earlier transcript" in html
    assert "Use this one" not in html
    client.post(address(transcript, "transcript-summary-use", pks(transcript)[0]))
    transcript.refresh_from_db()
    assert transcript.current == newer


def test_another_one_is_chosen_and_read(signed_in: SignIn) -> None:
    transcript = a_told_transcript(MARCH, APRIL)
    client = owner_of(transcript, signed_in)
    answer = client.post(address(transcript, "transcript-summary-use", pks(transcript)[1]), follow=True)
    assert "Readers now see summary 2." in answer.text
    html = client.get(transcript.get_absolute_url()).text
    assert '<h1 dir="auto">Launch in April</h1>' in html
    assert "Tell everybody." in html


def test_another_one_is_asked_for_without_a_language_model(signed_in: SignIn) -> None:
    transcript = a_told_transcript(MARCH)
    client = owner_of(transcript, signed_in)
    assert "no language model is configured" in client.get(address(transcript)).text
    answer = client.post(address(transcript, "transcript-summary-make"), {"use": "on"}, follow=True)
    assert "Another summary is being made." in answer.text
    assert "Another summary by the embedded summariser" in answer.text
    assert 'data-refresh="2"' in answer.text
    assert Step.objects.get(kind="tell").input["maker"] == "embedded"


def test_another_model_language_and_wishes_can_be_asked_for(llm: LlmStandIn, signed_in: SignIn) -> None:
    transcript = a_told_transcript(MARCH)
    client = owner_of(transcript, signed_in)
    assert f'value="{MODEL}"' in client.get(address(transcript)).text
    wishes = {"maker": "language_model", "model": "llama3", "language": "fr", "instructions": "Soyez bref."}
    client.post(address(transcript, "transcript-summary-make"), wishes)
    asked = Step.objects.get(kind="tell").input
    assert asked == {**wishes, "asked_by": transcript.room.owner_id if transcript.room else 0, "use": False}


def test_wishes_too_long_are_refused_with_what_was_typed(llm: LlmStandIn, signed_in: SignIn) -> None:
    transcript = a_told_transcript(MARCH)
    wishes = {"maker": "language_model", "instructions": "x" * 2_001}
    answer = owner_of(transcript, signed_in).post(address(transcript, "transcript-summary-make"), wishes)
    assert answer.status_code == 400
    assert "x" * 2_001 in answer.text
    assert not Step.objects.filter(kind="tell").exists()


def test_while_the_transcript_is_worked_on_the_page_says_why_none_is_made(signed_in: SignIn) -> None:
    transcript = a_told_transcript(MARCH)
    Transcript.objects.update(status="transcribing")
    answer = owner_of(transcript, signed_in).post(address(transcript, "transcript-summary-make"), follow=True)
    assert "The transcript is being worked on." in answer.text


def test_a_failure_stands_until_another_one_is_made(signed_in: SignIn) -> None:
    transcript = a_told_transcript(MARCH)
    assert transcript.current
    asked = {"maker": "language_model", "model": "llama3", "language": "de"}
    a_step(transcript.current, "tell", part="1", status="failed", error="llama3: refused.", input=asked)
    client = owner_of(transcript, signed_in)
    assert "llama3: refused." in client.get(address(transcript)).text
    a_step(transcript.current, "tell", part="2", status="done", input=asked)
    assert "llama3: refused." not in client.get(address(transcript)).text


def test_readers_see_summaries_and_change_nothing(signed_in: SignIn) -> None:
    transcript = a_told_transcript(MARCH, APRIL)
    reader = signed_in(a_user(permissions=("transcripts.view_transcript",)))
    html = reader.get(address(transcript)).text
    assert "Side by side" in html
    assert "Make another one" not in html
    assert "Use this one" not in html
    for path in (
        address(transcript, "transcript-summary-make"),
        address(transcript, "transcript-summary-use", pks(transcript)[1]),
    ):
        assert reader.post(path).status_code == 403


def test_to_strangers_there_are_none(signed_in: SignIn) -> None:
    transcript, other = a_told_transcript(MARCH), a_told_transcript(APRIL, owner="bob")
    stranger = owner_of(other, signed_in)
    assert stranger.get(address(transcript)).status_code == 404
    assert stranger.post(address(transcript, "transcript-summary-make")).status_code == 404
    assert stranger.post(address(other, "transcript-summary-use", pks(transcript)[0])).status_code == 404


@pytest.mark.parametrize("query", [{"a": "x", "b": "1"}, {"a": "999999", "b": "999999"}, {"a": "1\0", "b": "2"}])
def test_summaries_that_are_not_there_cannot_be_compared(query: dict[str, str], signed_in: SignIn) -> None:
    transcript = a_told_transcript(MARCH)
    assert owner_of(transcript, signed_in).get(address(transcript), query).status_code == 404


def test_the_transcript_tells_quietly_what_made_its_summary(signed_in: SignIn) -> None:
    transcript = a_told_transcript(MARCH)
    client = owner_of(transcript, signed_in)
    assert "In words of the meeting, <time" in client.get(transcript.get_absolute_url()).text
    Telling.objects.update(maker="language_model", model="llama3")
    html = client.get(transcript.get_absolute_url()).text
    assert "By llama3, <time" in html
    assert f'href="{address(transcript)}"' in html
