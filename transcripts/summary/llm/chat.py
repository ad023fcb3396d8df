"""Asking a server that speaks OpenAI's chat completions protocol: hosted ones, vLLM, llama.cpp, Ollama, LM Studio.

Servers differ in what they take: some refuse `response_format` of type `json_schema`, some of type `json_object`,
some `max_tokens` or a temperature. What one refuses is remembered, and not sent to it again.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from reflector_site.http import BearerAuth, CallFailed, HttpClient, Limits
from reflector_site.storable import storable

_ABOUT_FORMAT = re.compile(r"response_format|json_schema|json_object|schema|grammar", re.IGNORECASE)
_ABOUT_LENGTH = re.compile(
    r"context[ _](?:length|window|size)|too (?:long|many tokens)|exceed\w* .{0,60}context|maximum context",
    re.IGNORECASE,
)
_WRONG_REQUEST = frozenset({400, 404, 413, 415, 422, 500, 501})
"""llama-cpp-python's server answers 500 to a `response_format` it does not know."""
Message = Mapping[str, str]
Schema = Mapping[str, Any]


class TooLong(Exception):
    """The question does not fit into what the model can read at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where the model is, and what one call to it may take.

    `call_s` is how long one answer may take, since a server sends nothing before the last word is written; `total_s`
    bounds a call with all its attempts.
    """

    url: str
    model: str
    api_key: str = ""
    call_s: float = 300.0
    total_s: float = 600.0
    attempts: int = 4
    first_wait_s: float = 1.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. `cut` says that the model ran out of tokens; `refusal` is what it said instead of an answer.

    Token counts are the server's, 0 where it gives none.
    """

    text: str
    cut: bool
    refusal: str
    prompt_tokens: int
    completion_tokens: int


@dataclass(frozen=True, slots=True)
class _Dialect:
    """What the server is believed to take; `form` counts from the strictest form of answer to none."""

    form: int = 0
    tokens_field: str = "max_tokens"
    temperature: bool = True


@dataclass(slots=True)
class Chat:
    """One model at one server. May be asked from several threads: they learn the dialect from each other."""

    server: Server
    _dialect: _Dialect = field(default_factory=_Dialect)

    def ask(self, messages: Sequence[Message], *, schema: Schema, most_tokens: int, within_s: float) -> Reply:
        """The model's reply. Raises CallFailed, and TooLong."""
        while True:
            tried = self._dialect
            try:
                answer = self._client(within_s).call(
                    "POST", "/chat/completions", body=self._body(tried, messages, schema, most_tokens), repeatable=True
                )
                return _reply(answer)
            except CallFailed as failure:
                if failure.status not in _WRONG_REQUEST:
                    raise
                if _ABOUT_LENGTH.search(failure.info):
                    raise TooLong(failure.info) from failure
                plainer = _plainer(tried, failure)
                if plainer is None:
                    raise
                self._dialect = plainer

    def _client(self, within_s: float) -> HttpClient:
        """One for each call: it is not for several threads."""
        server = self.server
        limits = Limits(
            attempts=server.attempts,
            total_s=min(server.total_s, within_s),
            read_s=min(server.call_s, within_s),
            first_wait_s=server.first_wait_s,
        )
        return HttpClient(server.url, auth=BearerAuth(server.api_key) if server.api_key else None, limits=limits)

    def _body(
        self, dialect: _Dialect, messages: Sequence[Message], schema: Schema, most_tokens: int
    ) -> dict[str, object]:
        body: dict[str, object] = {
            "model": self.server.model,
            "messages": list(messages),
            dialect.tokens_field: most_tokens,
        }
        if dialect.temperature:
            body["temperature"] = 0
        form = _forms(schema)[dialect.form]
        if form is not None:
            body["response_format"] = form
        return body


def _forms(schema: Schema) -> tuple[dict[str, object] | None, ...]:
    """Ways to ask for JSON, the strictest first. llama-cpp-python and others read a `schema` beside `json_object`."""
    return (
        {"type": "json_schema", "json_schema": {"name": "minutes", "strict": True, "schema": schema}},
        {"type": "json_object", "schema": schema},
        {"type": "json_object"},
        None,
    )


def _plainer(tried: _Dialect, failure: CallFailed) -> _Dialect | None:
    """The dialect without what the server refused; None when the refusal was about something else."""
    if "max_completion_tokens" in failure.info and tried.tokens_field == "max_tokens":
        return replace(tried, tokens_field="max_completion_tokens")
    if "temperature" in failure.info and tried.temperature:
        return replace(tried, temperature=False)
    if _ABOUT_FORMAT.search(failure.info) and tried.form + 1 < len(_forms({})):
        return replace(tried, form=tried.form + 1)
    return None


def _reply(answer: object) -> Reply:
    """Raises CallFailed when the answer is not in the protocol's shape."""
    choice = _first(_of(answer, "choices"))
    message, usage = _of(choice, "message"), _of(answer, "usage")
    if not isinstance(message, dict):
        raise CallFailed("POST /chat/completions: the answer holds no message", passing=False)
    finish, content, refusal = _of(choice, "finish_reason"), message.get("content"), message.get("refusal")
    filtered = "the server's content filter kept the answer back" if finish == "content_filter" else ""
    return Reply(
        text=storable(content) if isinstance(content, str) else "",
        cut=finish == "length",
        refusal=storable(refusal) if isinstance(refusal, str) else filtered,
        prompt_tokens=_count(usage, "prompt_tokens"),
        completion_tokens=_count(usage, "completion_tokens"),
    )


def _of(value: object, name: str) -> object:
    return value.get(name) if isinstance(value, dict) else None


def _first(value: object) -> object:
    return value[0] if isinstance(value, list) and value else None


def _count(usage: object, name: str) -> int:
    count = _of(usage, name)
    return count if isinstance(count, int) else 0
