"""A stand-in for a language model's server that speaks OpenAI's chat completions protocol over real HTTP.

By itself it answers as a dull but honest model would: it reads the record in the question and tells it in the record's
own words, each sentence with its line. Tests put other words into its mouth with `say`, script faults with `fail`, and
set what its server refuses.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from tests.standins.http import Answer, Fault, HttpStandIn, SeenRequest

MODEL = "stand-in"
_LINE = re.compile(r"^\[(\d+)\] (?:([^:\n]{1,40}): )?(.+)$", re.MULTILINE)
_TOPIC = re.compile(r"^#### topic (\d+)$", re.MULTILINE)
_BORDER = re.compile(r"^##### [0-9a-f]{12}$", re.MULTILINE)
_REFUSED = "'response_format.type' must be one of those this server knows, it was {kind}"
Said = str | Callable[[str], str]


class LlmStandIn(HttpStandIn):
    """The server.

    `refuses` names the types of `response_format` that are answered with `refusal_status`; `refused_fields` the fields
    of a request that are; `longest` the most bytes that all messages may have.
    """

    def __init__(self, *, api_key: str = "") -> None:
        super().__init__()
        self.api_key = api_key
        self.refuses: frozenset[str] = frozenset()
        self.refused_fields: Mapping[str, str] = {}
        self.refusal_status = 400
        self.longest: int | None = None
        self.usage: Mapping[str, int] | None = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
        self._said: list[tuple[str, dict[str, Any]]] = []

    def say(self, content: Said, *, about: str = "", finish: str = "stop", refusal: str | None = None) -> None:
        """Answer the next question that holds `about` with this instead; a function is given the question."""
        self._said.append((about, {"content": content, "finish_reason": finish, "refusal": refusal}))

    def stall(self, seconds: float, *, times: int = 1) -> None:
        """Think for so long before the next answers."""
        self.fail(Fault(delay_s=seconds), times=times)

    @property
    def questions(self) -> list[str]:
        """What the user's message of each request said, in order."""
        return [request.body["messages"][-1]["content"] for request in self.requests]

    @property
    def rules(self) -> list[str]:
        """What the system message of each request said, in order."""
        return [request.body["messages"][0]["content"] for request in self.requests]

    def answer(self, request: SeenRequest, authorization: str | None) -> Answer:
        """What such a server would say."""
        if (request.method, request.path) != ("POST", "/chat/completions"):
            return error(404, "no such endpoint")
        if self.api_key and authorization != f"Bearer {self.api_key}":
            return error(401, "Incorrect API key provided")
        return self._refusal(request.body) or self._completion(request.body)

    def _refusal(self, body: Mapping[str, Any]) -> Answer | None:
        kind = body.get("response_format", {}).get("type")
        if kind in self.refuses:
            return error(self.refusal_status, _REFUSED.format(kind=kind))
        for field, message in self.refused_fields.items():
            if field in body:
                return error(400, message)
        if self.longest and sum(len(one["content"].encode()) for one in body["messages"]) > self.longest:
            return error(400, "This model's maximum context length is exceeded")
        return None

    def _completion(self, body: Mapping[str, Any]) -> Answer:
        question = body["messages"][-1]["content"]
        with self._lock:
            place = next((place for place, (about, _) in enumerate(self._said) if about in question), None)
            said = self._said.pop(place)[1] if place is not None else {"content": honest, "finish_reason": "stop"}
        content = said["content"](question) if callable(said["content"]) else said["content"]
        message = {"role": "assistant", "content": content, "refusal": said.get("refusal")}
        choice = {"index": 0, "message": message, "finish_reason": said["finish_reason"]}
        usage = {} if self.usage is None else {"usage": self.usage}
        return Answer(200, {"object": "chat.completion", "model": body["model"], "choices": [choice], **usage})


def error(status: int, message: str, *, headers: Mapping[str, str] | None = None) -> Answer:
    """A refusal in OpenAI's shape."""
    return Answer(status, {"error": {"message": message, "type": "invalid_request_error"}}, headers or {})


def record_in(question: str) -> str:
    """What stands between the two borders of the data."""
    return _BORDER.split(question)[1]


def outside_of_record(question: str) -> str:
    """All that a model could take for instructions."""
    before, _, after = _BORDER.split(question)
    return before + after


def honest(question: str) -> str:
    """The record told in its own words; an empty object where there is no record."""
    if not _BORDER.search(question):
        return "{}"
    record = record_in(question)
    is_part = bool(_TOPIC.search(record))
    return json.dumps(_told_part(record) if is_part else _told_whole(record))


def _told_part(record: str) -> dict[str, Any]:
    topics = _TOPIC.split(record)[1:]
    told = []
    for number, lines in zip(topics[::2], topics[1::2], strict=True):
        spoken = max(_LINE.findall(lines), key=lambda line: len(line[2]))
        title = " ".join(spoken[2].split()[:6]).rstrip(".,?")
        told.append({"topic": int(number), "title": title, "sentences": [_sentence(spoken)]})
    return {"topics": told, "decisions": [], "next_steps": []}


def _told_whole(record: str) -> dict[str, Any]:
    sentences = [_sentence(line) for line in _LINE.findall(record)]
    title = " ".join(sentences[0]["text"].split()[:6]).rstrip(".,?")
    return {"title": title, "recap": sentences[:2], "subjects": [{"title": title, "sentences": sentences[:3]}]}


def _sentence(line: tuple[str, str, str]) -> dict[str, Any]:
    number, _, text = line
    return {"text": text, "lines": [int(number)]}
