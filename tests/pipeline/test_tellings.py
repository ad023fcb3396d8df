"""Another summary of the same words: made when somebody asks, beside those there are, shown when somebody wants it."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from pytest_django import Settings

from tests.builders import a_recording, a_room, a_step, a_telling, a_transcript, a_user
from tests.pipeline.working import a_version_at_work, claimed, make_ready, now, step_of, work_off, work_to_the_end
from tests.site.llm import llm
from tests.standins.llm import MODEL, LlmStandIn, error, outside_of_record
from transcripts import pipeline
from transcripts.action_items import carry_over
from transcripts.making.wishes import NoLanguageModel, tell_input
from transcripts.models import ActionItem, Step, Telling, Transcript, Version
from transcripts.summary.outline import Attendee, NextStep, Statement, Summary
from transcripts.summary.stored import document_of
from transcripts.tellings import choose

__all__ = ["llm"]

pytestmark = pytest.mark.django_db

SAID = (
    "We launch the new website on the first of March. Mina will fix the discount codes before Thursday. "
    "The advertising budget stays at twelve thousand dollars. Kenji asks the landlord about the office lease."
)


def a_told_version() -> Version:
    return make_ready(a_version_at_work().transcript, SAID)


def ask(version: Version, *, by: int = 0, **wishes: object) -> Step:
    """Somebody asks for another summary."""
    room = version.transcript.room
    step = pipeline.tell_again(now(version), tell_input(room, by=by, **wishes))  # type: ignore[arg-type] # as given
    assert step is not None
    return step


def shown(version: Version) -> Telling:
    version.refresh_from_db()
    assert version.chosen is not None
    return version.chosen


def test_the_embedded_summary_is_a_row_that_is_shown() -> None:
    version = a_told_version()
    telling = shown(version)
    assert (telling.number, telling.maker, telling.model, telling.language) == (1, "embedded", "", "en")
    assert now(version).title == telling.title != ""
    assert telling.took_ms is not None


def test_another_one_is_made_of_the_words_as_they_are_now() -> None:
    version = a_told_version()
    version.segments.update(text=SAID.replace("office lease", "office rent"))
    ask(version)
    work_off()
    assert shown(version).number == 2
    assert "office rent" in str(shown(version).document)
    assert now(version).long_summary == shown(version).long_summary


def test_it_is_made_beside_the_one_shown_where_nobody_wants_to_see_it_at_once() -> None:
    version = a_told_version()
    ask(version, use=False)
    work_off()
    assert shown(version).number == 1
    assert version.tellings.count() == 2


def test_another_model_language_and_wishes_are_asked_for_and_kept(llm: LlmStandIn) -> None:
    ada = a_user("ada")
    version = a_told_version()
    llm.requests.clear()
    ask(version, by=ada.pk, maker="language_model", model="other", language="en", instructions="Name the budget first.")
    work_off()
    telling = shown(version)
    assert (telling.model, telling.instructions, telling.asked_by) == ("other", "Name the budget first.", ada)
    assert {request.body["model"] for request in llm.requests} == {"other"}
    assert all("Name the budget first." in rules for rules in llm.rules)


def test_the_rooms_language_and_wishes_hold_for_what_is_made_by_itself(llm: LlmStandIn) -> None:
    version = a_version_at_work()
    room = version.transcript.room
    assert room
    room.summary_language, room.summary_instructions = "sv", "Nämn budgeten."
    room.save()
    make_ready(version.transcript, SAID)
    telling = version.tellings.get(maker="language_model")
    assert (telling.language, telling.instructions) == ("sv", "Nämn budgeten.")
    assert all("Swedish" in rules and "Nämn budgeten." in rules for rules in llm.rules)


def test_wishes_stand_outside_of_the_record(llm: LlmStandIn) -> None:
    version = a_told_version()
    ask(version, maker="language_model", instructions="Be brief.")
    work_off()
    assert not any("Be brief." in outside_of_record(question) for question in llm.questions)
    assert "Be brief." in llm.rules[-1]


def test_asked_twice_for_the_same_it_is_made_once() -> None:
    version = a_told_version()
    assert ask(version) == ask(version)
    assert ask(version, use=False) != ask(version)
    work_off()
    assert version.tellings.count() == 3


def test_while_the_transcript_is_being_worked_on_none_is_made() -> None:
    version = a_version_at_work()
    asked = tell_input(None, by=0)
    assert pipeline.tell_again(version.transcript, asked) is None
    make_ready(version.transcript, SAID)
    pipeline.start_again(now(version))
    assert pipeline.tell_again(now(version), asked) is None


def test_without_a_language_model_there_is_none_to_ask() -> None:
    with pytest.raises(NoLanguageModel, match="LLM_URL"):
        tell_input(None, by=0, maker="language_model")


def test_a_model_that_is_busy_is_asked_again(llm: LlmStandIn) -> None:
    version = a_told_version()
    llm.fail(error(500, "out of order"), times=4)
    step = ask(version, maker="language_model", model="other")
    work_off()
    step.refresh_from_db()
    assert step.status == Step.Status.QUEUED
    work_to_the_end()
    assert shown(version).model == "other"


def test_a_model_that_refuses_changes_nothing_and_warns_no_reader(llm: LlmStandIn) -> None:
    version = a_told_version()
    before = (now(version).short_summary, now(version).warnings)
    llm.fail(error(401, "Incorrect API key provided"), times=100)
    step = ask(version, maker="language_model", model="other")
    work_off()
    step.refresh_from_db()
    assert step.status == Step.Status.FAILED
    assert "401" in step.error
    assert (now(version).short_summary, now(version).warnings) == before


def test_the_warning_that_the_model_failed_goes_when_another_one_tells(llm: LlmStandIn) -> None:
    llm.fail(error(401, "Incorrect API key provided"))
    version = a_told_version()
    assert "The language model made no summary" in now(version).warnings[0]
    ask(version, maker="language_model")
    work_off()
    assert now(version).warnings == []


def test_what_somebody_chose_is_not_replaced_by_what_comes_by_itself(llm: LlmStandIn) -> None:
    ada = a_user("ada")
    llm.fail(error(500, "out of order"), times=4)
    version = a_told_version()
    first = shown(version)
    assert step_of(version, Step.Kind.RETELL).status == Step.Status.QUEUED
    assert pipeline.show_telling(first, by=ada.pk)
    work_to_the_end()
    assert version.tellings.count() == 2
    assert shown(version) == first


def test_an_earlier_one_can_be_shown_again_with_its_topics() -> None:
    ada = a_user("ada")
    version = a_told_version()
    first = shown(version)
    topics = list(version.topics.values_list("title", "start_ms"))
    version.segments.update(text="")
    ask(version)
    work_off()
    assert now(version).title == ""
    assert pipeline.show_telling(first, by=ada.pk)
    assert (now(version).title, list(version.topics.values_list("title", "start_ms"))) == (first.title, topics)
    assert shown(version).version.chosen_by == ada


def test_a_summary_of_other_words_is_not_shown() -> None:
    version = a_told_version()
    first = shown(version)
    pipeline.start_again(now(version))
    make_ready(version.transcript, "Something else was heard this time, and nobody knows what it may mean in the end.")
    assert not pipeline.show_telling(first, by=a_user().pk)
    assert now(version).current != version


def test_a_worker_that_lost_its_lease_stores_no_summary() -> None:
    version = a_told_version()
    step = ask(version)
    held = claimed(step)
    Step.objects.filter(pk=step.pk).update(fence=held.fence + 1)
    assert not pipeline.finished(held, {})
    assert version.tellings.count() == 1


def test_a_new_version_starts_with_a_summary_of_its_own() -> None:
    version = a_told_version()
    pipeline.start_again(now(version))
    newer = make_ready(version.transcript, SAID)
    assert shown(newer).number == 1
    assert version.tellings.count() == 1


def test_summaries_go_with_their_transcript() -> None:
    version = a_told_version()
    transcript = now(version)
    transcript.delete()
    assert not Telling.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_summaries_that_steps_had_kept_become_rows() -> None:
    transcript = a_transcript(a_recording())
    version = transcript.current
    assert version is not None
    fix = NextStep(Statement("Fix the cart.", (0,), 0), "Hello.", Attendee("Ada", 0), due_as_said="by Friday")
    told = Summary(title="Told", next_steps=(fix,))
    usage = {
        "model": MODEL,
        "prompt_version": "1",
        "calls": 3,
        "prompt_tokens": 9,
        "completion_tokens": 4,
        "seconds": 2.5,
    }
    texts = {"short_summary": "", "long_summary": ""}
    a_step(version, "summarise", status="done", result={"title": "Heard", **texts})
    a_step(
        version,
        "retell",
        status="done",
        result={"title": "Told", **texts, "document": document_of(told), "usage": usage, "troubles": ["part 2"]},
    )
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes("transcripts")
    try:
        MigrationExecutor(connection).migrate([("transcripts", "0004_summaries")])
    finally:
        MigrationExecutor(connection).migrate(latest)
        call_command("migrate", verbosity=0)
    version.refresh_from_db()
    first, second = version.tellings.order_by("number")
    assert (first.maker, first.title, second.maker, second.model) == ("embedded", "Heard", "language_model", MODEL)
    assert (second.calls, second.took_ms, second.troubles) == (3, 2500, ["part 2"])
    assert shown(version) == second
    item = ActionItem.objects.get()
    assert (item.text, item.owner_name, item.owner_speaker, item.due_as_said) == (
        "Fix the cart.",
        "Ada",
        0,
        "by Friday",
    )
    assert transcript.room
    assert (item.room, item.recorded_at) == (transcript.room, transcript.recorded_at)
    with transaction.atomic():
        carry_over(version)
    assert ActionItem.objects.get() == item
    choose(version, first)


def test_a_model_configured_later_tells_nothing_unasked(settings: Settings) -> None:
    version = a_told_version()
    settings.LLM_URL, settings.LLM_MODEL = "http://127.0.0.1:9/v1", MODEL
    ask(version, maker="embedded")
    work_off()
    assert not version.steps.filter(kind=Step.Kind.RETELL).exists()


def test_a_summary_asked_for_while_a_newer_version_fails_is_still_shown() -> None:
    version = a_told_version()
    pipeline.start_again(now(version))
    pipeline.cancel(now(version))
    version.segments.update(text=SAID.replace("office lease", "office rent"))
    ask(version)
    work_off()
    assert "office rent" in now(version).short_summary
    assert now(version).status == Transcript.Status.CANCELLED


def test_the_room_says_what_is_listened_for() -> None:
    version = a_version_at_work(meeting=None)
    room = version.transcript.room
    assert room
    room.glossary = "Wren, Kanban"
    room.save()
    make_ready(version.transcript, SAID)
    assert step_of(version, Step.Kind.TRANSCRIBE, "0:0").input["hotwords"] == "Wren, Kanban"


def test_a_summary_of_a_room_without_wishes_is_asked_for_without() -> None:
    assert tell_input(a_room(), by=3) == {
        "maker": "embedded",
        "model": "",
        "language": "",
        "instructions": "",
        "asked_by": 3,
        "use": True,
    }


def test_each_summary_of_a_version_has_its_number() -> None:
    version = a_told_version()
    assert [a_telling(version, chosen=False).number for _ in range(2)] == [2, 3]
