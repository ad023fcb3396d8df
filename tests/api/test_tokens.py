"""API tokens: made once, shown once, good until they end."""

import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from knox.models import AuthToken

from tests.builders import a_meeting, a_recording, a_room, a_transcript, a_user

pytestmark = pytest.mark.django_db

LIST = "/v1/transcripts/"


def made(client: Client, days: str = "") -> str:
    """The token that the page shows after its form was sent."""
    page = client.post(reverse("tokens"), {"days": days}).content.decode()
    (token,) = re.findall(r'<output class="code">([0-9a-f]{64})</output>', page)
    return str(token)


def answer(token: str, path: str = LIST) -> int:
    return Client().get(path, headers={"Authorization": f"Bearer {token}"}).status_code


def test_a_token_is_shown_once_and_signs_its_owner_in(client: Client) -> None:
    client.force_login(a_user("ada"))
    token = made(client)
    assert answer(token) == 200
    assert token not in client.get(reverse("tokens")).content.decode()
    assert token not in str(list(AuthToken.objects.values()))


def test_it_shows_what_its_owner_may_see_and_nothing_else(client: Client) -> None:
    ada, bob = a_user("ada"), a_user("bob")
    own = a_transcript(a_recording(a_meeting(a_room(owner=ada))))
    others = a_transcript(a_recording(a_meeting(a_room(owner=bob))))
    client.force_login(ada)
    token = made(client)
    assert (answer(token, f"{LIST}{own.pk}/"), answer(token, f"{LIST}{others.pk}/")) == (200, 404)


def test_it_needs_no_mark_against_forgery_to_give_orders(client: Client) -> None:
    ada = a_user("ada")
    own = a_transcript(a_recording(a_meeting(a_room(owner=ada))))
    client.force_login(ada)
    token = made(client)
    strict = Client(enforce_csrf_checks=True)
    order = strict.post(f"{LIST}{own.pk}/retry/", headers={"Authorization": f"Bearer {token}"})
    assert order.status_code == 202


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer nonsense", "Bearer a b", "Bearer \xff", "Token abc", "Bearer " + "0" * 64]
)
def test_without_a_good_token_the_answer_is_401(header: str) -> None:
    refused = Client().get(LIST, headers={"Authorization": header} if header else {})
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_it_ends_on_its_day(client: Client) -> None:
    client.force_login(a_user("ada"))
    token = made(client, days="30")
    row = AuthToken.objects.get()
    assert timedelta(days=29) < row.expiry - timezone.now() < timedelta(days=31)
    AuthToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    assert answer(token) == 401


def test_it_is_no_good_once_taken_back_or_its_owner_is_shut_out(client: Client) -> None:
    ada = a_user("ada")
    client.force_login(ada)
    first, second = made(client), made(client)
    client.post(reverse("token-forget", args=[first[:15]]))
    assert (answer(first), answer(second)) == (401, 200)
    ada.is_active = False
    ada.save()
    assert answer(second) == 401


def test_nobody_takes_back_the_token_of_another(client: Client) -> None:
    client.force_login(a_user("ada"))
    token = made(client)
    client.force_login(a_user("bob"))
    assert client.post(reverse("token-forget", args=[token[:15]])).status_code == 404
    assert token[:15] not in client.get(reverse("tokens")).content.decode()
    assert answer(token) == 200


def test_the_page_with_a_token_is_kept_by_nobody(client: Client) -> None:
    client.force_login(a_user("ada"))
    assert client.post(reverse("tokens"), {"days": ""}).headers["Cache-Control"] == "no-store"


def test_a_lifetime_that_is_not_offered_makes_no_token(client: Client) -> None:
    client.force_login(a_user("ada"))
    assert client.post(reverse("tokens"), {"days": "7"}).status_code == 400
    assert not AuthToken.objects.exists()


def test_the_command_prints_one(capsys: pytest.CaptureFixture[str]) -> None:
    a_user("ada")
    call_command("create_token", "ada", days=1)
    assert answer(capsys.readouterr().out.strip()) == 200


def test_the_command_says_what_is_wrong() -> None:
    with pytest.raises(CommandError, match="There is no user ada"):
        call_command("create_token", "ada")
    a_user("ada")
    for days in (0, 36_501, 10**12):
        with pytest.raises(CommandError, match="--days must be from 1 to 36,500"):
            call_command("create_token", "ada", days=days)
