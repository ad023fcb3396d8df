import json
from datetime import date

import pytest

from tests.standins.llm import LlmStandIn
from tests.summary.models import PART, a_part, a_step, told
from tests.summary.talks import the_launch_meeting_as_heard
from transcripts.summary.embedded import summarise
from transcripts.summary.llm.chat import Chat
from transcripts.summary.llm.retelling import Wanted, retell
from transcripts.summary.outline import Summary
from transcripts.summary.stored import document_of, summary_in

LAUNCH = the_launch_meeting_as_heard()
SAID_ON = date(2026, 1, 15)
EMBEDDED = summarise(LAUNCH, "en", said_on=SAID_ON)


def kept(summary: Summary) -> Summary:
    return summary_in(json.loads(json.dumps(document_of(summary))))


@pytest.mark.parametrize("summary", [Summary(), EMBEDDED], ids=["empty", "embedded"])
def test_an_embedded_summary_comes_back_as_it_was(summary: Summary) -> None:
    assert kept(summary) == summary


def test_a_retold_summary_comes_back_as_it_was(llm: LlmStandIn, chat: Chat) -> None:
    step = a_step("Get the photography quote", 33, owner="Kenji", due="by Friday", context="Nobody said this at all.")
    llm.say(a_part((0, "", told(("Globex was sold.", 3))), next_steps=[step]), about=PART)
    retelling = retell(LAUNCH, "en", EMBEDDED, chat, Wanted(language="en", said_on=SAID_ON))
    assert retelling.summary.next_steps[0].due == date(2026, 1, 16)
    assert kept(retelling.summary) == retelling.summary


def test_days_are_written_as_iso_dates() -> None:
    document = document_of(EMBEDDED)
    assert "2026-01-16" in [step["due"] for step in document["next_steps"]]


def test_something_else_is_not_read_as_a_summary() -> None:
    with pytest.raises(KeyError):
        summary_in({"title": "Budget"})
