"""The list of action items over all meetings, and what people do with one."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from reflector_site.paging import SIZE
from reflector_site.readers_day import ZONE_COOKIE
from rooms.models import Room
from tests.builders import START, a_meeting, a_recording, a_room, a_transcript, a_user, an_action_item
from tests.pages.conftest import SignIn
from transcripts import changing_items
from transcripts.forms import NEWEST_ITEMS
from transcripts.models import ActionItem, Transcript

pytestmark = pytest.mark.django_db

LIST = "/action-items/"
EVIL = '<script>alert("x")</script>'


@pytest.fixture
def ada() -> User:
    return a_user("ada")


@pytest.fixture
def client(ada: User, signed_in: SignIn) -> Client:
    return signed_in(ada)


def a_transcript_of(owner: User | None, room: Room | None = None) -> Transcript:
    return a_transcript(a_recording(a_meeting(room or a_room(owner=owner))))


def listed(client: Client, **query: str) -> list[str]:
    answer = client.get(LIST, query)
    assert answer.status_code == 200
    assert answer.context is not None
    return [shown.item.text for group in answer.context["groups"] for shown in group.items]


def do(item: ActionItem, what: str) -> str:
    return reverse(f"action-item-{what}" if what else "action-item", args=[item.pk])


def drawn(client: Client, item: ActionItem) -> dict[str, str]:
    """The fields of its form, as a browser would send them back."""
    return fields_in(client.get(do(item, "")))


def fields_in(answer: Any) -> dict[str, str]:
    fields = answer.context["form"]
    return {field.html_name: str(field.value() or "").replace("\n", "\r\n") for field in fields}


def save(client: Client, form: dict[str, str], item: ActionItem, **written: str) -> Any:
    return client.post(do(item, ""), {**form, **written})


def change(item: ActionItem, **fields: Any) -> None:
    """Somebody else does."""
    now = ActionItem.objects.get(pk=item.pk)
    changing_items.reword(now, replace(changing_items.wording_of(now), **fields))


def test_what_is_to_be_done_is_listed_meeting_by_meeting_newest_first(client: Client, ada: User) -> None:
    older, newer = a_transcript_of(ada), a_transcript_of(ada)
    an_action_item(older, "Third")
    an_action_item(newer, "Second", start_ms=2_000)
    an_action_item(newer, "First", start_ms=1_000)
    an_action_item(newer, "Done", done_at=START)
    assert listed(client) == ["First", "Second", "Third"]


def test_filters_find_by_room_person_day_and_state(client: Client, ada: User) -> None:
    today = localdate()
    transcript, elsewhere = a_transcript_of(ada), a_transcript_of(ada)
    an_action_item(transcript, "Late", owner_name="Ada", due=today - timedelta(days=1))
    an_action_item(transcript, "Soon", owner_name="Bob", due=today + timedelta(days=7))
    an_action_item(transcript, "Far", due=today + timedelta(days=8))
    an_action_item(transcript, "Done", owner_name="Ada", due=today - timedelta(days=1), done_at=START)
    an_action_item(elsewhere, "Elsewhere")
    assert listed(client, room=str(elsewhere.room_id)) == ["Elsewhere"]
    assert listed(client, person="Ada") == ["Late"]
    assert sorted(listed(client, person="\x1f")) == ["Elsewhere", "Far"]
    assert listed(client, due="overdue", state="all") == ["Late"]
    assert listed(client, due="week") == ["Soon"]
    assert sorted(listed(client, due="named")) == ["Far", "Late", "Soon"]
    assert listed(client, due="none") == ["Elsewhere"]
    assert listed(client, state="done") == ["Done"]
    assert len(listed(client, state="all")) == 5


def test_a_day_is_over_when_it_is_for_the_reader(client: Client, ada: User) -> None:
    west, east = "Etc/GMT+12", "Pacific/Kiritimati"  # where it is never the same day
    transcript, due = a_transcript_of(ada), localdate(timezone=ZoneInfo(west))
    assert transcript.meeting
    an_action_item(transcript, "Ship it", due=due)
    for zone, overdue in ((west, False), (east, True), ("Nowhere/At_all", due < localdate())):
        client.cookies[ZONE_COOKIE] = zone
        assert (listed(client, due="overdue") == ["Ship it"]) is overdue
        for path in (LIST, transcript.get_absolute_url(), transcript.meeting.get_absolute_url()):
            assert ('class="overdue"' in client.get(path).text) is overdue


def test_a_filter_that_means_nothing_is_shown_as_an_error_and_narrows_nothing(client: Client, ada: User) -> None:
    an_action_item(a_transcript_of(ada), "Here")
    assert listed(client, person="\0", due="x", room="x") == ["Here"]
    assert "errorlist" in client.get(LIST, {"person": "\0"}).text


def people_to_choose(client: Client, **query: str) -> list[str]:
    context = client.get(LIST, query).context
    assert context is not None
    return [label for _, label in context["filters"]["person"].field.widget.choices][1:-1]


def test_people_are_chosen_among_those_of_the_room(client: Client, ada: User) -> None:
    here, elsewhere = a_transcript_of(ada), a_transcript_of(ada)
    for name in ("wren", "Ada", ""):
        an_action_item(here, owner_name=name)
    an_action_item(elsewhere, owner_name="Bob")
    an_action_item(elsewhere, owner_name="Cid", done_at=START)
    an_action_item(a_transcript_of(None), owner_name="Eve")
    assert people_to_choose(client) == ["Ada", "Bob", "Cid", "wren"]
    assert people_to_choose(client, room=str(elsewhere.room_id)) == ["Bob", "Cid"]


def test_somebody_of_long_ago_is_found_by_name_though_not_offered(client: Client, ada: User) -> None:
    older, newer = a_transcript_of(ada), a_transcript_of(ada)
    an_action_item(older, "Old", owner_name="Zoë ")
    newest = (ActionItem.of(newer, text="New", told="New", owner_name="Ada") for _ in range(NEWEST_ITEMS))
    ActionItem.objects.bulk_create(newest)
    assert people_to_choose(client) == ["Ada"]
    assert listed(client, person="Zoë ") == ["Old"]
    assert people_to_choose(client, person="Zoë ") == ["Ada", "Zoë "]
    assert '<option value="Zoë " selected>' in client.get(LIST, {"person": "Zoë "}).text
    assert listed(client, person="Nobody") == []


def test_items_ticked_off_meanwhile_make_no_other_be_left_out(client: Client, ada: User) -> None:
    long, short = a_transcript_of(ada), a_transcript_of(ada)
    for number in range(SIZE + 10):
        an_action_item(long, f"{number}", start_ms=1_000 * number)
    an_action_item(short, "Newest")
    first = client.get(LIST)
    assert first.context is not None
    on_first = [shown.item for group in first.context["groups"] for shown in group.items]
    assert [item.text for item in on_first] == ["Newest", *(f"{number}" for number in range(SIZE - 1))]
    for item in on_first:
        changing_items.tick(item, done=True, by=ada)
    second = client.get(f"{LIST}{first.context['page'].older}")
    assert second.context is not None
    rest = [shown.item.text for group in second.context["groups"] for shown in group.items]
    assert rest == [f"{number}" for number in range(SIZE - 1, SIZE + 10)]
    assert second.context["page"].older == ""


def test_an_item_leads_to_the_moment_it_was_said_at(client: Client, ada: User) -> None:
    transcript = a_transcript_of(ada)
    an_action_item(transcript, start_ms=2_500, position=1)
    assert f'href="{transcript.get_absolute_url()}?t=2.5#t1"' in client.get(LIST).text


def test_doubts_about_an_item_are_told_with_it(client: Client, ada: User) -> None:
    an_action_item(a_transcript_of(ada), likely=True, supported=False, due=localdate() - timedelta(days=1))
    html = client.get(LIST).text
    assert "not found in what was said" in html
    assert "likely" in html
    assert "overdue" in html


def test_an_item_is_ticked_off_and_back_without_a_script(client: Client, ada: User) -> None:
    item = an_action_item(a_transcript_of(ada))
    answer = client.post(do(item, "tick"), {"done": "1", "next": f"{LIST}?state=all"})
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}?state=all")
    item.refresh_from_db()
    assert (item.done, item.done_by) == (True, ada)
    assert "ticked off by ada" in client.get(LIST, {"state": "all"}).text
    client.post(do(item, "tick"), {"done": "0"})
    item.refresh_from_db()
    assert not item.done


def test_a_script_that_ticks_stays_where_it_is(client: Client, ada: User) -> None:
    item = an_action_item(a_transcript_of(ada))
    assert client.post(do(item, "tick"), {"done": "1"}, headers={"Accept": "application/json"}).status_code == 204


@pytest.mark.parametrize("next_page", ["https://elsewhere.invalid/", "//elsewhere.invalid", "javascript:alert(1)", ""])
def test_nobody_is_led_elsewhere(next_page: str, client: Client, ada: User) -> None:
    item = an_action_item(a_transcript_of(ada))
    answer = client.post(do(item, "tick"), {"done": "1", "next": next_page})
    assert answer["Location"] == item.transcript.get_absolute_url()


def test_an_item_is_edited_in_a_form_that_holds_what_it_says(client: Client, ada: User) -> None:
    item = an_action_item(a_transcript_of(ada), "Fix it.", owner_name="Ada", due="2026-01-16", quote="I will fix it.")
    html = client.get(do(item, "")).text
    assert 'value="2026-01-16"' in html
    assert "I will fix it." in html
    answer = save(client, drawn(client, item), item, text="Fix all of it.", owner="Bob", due="2026-02-01", next=LIST)
    assert answer["Location"] == LIST
    item.refresh_from_db()
    assert (item.text, item.owner_name, item.owner_speaker, str(item.due)) == ("Fix all of it.", "Bob", 1, "2026-02-01")


def test_what_another_person_changed_meanwhile_stays(client: Client, ada: User) -> None:
    item = an_action_item(a_transcript_of(ada), "Fix it.\nAll of it.", owner_name="Ada", due="2026-01-16")
    form = drawn(client, item)
    change(item, due=date(2026, 3, 1), owner="Bob")
    assert save(client, form, item, text="Fix all of it.").status_code == 302
    item.refresh_from_db()
    assert (item.text, item.owner_name, item.due) == ("Fix all of it.", "Bob", date(2026, 3, 1))


def test_of_two_words_for_the_same_the_later_asks_first(client: Client, ada: User) -> None:
    item = an_action_item(a_transcript_of(ada), "Fix it.", due="2026-01-16")
    form = drawn(client, item)
    change(item, text="Mend it.", due=date(2026, 3, 1))
    answer = save(client, form, item, text="Repair it.")
    assert answer.status_code == 400
    assert "meanwhile to “Mend it.”" in answer.text
    item.refresh_from_db()
    assert item.text == "Mend it."
    again = fields_in(answer)
    assert (again["text"], again["due"]) == ("Repair it.", "2026-03-01")
    assert save(client, again, item).status_code == 302
    item.refresh_from_db()
    assert (item.text, item.due) == ("Repair it.", date(2026, 3, 1))


def test_a_form_saved_as_it_was_drawn_changes_nothing(client: Client, ada: User) -> None:
    item = an_action_item(a_transcript_of(ada), "Fix it.\nAll of it.", likely=True)
    assert save(client, drawn(client, item), item).status_code == 302
    item.refresh_from_db()
    assert (item.text, item.edited_at, item.likely) == ("Fix it.\nAll of it.", None, True)


@pytest.mark.parametrize("form", [{"text": ""}, {"text": "x", "due": "tomorrow"}, {"text": "x" * 2_001}])
def test_what_makes_no_item_is_refused_and_nothing_is_lost(form: dict[str, str], client: Client, ada: User) -> None:
    transcript = a_transcript_of(ada)
    item = an_action_item(transcript, "Fix it.")
    for path in (do(item, ""), reverse("action-item-add", args=[transcript.pk])):
        answer = client.post(path, form)
        assert answer.status_code == 400
        assert "errorlist" in answer.text
    assert list(ActionItem.objects.values_list("text", flat=True)) == ["Fix it."]


def test_a_persons_own_item_is_added_to_a_transcript(client: Client, ada: User) -> None:
    transcript = a_transcript_of(ada)
    path = reverse("action-item-add", args=[transcript.pk])
    assert '<option value="Bob">' in client.get(path).text
    client.post(path, {"text": "Call Wren.", "owner": "ada", "due": ""})
    item = ActionItem.objects.get()
    assert (item.text, item.owner_name, item.owner_speaker, item.made_by, item.told) == (
        "Call Wren.",
        "Ada",
        0,
        ada,
        "",
    )
    assert "added by hand" in client.get(transcript.get_absolute_url()).text


def test_what_is_taken_away_is_seen_nowhere(client: Client, ada: User) -> None:
    item = an_action_item(a_transcript_of(ada), "Gone.")
    client.post(do(item, "remove"), {"next": LIST})
    assert listed(client, state="all") == []
    assert "Gone." not in client.get(item.transcript.get_absolute_url()).text
    assert client.get(do(item, "")).status_code == 404


def test_readers_see_items_and_change_none(signed_in: SignIn, ada: User) -> None:
    item = an_action_item(a_transcript_of(ada), done_at=START)
    reader = signed_in(a_user(permissions=("transcripts.view_transcript",)))
    html = reader.get(LIST, {"state": "all"}).text
    assert item.text in html
    assert "<button" not in html.split('<ul class="items">')[1].split("</ul>")[0]
    assert reader.get(do(item, "")).status_code == 403
    for what in ("tick", "remove"):
        assert reader.post(do(item, what)).status_code == 403
    assert reader.post(reverse("action-item-add", args=[item.transcript_id]), {"text": "x"}).status_code == 403


def test_to_strangers_there_are_none(signed_in: SignIn, ada: User) -> None:
    item = an_action_item(a_transcript_of(ada), owner_name="Ada")
    stranger = signed_in(a_user())
    assert listed(stranger, state="all") == []
    assert "Ada" not in stranger.get(LIST).text
    assert stranger.post(do(item, "tick"), {"done": "1"}).status_code == 404
    assert stranger.get(reverse("action-item-add", args=[item.transcript_id])).status_code == 404


def test_ticking_and_taking_away_are_not_done_by_looking(client: Client, ada: User) -> None:
    item = an_action_item(a_transcript_of(ada))
    assert [client.get(do(item, what)).status_code for what in ("tick", "remove")] == [405, 405]


def test_the_room_and_the_meeting_lead_to_their_items(client: Client, ada: User) -> None:
    transcript = a_transcript_of(ada)
    an_action_item(transcript, "Fix it.")
    an_action_item(transcript, "Done.", done_at=START)
    assert transcript.room
    assert transcript.meeting
    room = client.get(transcript.room.get_absolute_url()).text
    assert f'<a href="{LIST}?room={transcript.room.pk}">1 action item to do</a>' in room
    assert "Fix it." in client.get(transcript.meeting.get_absolute_url()).text


def test_what_people_say_and_type_is_never_markup(client: Client, ada: User) -> None:
    transcript = a_transcript_of(ada)
    item = an_action_item(transcript, EVIL, owner_name=EVIL, due_as_said=EVIL, quote=EVIL)
    assert transcript.meeting
    for path in (LIST, do(item, ""), transcript.get_absolute_url(), transcript.meeting.get_absolute_url()):
        html = client.get(path).text
        assert EVIL not in html
        assert "&lt;script&gt;" in html
