"""Daily's webhook as seen from outside: what is answered, and that nothing is lost and nothing done twice."""

import json
import sys
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django_q.models import OrmQ
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from recordings.models import WebhookEvent
from recordings.webhooks import LARGEST_BODY, DailyWebhook
from tests.daily.build import a_recording, an_event
from tests.daily.site import SECRET
from tests.recordings.deliveries import URL, deliver, handled, post
from tests.standins.daily import ready_to_download, signed_webhook

pytestmark = pytest.mark.django_db

# The vector of the documentation of the signature, worked out by hand with the algorithm it tells.
VECTOR = b'{"version":"1.0.0","type":"participant.joined","id":"x","payload":{},"event_ts":1700000000.123}'
VECTOR_HEADERS = {
    "X-Webhook-Timestamp": "1700000000000",
    "X-Webhook-Signature": "oZitUiegTh2LhTitZCGk6f8Y4oWfvvacdDGGSz3sxwI=",
}
JOINED = an_event("participant.joined", session_id="ann", room="standup-1", joined_at=1768018896.5)


@pytest.fixture(autouse=True)
def secret(settings: Settings) -> None:
    settings.DAILY_WEBHOOK_SECRET = SECRET


def test_the_signature_of_the_documentation_is_right() -> None:
    assert post(VECTOR, VECTOR_HEADERS).status_code == 200
    event = WebhookEvent.objects.get()
    assert (event.key, event.type, event.body) == ("x", "participant.joined", VECTOR.decode())


@pytest.mark.parametrize(
    "changes",
    [
        {"X-Webhook-Timestamp": "1700000000001"},
        {"X-Webhook-Timestamp": ""},
        {"X-Webhook-Signature": ""},
        {"X-Webhook-Signature": "oZitUiegTh2LhTitZCGk6f8Y4oWfvvacdDGGSz3sxwI"},
        {"X-Webhook-Signature": "é" * 44},
        {"X-Webhook-Signature": "\x00"},
    ],
)
def test_a_wrong_or_missing_signature_is_refused(changes: dict[str, str]) -> None:
    assert post(VECTOR, VECTOR_HEADERS | changes).status_code == 401
    assert not WebhookEvent.objects.exists()


def test_a_body_without_headers_or_with_a_byte_changed_is_refused() -> None:
    assert post(VECTOR, {}).status_code == 401
    assert post(VECTOR.replace(b"1.0.0", b"1.0.1"), VECTOR_HEADERS).status_code == 401
    assert not WebhookEvent.objects.exists()


def test_edge_10_the_probe_is_answered_unsigned_even_without_a_secret(settings: Settings) -> None:
    settings.DAILY_WEBHOOK_SECRET = ""
    assert post(b'{"test": "test"}', {}).status_code == 200
    assert post(b'{"test":"test"}', {"X-Webhook-Signature": "wrong"}).status_code == 200
    assert not WebhookEvent.objects.exists()


@pytest.mark.parametrize("body", [b'{"test":"test","more":1}', b'{"test":1}', b'["test"]', b""])
def test_edge_10_nothing_but_the_probe_goes_unsigned(body: bytes) -> None:
    assert post(body, {}).status_code == 401


def test_without_a_secret_nothing_is_believed(settings: Settings) -> None:
    settings.DAILY_WEBHOOK_SECRET = ""
    assert post(VECTOR, VECTOR_HEADERS).status_code == 503


def test_with_an_unusable_secret_nothing_is_believed(settings: Settings) -> None:
    settings.DAILY_WEBHOOK_SECRET = "not base64!"
    assert post(VECTOR, VECTOR_HEADERS).status_code == 503


def test_a_body_up_to_the_limit_is_taken_and_a_larger_one_refused() -> None:
    padded = json.dumps(JOINED).encode().ljust(LARGEST_BODY)
    assert deliver(padded).status_code == 200
    assert deliver(padded + b" ").status_code == 413


@pytest.mark.parametrize("announced", [str(LARGEST_BODY + 1), "9" * 5000, "-1", "1e3", "٣", "many"])
def test_a_body_announced_too_large_or_senselessly_is_not_even_read(announced: str) -> None:
    request = RequestFactory().post(URL, data=VECTOR, content_type="application/json", headers=VECTOR_HEADERS)
    request.META["CONTENT_LENGTH"] = announced
    assert DailyWebhook.as_view()(request).status_code == 413
    assert not WebhookEvent.objects.exists()


@pytest.mark.parametrize("announced", ["", "0", "10"])
def test_a_body_longer_than_announced_is_read_as_far_as_announced_and_so_not_believed(announced: str) -> None:
    length: dict[str, Any] = {"CONTENT_LENGTH": announced}
    answer = Client().generic("POST", URL, VECTOR, "application/json", headers=VECTOR_HEADERS, **length)
    assert answer.status_code == 401


def test_the_same_event_twice_is_stored_and_hinted_at_once() -> None:
    hints = OrmQ.objects.count()
    assert [deliver(JOINED).status_code for _ in range(3)] == [200, 200, 200]
    assert WebhookEvent.objects.count() == 1
    assert OrmQ.objects.count() == hints + 1


def test_edge_15_the_same_event_sent_anew_with_another_time_does_nothing() -> None:
    deliver(JOINED)
    deliver(JOINED | {"event_ts": 1768019999})
    assert WebhookEvent.objects.count() == 1


def test_a_good_event_is_taken_however_late_it_comes() -> None:
    raw = json.dumps(JOINED).encode()
    assert post(raw, signed_webhook(SECRET, raw, timestamp="1")).status_code == 200


def test_nothing_but_the_insert_and_its_hint_happens_in_the_request() -> None:
    with CaptureQueriesContext(connection) as queries:
        deliver(ready_to_download(a_recording()))
    tables = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "SELECT", "UPDATE", "DELETE"))]
    assert [sql.split('"')[1] for sql in tables] == ["recordings_webhookevent", "django_q_ormq"]
    assert all(sql.startswith("INSERT") for sql in tables)


def test_edge_09_an_event_of_an_unknown_type_is_parked_with_the_reason() -> None:
    event = handled(an_event("streaming.started", room="standup-1"))
    assert (event.status, event.type) == ("not_understood", "streaming.started")
    assert event.reason == "events of type streaming.started are not used"


def test_edge_09_an_event_that_lacks_something_is_parked_with_the_reason() -> None:
    event = handled(an_event("participant.joined", session_id="ann"))
    assert (event.status, event.reason) == ("not_understood", "room is missing")


def test_edge_09_an_event_without_an_id_is_known_by_what_it_is_about() -> None:
    without_id = {name: value for name, value in JOINED.items() if name != "id"}
    assert deliver(without_id).status_code == deliver(without_id | {"event_ts": 1}).status_code == 200
    assert WebhookEvent.objects.get().key == "participant.joined:ann:1768018896500"


STRANGE_BODIES = [
    b"",
    b"no JSON",
    b"\xff\xfe\x00",
    b'{"type": "\x00"}',
    b'{"id": "\\u0000", "type": "a\\u0000b"}',
    b'{"id": "\\ud800", "type": "\\udfff"}',
    b'{"id": "' + b"x" * 5000 + b'", "type": "' + b"y" * 5000 + b'"}',
    b'{"id": ' + b"9" * 5000 + b"}",
    b'{"event_ts": 1e400, "type": NaN}',
    b'{"event_ts": 99999999999999999999, "type": "meeting.started", "payload": {"start_ts": 1e300}}',
    b"[]",
    b"null",
    b"1",
    b'"text"',
    b"\xef\xbb\xbf{}",
    '{"type": "participant.joined"}'.encode("utf-16"),
    "{}".encode("utf-32"),
    '{"type": "é", "payload": {"user_name": "日本"}}'.encode(),
    b'{"type": "\xe9"}',
    b"[" * 100_000,
]


@pytest.mark.parametrize("body", STRANGE_BODIES, ids=lambda body: repr(body[:20]))
def test_edge_09_every_signed_body_is_answered_with_200_and_kept(body: bytes) -> None:
    event = handled_raw(body)
    assert event.status == "not_understood"
    assert event.reason


def handled_raw(body: bytes) -> WebhookEvent:
    return handled(body)  # type: ignore[arg-type]


def test_edge_09_a_body_nested_to_the_limit_of_what_can_be_read_is_kept() -> None:
    limit = sys.getrecursionlimit()
    depths = range(limit - 150, limit)
    assert {deliver(b"[" * depth + b"]" * depth).status_code for depth in depths} == {200}
    assert WebhookEvent.objects.count() == len(depths)
    assert {event.status for event in WebhookEvent.objects.all()} == {"received", "not_understood"}


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
_KINDS = st.sampled_from(
    [
        "recording.ready-to-download",
        "recording.started",
        "recording.error",
        "participant.joined",
        "participant.left",
        "meeting.started",
        "meeting.ended",
    ]
)
_FIELDS = st.sampled_from(
    ["recording_id", "room_name", "room", "start_ts", "session_id", "joined_at", "duration", "tracks", "meeting_id"]
)


@given(kind=_KINDS, event_id=_JSON, payload=st.dictionaries(_FIELDS, _JSON | st.just("x") | st.just(1768018896)))
@hypothesis_settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_edge_09_a_storm_of_odd_events_is_taken_and_dealt_with(kind: str, event_id: Any, payload: Any) -> None:
    WebhookEvent.objects.all().delete()
    event = handled({"type": kind, "id": event_id, "payload": payload, "event_ts": 1768018999})
    assert event.status in {"done", "held", "not_understood"}


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "head"])
def test_only_a_post_is_a_webhook(method: str) -> None:
    assert getattr(Client(), method)(URL).status_code == 405
