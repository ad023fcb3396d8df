"""A transcript as a file."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import START, a_recording, a_room, a_topic, a_transcript, a_user
from tests.pages.conftest import SignIn
from transcripts.models import Transcript
from transcripts.presenting.downloads import FORMATS, file_name

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


def test_every_form_is_offered_on_the_page(client: Client, transcript: Transcript) -> None:
    page = client.get(transcript.get_absolute_url()).text
    assert all(reverse("transcript-download", args=[transcript.pk, form]) in page for form in FORMATS)


def test_an_unknown_form_is_not_found(client: Client, transcript: Transcript) -> None:
    assert client.get(reverse("transcript-download", args=[transcript.pk, "exe"])).status_code == 404


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Website: plans / 2026", "2026-01-10 Website plans 2026.vtt"),
        ("会議", "2026-01-10 会議.vtt"),
        ("..\\..\\boot\n", "2026-01-10 boot.vtt"),
        ("x" * 255, f"2026-01-10 {'x' * 120}.vtt"),
    ],
)
def test_the_file_is_named_after_the_talk(title: str, name: str) -> None:
    transcript = a_transcript(a_recording(recorded_at=START), title=title)
    assert file_name(transcript, "vtt") == name


def test_an_untitled_file_is_named_after_its_room() -> None:
    transcript = a_transcript(a_recording(recorded_at=START), title="")
    transcript.room = a_room(name="standup")
    assert file_name(transcript, "vtt") == "2026-01-10 standup.vtt"
