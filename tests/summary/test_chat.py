import socket
from typing import Any

import pytest

from reflector_site.http import CallFailed
from tests.standins.http import Answer, Fault
from tests.standins.llm import MODEL, LlmStandIn, error
from tests.summary.models import a_chat
from transcripts.summary.llm.chat import Chat, Reply, Server, TooLong

SCHEMA = {
    "type": "object",
    "properties": {"title": {"type": "string"}},
    "required": ["title"],
    "additionalProperties": False,
}
MESSAGES = ({"role": "system", "content": "Be brief."}, {"role": "user", "content": "Say it."})


def asked(chat: Chat) -> Reply:
    return chat.ask(MESSAGES, schema=SCHEMA, most_tokens=50, within_s=10.0)


def forms(llm: LlmStandIn) -> list[str | None]:
    """The types of answer that were asked for, in order."""
    return [request.body.get("response_format", {}).get("type") for request in llm.requests]


def test_the_question_asks_for_the_schema_without_chance_and_within_bounds(llm: LlmStandIn, chat: Chat) -> None:
    llm.say("{}")
    asked(chat)
    (request,) = llm.seen("POST", "/chat/completions")
    assert request.body == {
        "model": MODEL,
        "messages": list(MESSAGES),
        "max_tokens": 50,
        "temperature": 0,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "minutes", "strict": True, "schema": SCHEMA},
        },
    }


def test_the_reply_comes_with_what_it_cost_and_how_it_ended(llm: LlmStandIn, chat: Chat) -> None:
    llm.say("half an ans", finish="length")
    llm.say("", refusal="I would rather not.")
    llm.say("", finish="content_filter")
    assert asked(chat) == Reply("half an ans", cut=True, refusal="", prompt_tokens=100, completion_tokens=20)
    assert asked(chat).refusal == "I would rather not."
    assert "content filter" in asked(chat).refusal


def test_the_reply_is_text_that_can_be_stored(llm: LlmStandIn, chat: Chat) -> None:
    llm.say("Done\0 \ud83d.")
    llm.say("", refusal="No \ud83d\ude00\ud83d.")
    assert asked(chat).text == "Done \ufffd."
    assert asked(chat).refusal == "No 😀\ufffd."


def test_the_key_is_sent_and_a_wrong_one_is_not_tried_again() -> None:
    with LlmStandIn(api_key="secret") as llm:
        llm.say("{}")
        assert asked(a_chat(llm, api_key="secret")).text == "{}"
        with pytest.raises(CallFailed) as failed:
            asked(a_chat(llm, api_key="wrong"))
        assert not failed.value.passing
        assert "Incorrect API key" in str(failed.value)
        assert len(llm.requests) == 2


@pytest.mark.parametrize(
    ("refused", "status", "tried"),
    [
        ({"json_schema"}, 400, ["json_schema", "json_object"]),
        ({"json_object"}, 400, ["json_schema"]),
        ({"json_schema", "json_object"}, 422, ["json_schema", "json_object", "json_object", None]),
    ],
)
def test_a_form_of_answer_that_a_server_refuses_is_not_asked_for_again(
    llm: LlmStandIn, chat: Chat, refused: set[str], status: int, tried: list[str | None]
) -> None:
    llm.refuses, llm.refusal_status = frozenset(refused), status
    asked(chat)
    assert forms(llm) == tried
    asked(chat)
    assert forms(llm) == [*tried, tried[-1]]


def test_a_server_that_breaks_on_a_form_it_does_not_know_is_asked_in_another(llm: LlmStandIn, chat: Chat) -> None:
    llm.refuses, llm.refusal_status = frozenset({"json_schema"}), 500
    asked(chat)
    assert forms(llm) == ["json_schema"] * 3 + ["json_object"]
    assert llm.requests[-1].body["response_format"]["schema"] == SCHEMA


@pytest.mark.parametrize(
    ("field", "message", "left"),
    [
        ("max_tokens", "Unsupported parameter: use 'max_completion_tokens' instead.", {"max_completion_tokens": 50}),
        ("temperature", "Unsupported value: 'temperature' does not support 0.", {"max_tokens": 50}),
    ],
)
def test_a_field_that_a_model_refuses_is_left_out(
    llm: LlmStandIn, chat: Chat, field: str, message: str, left: dict[str, Any]
) -> None:
    llm.refused_fields = {field: message}
    asked(chat)
    asked(chat)
    assert len(llm.requests) == 3
    body = llm.requests[-1].body
    assert field not in body
    assert left.items() <= body.items()


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_busy_or_broken_server_is_asked_again(llm: LlmStandIn, chat: Chat, status: int) -> None:
    llm.fail(error(status, "out of order"))
    llm.say("{}")
    assert asked(chat).text == "{}"
    assert len(llm.requests) == 2


def test_a_server_that_says_when_to_come_back_is_obeyed(llm: LlmStandIn, chat: Chat) -> None:
    llm.fail(error(429, "slow down", headers={"Retry-After": "1"}))
    asked(chat)
    first, second = llm.requests
    assert second.at - first.at >= 1.0


def test_a_server_that_stays_broken_is_given_up_as_passing(llm: LlmStandIn, chat: Chat) -> None:
    llm.fail(error(503, "out of order"), times=3)
    with pytest.raises(CallFailed) as failed:
        asked(chat)
    assert failed.value.passing
    assert len(llm.requests) == 3


def test_a_model_that_is_not_there_is_given_up_at_once(llm: LlmStandIn, chat: Chat) -> None:
    llm.fail(error(404, "model 'stand-in' not found, try pulling it first"))
    with pytest.raises(CallFailed, match="try pulling it first") as failed:
        asked(chat)
    assert not failed.value.passing


def test_a_slow_answer_is_not_waited_for_longer_than_allowed(llm: LlmStandIn) -> None:
    llm.stall(60.0, times=9)
    chat = a_chat(llm, call_s=0.2, total_s=0.5)
    with pytest.raises(CallFailed) as failed:
        asked(chat)
    assert failed.value.passing
    assert llm.answered == 0


def test_nobody_listening_is_a_passing_failure() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    chat = Chat(Server(url=f"http://127.0.0.1:{port}/v1", model=MODEL, attempts=2, first_wait_s=0.01))
    with pytest.raises(CallFailed) as failed:
        asked(chat)
    assert failed.value.passing


def test_a_question_that_does_not_fit_says_so(llm: LlmStandIn, chat: Chat) -> None:
    llm.longest = 10
    with pytest.raises(TooLong):
        asked(chat)


@pytest.mark.parametrize("body", [{}, {"choices": []}, {"choices": [{"message": "hello"}]}, [], {"choices": None}, b""])
def test_an_answer_out_of_the_protocol_is_a_failure(llm: LlmStandIn, chat: Chat, body: object) -> None:
    llm.fail(Answer(200, body))
    with pytest.raises(CallFailed, match="no message"):
        asked(chat)


def test_an_answer_that_breaks_off_is_asked_for_again(llm: LlmStandIn, chat: Chat) -> None:
    llm.fail(Fault(cut=True))
    llm.say("{}")
    llm.say("{}")
    assert asked(chat).text == "{}"
