"""What Whereby tells of a recording and of people, in its own JSON."""

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.test import Client

from recordings.jobs import handle_event
from recordings.models import WebhookEvent
from tests.standins.whereby import signed_webhook

SECRET = "whsec-näive"
URL = "/v1/whereby/webhook"
ROOM = "standup-20260115120000-3b0c9f0e-9d1a-4a7b-8f0e-2a3b4c5d6e7f"
START = "2026-01-15T12:01:02Z"
FILE = f"{ROOM}-{START}.mp4"
RECORDING = "a56f6ad7-37fe-4a37-9319-3174630ba57a"


def an_event(kind: str, **data: Any) -> dict[str, Any]:
    return {
        "id": data.pop("event_id", f"{kind}-1"),
        "apiVersion": "1.0",
        "createdAt": data.pop("created_at", "2026-01-15T12:30:00.000Z"),
        "type": kind,
        "data": {"roomName": f"/{ROOM}", **data},
    }


def finished(**data: Any) -> dict[str, Any]:
    return an_event("recording.finished", **{"filename": FILE, "recordingId": RECORDING, "status": "completed", **data})


def listed(**fields: Any) -> dict[str, Any]:
    """An entry of the list of recordings."""
    return {
        "recordingId": RECORDING,
        "roomSessionId": "e2f29530-46ec-4cee-8b27-e565cb5bb2e9",
        "filename": FILE,
        "startDate": "2026-01-15T12:01:02.345Z",
        "endDate": "2026-01-15T12:29:02.345Z",
        "sizeInMegaBytes": 100,
        **fields,
    }


def deliver(body: bytes | Mapping[str, Any], *, secret: str = SECRET, **headers: str) -> HttpResponse:
    """The answer to a signed body; a mapping is sent as JSON, with letters beyond ASCII as they are."""
    raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    signed = {**signed_webhook(secret, raw), **headers}
    return Client().post(URL, data=raw, content_type="application/json", headers=signed)  # type: ignore[return-value]


def handled(body: Mapping[str, Any]) -> WebhookEvent:
    """Deliver the event and let a worker deal with it; the event as it is then."""
    assert deliver(body).status_code == 200
    event = WebhookEvent.objects.latest("pk")
    handle_event(event.pk)
    event.refresh_from_db()
    return event
