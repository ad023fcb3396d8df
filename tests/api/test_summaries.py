"""Summaries over the REST API: the list, another one, the choice."""

import pytest
from django.test import Client

from tests.builders import a_meeting, a_recording, a_room, a_step, a_telling, a_transcript, a_user
from tests.site.llm import llm
from tests.standins.llm import MODEL, LlmStandIn
from transcripts.models import Step, Telling, Transcript
from transcripts.summary.outline import Summary

__all__ = ["llm"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Client:
    client = Client()
    client.force_login(a_user("ada"))
    return client


@pytest.fixture
def transcript(owner: Client) -> Transcript:
    """Of a room of Ada's, with two summaries; the first is shown."""
    room = a_room(summary_language="de", summary_instructions="Be brief.")
    room.owner_id = int(owner.session["_auth_user_id"])
    room.save()
    made = a_transcript(a_recording(a_meeting(room)))
    assert made.current
    assembled = {"participants": [], "webvtt": "WEBVTT\n", "duration_ms": 1, "warnings": []}
    a_step(made.current, "assemble", status="done", result=assembled)
    a_telling(made.current, Summary(title="First"))
    a_telling(made.current, Summary(title="Second"), chosen=False)
    return made


def address(transcript: Transcript, *more: object) -> str:
    return "/".join(["/v1/transcripts", str(transcript.pk), "summaries", *map(str, more), ""])


def signed_in(*permissions: str) -> Client:
    client = Client()
    client.force_login(a_user(permissions=permissions))
    return client


def test_summaries_are_listed_newest_first_with_how_they_were_made(owner: Client, transcript: Transcript) -> None:
    second, first = owner.get(address(transcript)).json()
    assert (first["title"], first["number"], first["version"], first["shown"]) == ("First", 1, 1, True)
    assert (first["maker"], first["model"], first["took"], first["asked_by"]) == ("embedded", "", 0.4, None)
    assert (second["title"], second["shown"]) == ("Second", False)


def test_another_one_is_asked_for_as_the_settings_and_the_room_say(
    owner: Client, transcript: Transcript, llm: LlmStandIn
) -> None:
    assert owner.post(address(transcript), {"use": False}, content_type="application/json").status_code == 202
    asked = Step.objects.get(kind="tell").input
    assert (asked["maker"], asked["model"], asked["language"]) == ("language_model", MODEL, "de")
    assert (asked["instructions"], asked["use"]) == ("Be brief.", False)


def test_what_is_asked_for_stands_above_what_the_room_says(
    owner: Client, transcript: Transcript, llm: LlmStandIn
) -> None:
    wishes = {"model": "llama3", "language": "", "instructions": ""}
    owner.post(address(transcript), wishes, content_type="application/json")
    asked = Step.objects.get(kind="tell").input
    assert {name: asked[name] for name in wishes} == wishes


def test_a_language_model_that_is_not_configured_is_a_400_that_says_so(owner: Client, transcript: Transcript) -> None:
    for wish in ({"maker": "language_model"}, {"model": "llama3"}, {"language": "de"}, {"instructions": "Be brief."}):
        answer = owner.post(address(transcript), wish, content_type="application/json")
        assert answer.status_code == 400, wish
        assert "LLM_URL" in answer.json()["maker"][0]


@pytest.mark.parametrize(
    "wishes", [{"maker": "nobody"}, {"instructions": "x" * 2_001}, {"model": "x" * 256}, {"language": "zz"}]
)
def test_what_cannot_be_is_a_400_that_names_its_field(
    wishes: dict[str, str], owner: Client, transcript: Transcript
) -> None:
    answer = owner.post(address(transcript), wishes, content_type="application/json")
    assert (answer.status_code, set(answer.json())) == (400, set(wishes))


def test_while_it_is_worked_on_there_is_a_409(owner: Client, transcript: Transcript) -> None:
    Transcript.objects.update(status="transcribing")
    assert owner.post(address(transcript)).status_code == 409


def test_one_is_chosen(owner: Client, transcript: Transcript) -> None:
    second = Telling.objects.get(title="Second")
    answer = owner.post(address(transcript, second.pk, "use"))
    assert (answer.status_code, answer.json()["shown"]) == (200, True)
    transcript.refresh_from_db()
    assert transcript.title == "Second"


def test_one_that_is_not_there_is_a_404(owner: Client, transcript: Transcript) -> None:
    assert owner.post(address(transcript, 999_999, "use")).status_code == 404


def test_readers_may_only_read_and_to_others_it_is_not_there(transcript: Transcript) -> None:
    second = Telling.objects.get(title="Second")
    reader, stranger = signed_in("transcripts.view_transcript"), signed_in()
    assert len(reader.get(address(transcript)).json()) == 2
    assert reader.post(address(transcript)).status_code == 403
    assert reader.post(address(transcript, second.pk, "use")).status_code == 403
    assert stranger.get(address(transcript)).status_code == 404
    assert stranger.post(address(transcript)).status_code == 404
    assert stranger.post(address(transcript, second.pk, "use")).status_code == 404
