"""While a model thinks, for minutes perhaps, whoever waits for it shows life, and can end it."""

import threading
import time

import pytest

from tests.standins.llm import LlmStandIn, honest
from tests.summary.models import PART, WHOLE
from tests.summary.talks import the_launch_meeting_as_heard
from transcripts.summary.embedded import summarise
from transcripts.summary.llm.asking import Budget
from transcripts.summary.llm.chat import Chat
from transcripts.summary.llm.retelling import Wanted, retell

LAUNCH = the_launch_meeting_as_heard()
EMBEDDED = summarise(LAUNCH, "en")
SMALL = Budget(context_tokens=3600, answer_tokens=1600, rules_tokens=1400)


class LostIt(Exception):
    pass


def test_whoever_waits_hears_how_far_it_is_and_can_end_it(llm: LlmStandIn, chat: Chat) -> None:
    shares: list[float] = []
    retell(LAUNCH, "en", EMBEDDED, chat, Wanted(language="en"), budget=SMALL, on_progress=shares.append)
    assert shares == sorted(shares)
    assert 0 < shares[-1] < 1

    def lost(share: float) -> None:
        raise LostIt

    with pytest.raises(LostIt):
        retell(LAUNCH, "en", EMBEDDED, chat, Wanted(language="en"), on_progress=lost)


@pytest.mark.parametrize("about", [PART, WHOLE])
def test_whoever_waits_is_called_while_any_one_question_is_thought_about(
    llm: LlmStandIn, chat: Chat, monkeypatch: pytest.MonkeyPatch, about: str
) -> None:
    monkeypatch.setattr("transcripts.summary.llm.retelling._POLL_S", 0.05)
    signs: list[int] = []
    heard_meanwhile: list[int] = []

    def think(question: str) -> str:
        before = len(signs)
        time.sleep(0.5)
        heard_meanwhile.append(len(signs) - before)
        return honest(question)

    llm.say(think, about=about)
    wanted = Wanted(language="en")
    retell(LAUNCH, "en", EMBEDDED, chat, wanted, on_progress=lambda share: signs.append(threading.get_ident()))
    assert heard_meanwhile[0] >= 3
    assert set(signs) == {threading.get_ident()}  # the lease is kept over this thread's connection


def test_a_question_about_the_whole_can_be_ended_too(llm: LlmStandIn, chat: Chat) -> None:
    over = threading.Event()
    thought: list[str] = []

    def lost_at_the_end(share: float) -> None:
        if any(WHOLE in question for question in llm.questions):
            raise LostIt

    def think(question: str) -> str:
        over.wait(10)
        thought.append(question)
        return honest(question)

    llm.say(think, about=WHOLE)
    with pytest.raises(LostIt):
        retell(LAUNCH, "en", EMBEDDED, chat, Wanted(language="en"), on_progress=lost_at_the_end)
    assert thought == []
    over.set()
