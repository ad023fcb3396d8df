"""Whatever stands in an address or a body, the answer is no error of the site."""

import json
from base64 import b64encode
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from tests.builders import a_correction, a_recording, a_transcript, a_user
from transcripts.models import Transcript

pytestmark = pytest.mark.django_db

ENORMOUS = 10**30
BEYOND_TIME = ("9999-12-31T23:59:59-10:00", "0001-01-01T00:00:00+14:00")
NO_MOMENT = "2026-13-45T00:00:00"
LISTS = ("meetings", "recordings", "transcripts", "action-items")


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(a_user("ada", is_superuser=True))
    return client


@pytest.fixture
def transcript() -> Transcript:
    made = a_transcript(a_recording())
    a_correction(made)
    return made


def status(client: Client, address: str, **query: str) -> int:
    return client.get(f"{address}?{urlencode(query)}" if query else address).status_code


def cursor(position: str, *, backwards: bool) -> str:
    return b64encode(urlencode({"p": position, "r": "01"[backwards]}).encode()).decode()


@pytest.mark.parametrize(
    "position", [*BEYOND_TIME, NO_MOMENT, "\0", "x", str(ENORMOUS), *(f"{moment}~{ENORMOUS}" for moment in BEYOND_TIME)]
)
@pytest.mark.parametrize("backwards", [False, True])
def test_a_cursor_that_names_no_place_is_not_found(
    position: str, backwards: bool, client: Client, transcript: Transcript
) -> None:
    named = cursor(position, backwards=backwards)
    corrections = f"/v1/transcripts/{transcript.pk}/corrections/"
    for address in [*(f"/v1/{name}/" for name in LISTS), "/v1/rooms/", corrections]:
        assert status(client, address, cursor=named) in {200, 404}, address


@pytest.mark.parametrize("direction", ["older", "newer"])
@pytest.mark.parametrize("moment", [*BEYOND_TIME, NO_MOMENT])
def test_a_page_that_begins_outside_of_time_is_not_found(
    moment: str, direction: str, client: Client, transcript: Transcript
) -> None:
    for name in LISTS:
        key = ENORMOUS if name == "action-items" else uuid4()
        assert status(client, reverse(name), **{direction: f"{moment}~{key}"}) == 404, name
    assert status(client, "/v1/transcripts/", recorded_after=moment) == 400


def test_a_key_with_a_nul_is_nobodys(client: Client, transcript: Transcript) -> None:
    assert status(client, reverse("recordings"), older="2026-01-01T00:00:00+00:00~\0") == 404
    for address in ("/recordings/%00/", "/recordings/a%00b/", "/v1/recordings/%00/"):
        assert status(client, address) == 404, address
    for address in ("/recordings/%00/link", "/recordings/%00/transcribe", "/tokens/%00/forget"):
        assert client.post(address).status_code == 404, address


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "give/", {"segments": [ENORMOUS], "speaker": 1, "was": 0, "version": 1}),
        ("POST", "give/", {"segments": [0], "speaker": ENORMOUS, "was": 0, "version": 1}),
        ("POST", "give/", {"segments": [0], "speaker": 1, "was": ENORMOUS, "version": 1}),
        ("POST", "give/", {"segments": [0], "speaker": 1, "was": 0, "version": ENORMOUS}),
        ("POST", "merge/", {"speaker": ENORMOUS, "into": 0}),
        ("POST", "merge/", {"speaker": 0, "into": ENORMOUS}),
        ("POST", "split/", {"segment": ENORMOUS, "word": 1, "was": "Hello.", "version": 1}),
        ("POST", "split/", {"segment": 0, "word": ENORMOUS, "was": "Hello.", "version": 1}),
        ("POST", "split/", {"segment": 0, "word": 1, "was": "Hello.", "version": 1, "along": [ENORMOUS]}),
        ("POST", "join/", {"segments": [0, ENORMOUS], "was": "Hello.", "version": 1}),
        ("PATCH", "segments/0/", {"text": "x", "was": "Hello.", "version": ENORMOUS}),
        ("PATCH", "topics/0/", {"title": "x", "was": "y", "version": ENORMOUS}),
    ],
)
def test_a_number_beyond_all_numbers_is_a_bad_request(
    method: str, path: str, body: dict[str, object], client: Client, transcript: Transcript
) -> None:
    address = f"/v1/transcripts/{transcript.pk}/{path}"
    answer = client.generic(method, address, json.dumps(body), "application/json")
    assert answer.status_code in {400, 409}, answer.content


def test_a_number_beyond_all_numbers_is_no_address(client: Client, transcript: Transcript) -> None:
    page = transcript.get_absolute_url()
    for address in (
        f"/action-items/{ENORMOUS}/",
        f"/v1/action-items/{ENORMOUS}/",
        f"{page}edit/segments/{ENORMOUS}/",
        f"{page}edit/topics/{ENORMOUS}/",
        f"{page}edit/speakers/{ENORMOUS}/",
        f"/v1/transcripts/{transcript.pk}/summaries/{ENORMOUS}/use/",
    ):
        assert status(client, address) in {404, 405}, address
    assert status(client, f"{page}edit/", after=str(ENORMOUS)) == 200


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 100_000, b'{"transcript": "\\ud800"}', b"\xff", b"{"])
def test_a_body_that_cannot_be_read_or_told_again_is_a_bad_request(
    body: bytes, client: Client, transcript: Transcript
) -> None:
    for method, address in (("POST", "/v1/action-items/"), ("PATCH", f"/v1/transcripts/{transcript.pk}/")):
        answer = client.generic(method, address, body, "application/json")
        assert (answer.status_code, list(answer.json())) == (400, ["detail"]), address


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"title": "%s"}' % (b"x" * 2_000_000)),
        ("application/x-www-form-urlencoded", b"title=%s" % (b"x" * 2_000_000)),
        ("application/x-www-form-urlencoded", b"title=x&" * 2_000),
    ],
    ids=["JSON", "a form", "a form of many fields"],
)
def test_a_body_that_is_too_large_is_told_to_clients_in_their_form(
    kind: str, body: bytes, client: Client, transcript: Transcript
) -> None:
    answer = client.generic("PATCH", f"/v1/transcripts/{transcript.pk}/", body, kind)
    assert (answer.status_code, list(answer.json())) == (413, ["detail"])
