"""How the tests deliver Daily's webhooks: signed, over HTTP as the site answers it, and handled as a worker would."""

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.test import Client

from recordings.jobs import handle_event
from recordings.models import WebhookEvent
from tests.daily.site import SECRET
from tests.standins.daily import signed_webhook

URL = "/v1/daily/webhook"


def post(body: bytes, headers: Mapping[str, str]) -> HttpResponse:
    return Client().post(URL, data=body, content_type="application/json", headers=headers)  # type: ignore[return-value]


def deliver(body: bytes | Mapping[str, Any]) -> HttpResponse:
    """The answer to a signed body; a mapping is sent as JSON."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = signed_webhook(SECRET, raw)
    headers.pop("Content-Type")
    return post(raw, headers)


def handled(body: Mapping[str, Any]) -> WebhookEvent:
    """Deliver the event and let a worker deal with it; the event as it is then."""
    assert deliver(body).status_code == 200
    event = WebhookEvent.objects.latest("pk")
    handle_event(event.pk)
    event.refresh_from_db()
    return event


def work_off() -> None:
    """Deal with all that waits, as the workers would."""
    for pk in WebhookEvent.objects.unfinished().values_list("pk", flat=True):
        handle_event(pk)
