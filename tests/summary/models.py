"""Questions to the stand-in for the tests of summaries."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tests.standins.llm import MODEL, LlmStandIn
from transcripts.summary.llm.chat import Chat, Server


def a_chat(llm: LlmStandIn, *, api_key: str = "", call_s: float = 5.0, total_s: float = 10.0) -> Chat:
    """Impatient, so that tests do not wait."""
    server = Server(
        url=llm.api_url, model=MODEL, api_key=api_key, call_s=call_s, total_s=total_s, attempts=3, first_wait_s=0.01
    )
    return Chat(server)


PART, WHOLE = "This is part", "These are notes"
"""How the two sorts of questions begin."""


def told(*sentences: tuple[str, int]) -> list[dict[str, Any]]:
    """Sentences, each with the line it cites."""
    return [{"text": text, "lines": [line]} for text, line in sentences]


def a_part(
    *topics: tuple[int, str, list[dict[str, Any]]],
    decisions: Sequence[Mapping[str, Any]] = (),
    next_steps: Sequence[Mapping[str, Any]] = (),
) -> str:
    """What a model writes about a part; topics are (number, title, sentences)."""
    named = [{"topic": number, "title": title, "sentences": sentences} for number, title, sentences in topics]
    return json.dumps({"topics": named, "decisions": list(decisions), "next_steps": list(next_steps)})


def a_whole(title: str, recap: Sequence[Mapping[str, Any]] = (), subjects: Sequence[Mapping[str, Any]] = ()) -> str:
    """What a model writes about the whole meeting."""
    return json.dumps({"title": title, "recap": list(recap), "subjects": list(subjects)})


def a_step(task: str, line: int, *, owner: str = "", due: str = "", context: str = "") -> dict[str, Any]:
    return {"task": task, "owner": owner, "due": due, "context": context, "lines": [line]}
