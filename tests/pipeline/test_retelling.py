"""A language model tells the meeting once more; what the embedded summariser told stands until then, and without it."""

import pytest

from reflector_site.queue import Queue
from tests.pipeline.working import a_version_at_work, end, heard, make_ready, now, prepare_all, step_of, work_off
from tests.site.llm import llm
from tests.standins.llm import MODEL, LlmStandIn, error
from transcripts.models import Step, Transcript, Version
from transcripts.summary.llm.prompts import PROMPT_VERSION

__all__ = ["llm"]

pytestmark = pytest.mark.django_db

SAID = (
    "We launch the new website on the first of March. Mina will fix the discount codes before Thursday. "
    "The advertising budget stays at twelve thousand dollars. Kenji asks the landlord about the office lease."
)


def a_told_version() -> Version:
    version = a_version_at_work()
    return make_ready(version.transcript, SAID)


def test_the_model_is_asked_and_what_it_took_is_kept(llm: LlmStandIn) -> None:
    telling = a_told_version().tellings.get(maker="language_model")
    assert (telling.model, telling.prompt_version) == (MODEL, PROMPT_VERSION)
    assert telling.calls == len(llm.requests) > 0
    assert (telling.prompt_tokens, telling.completion_tokens) == (100 * telling.calls, 20 * telling.calls)
    assert telling.took_ms is not None


def test_what_the_model_told_is_what_a_reader_sees(llm: LlmStandIn) -> None:
    version = a_told_version()
    retold = version.tellings.get(maker="language_model")
    assert now(version).short_summary == retold.short_summary != ""
    assert now(version).status == Transcript.Status.READY


def test_a_model_that_is_away_leaves_a_ready_transcript_with_the_embedded_summary(llm: LlmStandIn) -> None:
    llm.fail(error(500, "out of order"), times=100)
    version = a_told_version()
    assert now(version).status == Transcript.Status.READY
    assert now(version).short_summary == version.tellings.get().short_summary != ""
    assert step_of(version, Step.Kind.RETELL).status == Step.Status.QUEUED


def test_a_model_that_refuses_leaves_a_warning(llm: LlmStandIn) -> None:
    llm.fail(error(401, "Incorrect API key provided"), times=100)
    version = a_told_version()
    assert step_of(version, Step.Kind.RETELL).status == Step.Status.FAILED
    assert [warning for warning in now(version).warnings if warning.startswith("The language model made no summary")]


def test_without_a_model_nobody_is_asked() -> None:
    assert not a_told_version().steps.filter(kind=Step.Kind.RETELL).exists()


def test_silence_is_not_told(llm: LlmStandIn) -> None:
    version = a_version_at_work()
    prepare_all(version)
    end(version, Step.Kind.TRANSCRIBE, "0:0", result=heard(""))
    work_off(Queue.QUICK)
    assert llm.requests == []
