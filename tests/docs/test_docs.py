"""What the documentation names is there, and what is there is named."""

import re
from pathlib import Path
from typing import Any

import pytest
from rest_framework import serializers

from meetings.serializers import MeetingFilters
from recordings.models import Recording
from recordings.serializers import RecordingFilters
from rooms.serializers import RoomFilters
from transcripts.models import Step, Transcript
from transcripts.searching.serializers import SearchFilters
from transcripts.serializers import (
    ActionItemFilters,
    ActionItemSerializer,
    TranscriptDetailSerializer,
    TranscriptFilters,
)

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
FILTERS: dict[str, type[serializers.Serializer[Any]]] = {
    "rooms": RoomFilters,
    "meetings": MeetingFilters,
    "recordings": RecordingFilters,
    "transcripts": TranscriptFilters,
    "action items": ActionItemFilters,
    "search": SearchFilters,
}


def text_of(name: str) -> str:
    return (ROOT / name).read_text()


def settings_read() -> list[str]:
    """The names of all environment variables that the settings read."""
    return re.findall(r'\benv\.\w+\(\s*"([A-Z0-9_]+)"', text_of("reflector_site/settings.py"))


def test_there_are_settings_to_document() -> None:
    assert {"DATABASE_URL", "DAILY_API_KEY", "SPEECH_WORKERS", "DJANGO_ALLOWED_HOSTS"} <= set(settings_read())


@pytest.mark.parametrize("name", sorted(set(settings_read())))
def test_every_setting_has_its_line_in_the_settings_page(name: str) -> None:
    assert f"\n| `{name}` |" in text_of("docs/settings.md")


def test_the_settings_page_names_no_setting_that_is_not_read() -> None:
    documented = re.findall(r"^\| `([A-Z0-9_]+)` \|", text_of("docs/settings.md"), re.MULTILINE)
    assert sorted(documented) == sorted(set(settings_read()))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files_that_are_there(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)", page.read_text())
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("kind", FILTERS)
def test_the_api_page_has_the_filters_of_each_list(kind: str) -> None:
    (row,) = re.findall(rf"^\| {kind} \| (.*) \|$", text_of("docs/api.md"), re.MULTILINE)
    assert re.findall(r"`(\w+)`", row) == list(FILTERS[kind]().fields)


def test_the_api_page_shows_every_field_of_a_transcript() -> None:
    example = text_of("docs/api.md").split("## A transcript")[1].split("\n## ")[0]
    assert re.findall(r'^  "(\w+)":', example, re.MULTILINE) == list(TranscriptDetailSerializer().fields)


def test_the_api_page_shows_every_field_of_an_action_item() -> None:
    example = text_of("docs/api.md").split("## Action items")[1]
    assert re.findall(r'^  "(\w+)":', example, re.MULTILINE) == list(ActionItemSerializer().fields)


@pytest.mark.parametrize("kind", Step.Kind.values)
def test_the_pipeline_page_has_every_kind_of_step(kind: str) -> None:
    assert f"\n| `{kind}` |" in text_of("docs/pipeline.md")


@pytest.mark.parametrize("outcome", Recording.Outcome.values)
def test_the_data_model_page_has_every_outcome_of_a_recording(outcome: str) -> None:
    assert f"\n| `{outcome}` |" in text_of("docs/data-model.md")


@pytest.mark.parametrize("status", Transcript.Status.values)
def test_the_pages_name_every_status_of_a_transcript(status: str) -> None:
    assert f"`{status}`" in text_of("docs/api.md")
    assert f"`{status}`" in text_of("docs/data-model.md")
