"""`manage.py summarise`: a transcript in a file to its summary on standard output, without a database."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from tests.standins.llm import MODEL, LlmStandIn, error
from tests.summary.talks import the_launch_meeting


@pytest.fixture
def transcript(tmp_path: Path) -> Path:
    """The launch meeting as `manage.py transcribe` writes it."""
    spoken = the_launch_meeting()
    people = {utterance.speaker: utterance.speaker_name for utterance in spoken}
    document = {
        "language": "en",
        "participants": [{"id": name, "speaker": speaker, "name": name} for speaker, name in people.items()],
        "segments": [
            {"speaker": u.speaker, "start": u.start_ms / 1000, "end": u.end_ms / 1000, "text": u.text} for u in spoken
        ],
    }
    path = tmp_path / "launch.json"
    path.write_text(json.dumps(document))
    return path


def summarise(path: Path | str, *options: str) -> tuple[str, str]:
    """Standard output and standard error."""
    out, err = StringIO(), StringIO()
    call_command("summarise", str(path), *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_without_a_language_model_the_embedded_summariser_tells(transcript: Path) -> None:
    told, said = summarise(transcript)
    assert told.splitlines()[0].startswith("Launch date")
    assert "Action items" in told
    assert " · likely" in told
    assert "not found" not in said
    assert said.strip().endswith("statements were found in what was said.")


def test_a_configured_model_tells_and_what_it_took_is_printed(
    transcript: Path, llm: LlmStandIn, settings: Settings
) -> None:
    settings.LLM_URL, settings.LLM_MODEL = llm.api_url, MODEL
    _, said = summarise(transcript, "--instructions", "Be brief.", "--model", "other")
    assert said.startswith("other, prompts ")
    assert f"{len(llm.requests)} calls" in said
    assert all("Be brief." in rules for rules in llm.rules)


def test_what_a_model_invents_is_marked_and_counted(transcript: Path, llm: LlmStandIn, settings: Settings) -> None:
    settings.LLM_URL, settings.LLM_MODEL = llm.api_url, MODEL
    sentences = [{"text": "The moon base opens in 2031.", "lines": [1]}]
    llm.say(json.dumps({"title": "Moon", "recap": sentences, "subjects": []}), about="These are notes")
    told, said = summarise(transcript)
    assert "- The moon base opens in 2031. [unsupported]" in told
    found, _, all_of_them = said.splitlines()[-1].partition(" statements")[0].partition(" of ")
    assert int(found) == int(all_of_them) - 1


def test_asked_for_the_embedded_summary_no_model_is_asked(
    transcript: Path, llm: LlmStandIn, settings: Settings
) -> None:
    settings.LLM_URL, settings.LLM_MODEL = llm.api_url, MODEL
    summarise(transcript, "--embedded")
    assert llm.requests == []


def test_json_holds_every_statement_with_its_evidence(transcript: Path) -> None:
    document = json.loads(summarise(transcript, "--format", "json")[0])
    assert document["next_steps"][0]["statement"]["evidence"]


def test_a_model_that_refuses_ends_with_a_sentence(transcript: Path, llm: LlmStandIn, settings: Settings) -> None:
    settings.LLM_URL, settings.LLM_MODEL = llm.api_url, MODEL
    llm.fail(error(401, "Incorrect API key provided"), times=9)
    with pytest.raises(CommandError, match="401"):
        summarise(transcript)


def segment(**changes: object) -> str:
    """A transcript of one segment, as JSON."""
    fine = {"speaker": 0, "start": 0, "end": 1, "text": "Hello."}
    return json.dumps({"language": "en", "participants": [], "segments": [fine | changes]})


NO_TRANSCRIPTS = [
    "",
    "[]",
    '{"segments": []}',
    '{"participants": [1], "segments": []}',
    "\x00",
    "[" * 100_000,
    segment(text=None),
    segment(text=5),
    segment(start=float("inf")),
    segment(end="soon"),
]


@pytest.mark.parametrize("content", NO_TRANSCRIPTS, ids=lambda content: content[:40])
def test_what_is_no_transcript_ends_with_a_sentence(content: str, tmp_path: Path) -> None:
    (tmp_path / "talk.json").write_text(content)
    with pytest.raises(CommandError, match=r"talk\.json is not what"):
        summarise(tmp_path / "talk.json")


def test_a_file_that_is_not_there_ends_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        summarise(tmp_path / "missing.json")


def test_a_language_that_is_none_is_refused(transcript: Path) -> None:
    with pytest.raises(CommandError, match="There is no language 'english'"):
        summarise(transcript, "--language", "english")


@pytest.mark.parametrize(("url", "model"), [("", "llama3"), ("http://localhost:9/v1", "")])
def test_half_of_a_language_model_is_refused(transcript: Path, settings: Settings, url: str, model: str) -> None:
    settings.LLM_URL = url
    with pytest.raises(CommandError, match="set LLM_URL and LLM_MODEL, or neither"):
        summarise(transcript, "--model", model)
