"""A site with a language model."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.standins.llm import MODEL, LlmStandIn


@pytest.fixture
def llm(settings: Settings) -> Iterator[LlmStandIn]:
    """The server of a language model, as configured for this site."""
    with LlmStandIn() as standin:
        settings.LLM_URL, settings.LLM_MODEL = standin.api_url, MODEL
        yield standin
