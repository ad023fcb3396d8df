from collections.abc import Iterator

import pytest

from tests.standins.llm import LlmStandIn
from tests.summary.models import a_chat
from transcripts.summary.llm.chat import Chat


@pytest.fixture
def llm() -> Iterator[LlmStandIn]:
    with LlmStandIn() as standin:
        yield standin


@pytest.fixture
def chat(llm: LlmStandIn) -> Chat:
    return a_chat(llm)
