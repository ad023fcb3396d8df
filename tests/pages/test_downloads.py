"""A transcript as a file."""

import json
from datetime import date
from io import BytesIO

import docx
import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import START, a_recording, a_room, a_telling, a_topic, a_transcript, a_user
from tests.pages.conftest import SignIn
from transcripts.action_items import carry_over
from transcripts.models import Transcript
from transcripts.presenting.downloads import FORMATS, file_name
from transcripts.summary.outline import Attendee, Decision, NextStep, Statement, Summary

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(signed_in: SignIn) -> Client:
    return signed_in(a_user(is_superuser=True))


@pytest.fixture
def transcript() -> Transcript:
    return a_transcript(said=("Hello.", "1 < 2."), webvtt="WEBVTT\n\nstored", short_summary="Ada: Hello.")


def content(client: Client, transcript: Transcript, form: str) -> str:
    answer = client.get(reverse("transcript-download", args=[transcript.pk, form]))
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    return answer.text


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (
            "vtt",
            (
                "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n<v Ada>Hello.\n\n"
                "00:00:02.500 --> 00:00:04.500\n<v Bob>1 &lt; 2.\n"
            ),
        ),
        ("vtt-numbers", "WEBVTT\n\nstored"),
        ("srt", "1\n00:00:00,000 --> 00:00:02,000\nAda: Hello.\n\n2\n00:00:02,500 --> 00:00:04,500\nBob: 1 < 2.\n"),
        ("txt", "Ada: Hello.\nBob: 1 < 2.\n"),
        ("txt-times", "[00:00] Ada: Hello.\n[00:02] Bob: 1 < 2.\n"),
        (
            "csv",
            (
                "\ufeffstart,end,speaker,text\r\n00:00:00.000,00:00:02.000,Ada,Hello.\r\n"
                "00:00:02.500,00:00:04.500,Bob,1 < 2.\r\n"
            ),
        ),
    ],
)
def test_the_words_in_every_form(form: str, expected: str, client: Client, transcript: Transcript) -> None:
    assert content(client, transcript, form) == expected


def test_json_has_every_word(client: Client, transcript: Transcript) -> None:
    document = json.loads(content(client, transcript, "json"))
    assert document["segments"][1]["words"] == [{"text": " 1 < 2.", "start": 2.5, "end": 4.5, "probability": 0.9}]
    assert document["duration"] == 80.04


def test_markdown_has_summary_topics_and_words(client: Client, transcript: Transcript) -> None:
    assert transcript.current
    a_topic(transcript.current, "Sums *and* such", start_ms=2500, end_ms=4500)
    written = content(client, transcript, "md")
    assert "## Summary\n- Ada: Hello." in written
    assert "**Ada** (00:00): Hello.\n\n### Sums \\*and\\* such\n\n**Bob** (00:02): 1 \\< 2." in written


def test_what_was_agreed_is_written_with_whose_it_is_and_when_it_was_said(
    client: Client, transcript: Transcript
) -> None:
    assert transcript.current
    decided = Decision(Statement("It is settled.", (), None, supported=False), quote="", likely=True)
    to_do = NextStep(Statement("Add them up.", (1,), 2500), "", Attendee("Bob", 1), "", "by Friday", date(2026, 1, 16))
    a_telling(transcript.current, Summary(decisions=(decided,), next_steps=(to_do,)))
    carry_over(transcript.current)
    written = content(client, transcript, "md")
    assert "## Decisions\n- It is settled. \\[unsupported\\] – likely\n" in written
    assert "## Action items\n- Add them up. – Bob, by Friday (16 Jan 2026) (00:02)\n" in written


def test_the_word_document_opens_in_word(client: Client, transcript: Transcript) -> None:
    answer = client.get(reverse("transcript-download", args=[transcript.pk, "docx"]))
    assert answer.headers["Content-Type"].endswith("wordprocessingml.document")
    texts = [paragraph.text for paragraph in docx.Document(BytesIO(answer.content)).paragraphs]
    assert texts[0] == "A talk"
    assert texts[-2:] == ["Ada  00:00  Hello.", "Bob  00:02  1 < 2."]
    assert "Ada: Hello. (00:00)" in texts


@pytest.mark.parametrize("form", FORMATS)
def test_a_transcript_in_which_nobody_spoke_can_be_had_in_every_form(form: str, client: Client) -> None:
    silent = a_transcript(said=(), title="", webvtt="WEBVTT\n", participants=[], duration_ms=None, language="")
    answer = client.get(reverse("transcript-download", args=[silent.pk, form]))
    assert answer.status_code == 200
    assert f"{silent.recorded_at:%Y-%m-%d} {silent.place}." in answer.headers["Content-Disposition"]


def test_every_form_is_offered_on_the_page(client: Client, transcript: Transcript) -> None:
    page = client.get(transcript.get_absolute_url()).text
    assert all(reverse("transcript-download", args=[transcript.pk, form]) in page for form in FORMATS)


def test_all_forms_can_lie_in_one_folder(client: Client, transcript: Transcript) -> None:
    answers = [client.get(reverse("transcript-download", args=[transcript.pk, form])) for form in FORMATS]
    assert len({answer.headers["Content-Disposition"] for answer in answers}) == len(FORMATS)


def test_an_unknown_form_is_not_found(client: Client, transcript: Transcript) -> None:
    assert client.get(reverse("transcript-download", args=[transcript.pk, "exe"])).status_code == 404


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Website: plans / 2026", "2026-01-10 Website plans 2026.vtt"),
        ("会議", "2026-01-10 会議.vtt"),
        ("..\\..\\boot\n", "2026-01-10 boot.vtt"),
        ("x" * 255, f"2026-01-10 {'x' * 120}.vtt"),
        ("会" * 255, f"2026-01-10 {'会' * 66}.vtt"),
        ("plan\u202efdp.exe", "2026-01-10 plan fdp.exe.vtt"),
        ("???", "2026-01-10 transcript.vtt"),
    ],
)
def test_the_file_is_named_after_the_talk(title: str, name: str) -> None:
    transcript = a_transcript(a_recording(recorded_at=START), title=title)
    assert file_name(transcript, "vtt") == name


def test_a_name_in_another_script_is_sent_as_rfc_6266_has_it(client: Client) -> None:
    transcript = a_transcript(a_recording(recorded_at=START), title="Søknad: 会議")
    answer = client.get(reverse("transcript-download", args=[transcript.pk, "txt"]))
    assert (
        answer.headers["Content-Disposition"]
        == "attachment; filename*=utf-8''2026-01-10%20S%C3%B8knad%20%E4%BC%9A%E8%AD%B0.txt"
    )


def test_an_untitled_file_is_named_after_its_room() -> None:
    transcript = a_transcript(a_recording(recorded_at=START), title="")
    transcript.room = a_room(name="standup")
    assert file_name(transcript, "vtt") == "2026-01-10 standup.vtt"
