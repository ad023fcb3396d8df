"""A room's glossary, and what the speech model is told to listen for."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from rooms.glossary import MOST_WORDS, hotwords, terms_in, word_count
from rooms.models import Room
from tests.builders import a_room, a_user


@pytest.mark.parametrize("text", ["Wren, Kanban board", "Wren\nKanban board\n", " Wren ;; Kanban   board ,\r\n wren"])
def test_terms_stand_on_lines_or_between_commas_and_count_once(text: str) -> None:
    assert terms_in(text) == ("Wren", "Kanban board")


def test_an_empty_glossary_has_no_terms() -> None:
    assert terms_in(" \n,, ") == ()


def test_words_are_counted_and_not_terms() -> None:
    assert word_count(("Wren", "Kanban board")) == 3


def test_the_glossary_comes_before_the_names_of_those_present() -> None:
    assert hotwords(("Wren", "Ada"), ("Ada", "Kenji Mori")) == "Wren, Ada, Kenji Mori"


@pytest.fixture
def owner(db: None, client: Client) -> User:
    user = a_user("ada")
    client.force_login(user)
    return user


def form(**fields: str) -> dict[str, str]:
    return {"name": "standup", "platform": "daily", "language": "", **fields}


def test_the_owner_says_what_to_listen_for_and_how_to_sum_up(client: Client, owner: User) -> None:
    wishes = {"glossary": "Wren", "summary_language": "de", "summary_instructions": "Name the budget."}
    assert client.post(reverse("room-new"), form(**wishes)).status_code == 302
    room = Room.objects.get()
    assert (room.glossary, room.summary_language, room.summary_instructions) == ("Wren", "de", "Name the budget.")


def test_a_glossary_too_long_to_be_listened_for_is_kept_with_a_warning(client: Client, owner: User) -> None:
    words = ", ".join(f"word{number}" for number in range(MOST_WORDS + 10))
    answer = client.post(reverse("room-new"), form(glossary=words), follow=True)
    assert f"The glossary has {MOST_WORDS + 10} words" in answer.text
    assert Room.objects.get().glossary == words


@pytest.mark.parametrize(
    ("field", "value"), [("summary_instructions", "x" * 2_001), ("summary_language", "xx"), ("glossary", "x" * 5_001)]
)
def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(
    client: Client, owner: User, field: str, value: str
) -> None:
    room = a_room(owner=owner)
    answer = client.post(reverse("room-edit", args=[room.pk]), form(glossary="Wren") | {field: value})
    assert answer.status_code == 400
    assert "errorlist" in answer.text
    assert answer.context is not None
    assert answer.context["form"][field].value() == value
    room.refresh_from_db()
    assert room.name != "standup"
