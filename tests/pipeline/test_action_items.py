"""Action items follow the summary that is shown, and whatever people did to them stays."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.builders import a_step, a_telling, a_transcript, a_user, a_version, an_action_item
from transcripts import changing_items, pipeline
from transcripts.action_items import carry_over
from transcripts.changing_items import Wording
from transcripts.models import ActionItem, Telling, Transcript, Version
from transcripts.summary.outline import Attendee, NextStep, Statement, Summary
from transcripts.tellings import choose

pytestmark = pytest.mark.django_db

ADA, BOB = Attendee("Ada", 0), Attendee("Bob", 1)
CART = NextStep(
    Statement("Ada fixes the cart.", (1,), 2_500), "I will fix the cart by Friday.", ADA, "", "by Friday", likely=True
)
QUOTE = NextStep(Statement("Bob asks for a quote.", (2,), 5_000), "Bob, ask for a quote.", BOB, due=date(2026, 1, 16))
MOON = NextStep(Statement("Somebody flies to the moon.", (), None, supported=False), "")


def a_told_transcript(*steps: NextStep) -> Transcript:
    transcript = a_transcript(said=("Hello.", "I will fix the cart by Friday.", "Bob, ask for a quote."))
    tell(transcript, *steps)
    return transcript


def tell(transcript: Transcript, *steps: NextStep, version: Version | None = None) -> Telling:
    """Another summary is shown."""
    version = version or transcript.current
    assert version is not None
    telling = a_telling(version, Summary(next_steps=steps))
    carry_over(version)
    return telling


def items(transcript: Transcript) -> list[str]:
    return [item.text for item in transcript.action_items.standing().as_spoken()]


def the_item(transcript: Transcript) -> ActionItem:
    return transcript.action_items.get()


def test_a_row_holds_all_that_the_summary_tells_of_it() -> None:
    item = the_item(a_told_transcript(CART))
    assert (item.text, item.owner_name, item.owner_speaker) == ("Ada fixes the cart.", "Ada", 0)
    assert (item.due_as_said, item.quote, item.start_ms, item.position) == ("by Friday", CART.quote, 2_500, 1)
    assert (item.likely, item.supported, item.done, item.touched) == (True, True, False, False)


def test_what_nobody_said_is_marked() -> None:
    item = the_item(a_told_transcript(MOON))
    assert (item.supported, item.start_ms, item.owner_name) == (False, None, "")


def test_another_summary_replaces_what_nobody_touched() -> None:
    transcript = a_told_transcript(CART)
    tell(transcript, QUOTE)
    assert items(transcript) == ["Bob asks for a quote."]


def test_the_same_summary_again_changes_nothing() -> None:
    transcript = a_told_transcript(CART, QUOTE, MOON)
    before = list(ActionItem.objects.values())
    assert transcript.current
    carry_over(transcript.current)
    assert list(ActionItem.objects.values()) == before


def told_otherwise(step: NextStep, text: str, **fields: Any) -> NextStep:
    return NextStep(Statement(text, step.statement.evidence, step.statement.start_ms), step.quote, step.owner, **fields)


def test_a_tick_stays_when_the_item_is_told_in_other_words() -> None:
    transcript = a_told_transcript(CART)
    changing_items.tick(the_item(transcript), done=True, by=a_user("eve"))
    tell(transcript, told_otherwise(CART, "The shopping basket is to be repaired.", due_as_said="Friday"))
    item = the_item(transcript)
    assert (item.text, item.due_as_said) == ("The shopping basket is to be repaired.", "Friday")
    assert item.done_by
    assert item.done_by.username == "eve"


def test_a_ticked_item_stays_when_no_summary_names_it_any_more() -> None:
    transcript = a_told_transcript(CART)
    changing_items.tick(the_item(transcript), done=True, by=a_user())
    tell(transcript, QUOTE)
    assert items(transcript) == ["Ada fixes the cart.", "Bob asks for a quote."]


def test_what_a_person_made_of_an_item_is_never_overwritten() -> None:
    transcript = a_told_transcript(CART)
    changing_items.reword(the_item(transcript), Wording("Rewrite the cart.", "Bob", date(2026, 2, 1)))
    tell(transcript, told_otherwise(CART, "Ada repairs the cart."))
    item = the_item(transcript)
    assert (item.text, item.owner_name, item.owner_speaker, item.due) == (
        "Rewrite the cart.",
        "Bob",
        1,
        date(2026, 2, 1),
    )
    assert (item.likely, item.supported, item.due_as_said) == (False, True, "")
    tell(transcript)
    assert items(transcript) == ["Rewrite the cart."]


def test_an_edited_item_that_nobody_said_is_not_told_twice() -> None:
    transcript = a_told_transcript(MOON)
    changing_items.reword(the_item(transcript), Wording("Book a flight.", "", None))
    tell(transcript, MOON)
    assert items(transcript) == ["Book a flight."]


def test_what_a_person_took_away_does_not_come_back() -> None:
    transcript = a_told_transcript(CART)
    changing_items.remove(the_item(transcript))
    tell(transcript, CART, QUOTE)
    assert items(transcript) == ["Bob asks for a quote."]


def test_a_persons_own_item_stays_and_gets_its_moment_when_a_summary_finds_it_too() -> None:
    transcript = a_told_transcript()
    changing_items.add(transcript, Wording("Ada fixes the cart.", "", None), by=a_user())
    tell(transcript, CART)
    item = the_item(transcript)
    assert (item.text, item.owner_name, item.start_ms, item.position) == ("Ada fixes the cart.", "", 2_500, 1)
    tell(transcript)
    assert items(transcript) == ["Ada fixes the cart."]


def test_words_said_anew_keep_ticks_and_lead_to_the_new_places() -> None:
    transcript = a_told_transcript(CART, QUOTE)
    for item in transcript.action_items.all():
        changing_items.tick(item, done=True, by=a_user())
    anew = a_version(transcript, said=("Hello.", "Ah.", "I'll fix the card by Friday.", "Well."), number=2)
    heard = NextStep(Statement("Ada fixes the card.", (2,), 3_100), "I'll fix the card by Friday.", ADA)
    tell(transcript, heard, version=anew)
    cart, quote = transcript.action_items.as_spoken()
    assert (cart.text, cart.start_ms, cart.position, cart.done) == ("Ada fixes the card.", 3_100, 2, True)
    assert (quote.start_ms, quote.position, quote.done) == (5_000, 2, True)


def test_items_of_an_earlier_summary_come_back_with_it() -> None:
    transcript = a_told_transcript(CART)
    assert transcript.current
    first = transcript.current.chosen
    tell(transcript, QUOTE)
    assert first
    choose(transcript.current, first)
    carry_over(transcript.current)
    assert items(transcript) == ["Ada fixes the cart."]


def test_owners_are_called_as_the_participants_are_now() -> None:
    transcript = a_told_transcript(CART)
    changing_items.tick(the_item(transcript), done=True, by=a_user())
    participants = [{**participant, "name": f"{participant['name']} L."} for participant in transcript.participants]
    Transcript.objects.update(participants=participants)
    tell(transcript)
    assert the_item(transcript).owner_name == "Ada L."


def test_somebody_who_did_not_take_part_can_be_an_owner() -> None:
    step = NextStep(Statement("Wren calls back.", (0,), 0), "", None, "Wren")
    item = the_item(a_told_transcript(step))
    assert (item.owner_name, item.owner_speaker) == ("Wren", None)


def test_an_item_goes_to_the_participant_whose_name_is_typed() -> None:
    transcript = a_told_transcript(CART)
    changing_items.reword(the_item(transcript), Wording(CART.statement.text, "bob", None))
    item = the_item(transcript)
    assert (item.owner_name, item.owner_speaker) == ("Bob", 1)


def test_saving_an_item_as_it_is_is_no_edit() -> None:
    transcript = a_told_transcript(CART)
    changing_items.reword(the_item(transcript), changing_items.wording_of(the_item(transcript)))
    item = the_item(transcript)
    assert (item.edited_at, item.likely) == (None, True)


def test_a_new_day_alone_leaves_the_doubt_about_the_words() -> None:
    transcript = a_told_transcript(MOON)
    changing_items.reword(the_item(transcript), Wording(MOON.statement.text, "", date(2026, 2, 1)))
    assert not the_item(transcript).supported


def test_who_ticked_first_stays_named_and_a_tick_can_be_taken_back() -> None:
    item = an_action_item(a_transcript())
    ada, bob = a_user(), a_user()
    changing_items.tick(item, done=True, by=ada)
    changing_items.tick(item, done=True, by=bob)
    assert item.done_by == ada
    changing_items.tick(item, done=False, by=bob)
    item = ActionItem.objects.get()
    assert not item.done
    assert item.done_by_id is None


def test_showing_another_summary_brings_its_items() -> None:
    transcript = a_told_transcript(CART)
    assert transcript.current
    from_before = transcript.current.chosen
    later = a_telling(transcript.current, Summary(next_steps=(QUOTE,)), chosen=False)
    assert from_before
    assert items(transcript) == ["Ada fixes the cart."]
    assembled = {"participants": transcript.participants, "webvtt": "WEBVTT\n", "duration_ms": 8_000, "warnings": []}
    a_step(transcript.current, "assemble", status="done", result=assembled)
    assert pipeline.show_telling(later, by=a_user().pk)
    assert items(transcript) == ["Bob asks for a quote."]


def read_twice() -> tuple[ActionItem, ActionItem]:
    """An item as two people have it before them."""
    item = an_action_item(a_transcript())
    return ActionItem.objects.get(pk=item.pk), ActionItem.objects.get(pk=item.pk)


def test_of_two_who_tick_an_item_that_they_saw_undone_the_first_stays_named() -> None:
    (one, other), (ada, bob) = read_twice(), (a_user(), a_user())
    changing_items.tick(one, done=True, by=ada)
    changing_items.tick(other, done=True, by=bob)
    assert ActionItem.objects.get().done_by == ada


def test_two_who_change_different_fields_of_what_they_saw_both_have_their_way() -> None:
    one, other = read_twice()
    changing_items.reword(one, replace(changing_items.wording_of(one), due=date(2026, 2, 1)))
    changing_items.reword(other, replace(changing_items.wording_of(other), text="Mend the cart.", owner="bob"))
    assert changing_items.wording_of(ActionItem.objects.get()) == Wording("Mend the cart.", "Bob", date(2026, 2, 1))


def test_of_two_who_change_the_same_field_the_second_learns_of_it() -> None:
    one, other = read_twice()
    changing_items.reword(one, replace(changing_items.wording_of(one), text="Mend the cart."))
    with pytest.raises(changing_items.Meanwhile, match="text") as meanwhile:
        changing_items.reword(other, replace(changing_items.wording_of(other), text="Scrap the cart."))
    assert meanwhile.value.now.text == ActionItem.objects.get().text == "Mend the cart."


def test_an_item_that_is_gone_is_not_changed() -> None:
    one, other = read_twice()
    changing_items.remove(one)
    with pytest.raises(changing_items.Gone):
        changing_items.tick(other, done=True, by=a_user())
    with pytest.raises(changing_items.Gone):
        changing_items.reword(other, Wording("Mend the cart.", "", None))
    assert not ActionItem.objects.get().done
