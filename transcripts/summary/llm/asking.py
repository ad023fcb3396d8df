"""Questions to a model, each asked again once where the answer is of no use, within a budget for all of them."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rooms.languages import language_name
from transcripts.summary.llm.answers import BadAnswer, answer_in
from transcripts.summary.llm.chat import Chat, Message, Reply, Schema
from transcripts.summary.llm.languages import is_in_another_language
from transcripts.summary.llm.parts import token_count
from transcripts.summary.llm.prompts import PROMPT_VERSION, Question
from transcripts.summary.llm.usage import Usage

_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What telling one meeting may take.

    `context_tokens` is what the model reads and writes in one call; `most_calls` bounds all calls of a meeting, those
    asked again included; `parallel` how many run at once; `most_seconds` the whole.
    """

    context_tokens: int = 8192
    answer_tokens: int = 1600
    rules_tokens: int = 1400
    most_parts: int = 24
    most_calls: int = 64
    parallel: int = 2
    most_seconds: float = 1800.0

    @property
    def record_tokens(self) -> int:
        """What is left for the record in one call."""
        return max(256, self.context_tokens - self.answer_tokens - self.rules_tokens)


class OutOfBudget(Exception):
    """No call or no second is left."""


class Asker:
    """Asks one model about one meeting. May be used from several threads."""

    def __init__(
        self, chat: Chat, budget: Budget, *, language: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._chat = chat
        self._budget = budget
        self._language = language
        self._clock = clock
        self._began = clock()
        self._lock = threading.Lock()
        self._calls = self._prompt_tokens = self._completion_tokens = 0

    @property
    def usage(self) -> Usage:
        with self._lock:
            return Usage(
                self._chat.server.model,
                PROMPT_VERSION,
                calls=self._calls,
                prompt_tokens=self._prompt_tokens,
                completion_tokens=self._completion_tokens,
                seconds=round(self._clock() - self._began, 3),
            )

    def answer(self, question: Question) -> dict[str, Any]:
        """Raises BadAnswer, TooLong, OutOfBudget, and CallFailed."""
        first = self._ask(question.messages(), question.schema)
        try:
            return self._read(first, question.schema, last=False)
        except BadAnswer as bad:
            again = question.messages(reason=str(bad), shorter=first.cut)
        return self._read(self._ask(again, question.schema), question.schema, last=True)

    def _ask(self, messages: tuple[Message, ...], schema: Schema) -> Reply:
        left_s = self._began + self._budget.most_seconds - self._clock()
        with self._lock:
            if self._calls >= self._budget.most_calls:
                raise OutOfBudget(f"{self._budget.most_calls} calls were not enough")
            if left_s <= 0:
                raise OutOfBudget(f"{self._budget.most_seconds:.0f} seconds were not enough")
            self._calls += 1
        reply = self._chat.ask(messages, schema=schema, most_tokens=self._budget.answer_tokens, within_s=left_s)
        with self._lock:
            self._prompt_tokens += reply.prompt_tokens or sum(token_count(one["content"]) for one in messages)
            self._completion_tokens += reply.completion_tokens or token_count(reply.text)
        return reply

    def _read(self, reply: Reply, schema: Schema, *, last: bool) -> dict[str, Any]:
        """An answer that was cut off is good enough only when asking again did not help."""
        if reply.refusal:
            raise BadAnswer(f"the model declined: {reply.refusal[:_SHOWN]}")
        if reply.cut and not last:
            raise BadAnswer("it was cut off because it was too long")
        answer = answer_in(reply.text, schema, cut=reply.cut)
        if is_in_another_language(" ".join(_texts(answer)), self._language):
            raise BadAnswer(f"it is not written in {language_name(self._language)}")
        return answer


def _texts(value: object) -> list[str]:
    """What the answer says in the language of the summary: quotes and due dates are in the one spoken."""
    if isinstance(value, Mapping):
        return [text for name, part in value.items() if name not in ("quote", "due") for text in _texts(part)]
    if isinstance(value, list):
        return [text for part in value for text in _texts(part)]
    return [value] if isinstance(value, str) else []
