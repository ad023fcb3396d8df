"""The platforms' webhooks: answered at once, worked on later.

The request only stores the signed event and its queued task, in one transaction. After a valid signature the
answer is always 200: three refusals in a row make Daily stop sending altogether, and a refusal of ours loses the event
at Whereby. The event's key, unique, guards against replay; there is no time window, as good retries come up to 15
minutes late.
"""

import logging
import re
from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from meetings.platforms import fields
from meetings.platforms.base import NotUnderstood
from meetings.platforms.daily import signature as daily
from meetings.platforms.daily.events import is_probe
from meetings.platforms.events import read_body
from meetings.platforms.registry import platform as platform_named
from meetings.platforms.whereby import signature as whereby
from recordings.models import WebhookEvent
from reflector_site.queue import Queue, enqueue
from rooms.models import Platform

logger = logging.getLogger(__name__)

LARGEST_BODY = 256 * 1024
HANDLE = "recordings.jobs.handle_event"
_LENGTH = re.compile(r"[0-9]{1,15}")


@method_decorator(csrf_exempt, name="dispatch")
class PlatformWebhook(View):
    """What the webhooks of all platforms share. `signed_by`: the setting with the secret of their signatures."""

    platform: ClassVar[Platform]
    signed_by: ClassVar[str]

    def post(self, request: HttpRequest) -> HttpResponse:
        body = _body(request)
        if body is None:
            return JsonResponse({"detail": "The body is too large."}, status=413)
        if self.is_probe(body):
            return JsonResponse({"status": "ok"})
        secret: str = getattr(settings, self.signed_by)
        if not secret:
            return JsonResponse({"detail": f"{self.signed_by} is not set."}, status=503)
        try:
            signed = self.is_signed(request, body, secret)
        except daily.BadSecret as error:
            logger.error("%s cannot be used: %s", self.signed_by, error)
            return JsonResponse({"detail": f"{self.signed_by} is not usable."}, status=503)
        if not signed:
            return JsonResponse({"detail": "The signature is missing or wrong."}, status=401)
        keep(self.platform, body)
        return JsonResponse({"status": "ok"})

    def is_probe(self, body: bytes) -> bool:
        """Whether the platform only tries the address, which it may do unsigned."""
        del body
        return False

    def is_signed(self, request: HttpRequest, body: bytes, secret: str) -> bool:
        """Whether the platform sent these bytes."""
        raise NotImplementedError


class DailyWebhook(PlatformWebhook):
    """POST /v1/daily/webhook."""

    platform = Platform.DAILY
    signed_by = "DAILY_WEBHOOK_SECRET"

    def is_probe(self, body: bytes) -> bool:
        try:
            return is_probe(read_body(body))
        except NotUnderstood:
            return False

    def is_signed(self, request: HttpRequest, body: bytes, secret: str) -> bool:
        timestamp = request.headers.get("X-Webhook-Timestamp", "")
        given = request.headers.get("X-Webhook-Signature", "")
        if not timestamp or not given:
            return False
        return daily.verify(secret, timestamp, body, given)


class WherebyWebhook(PlatformWebhook):
    """POST /v1/whereby/webhook."""

    platform = Platform.WHEREBY
    signed_by = "WHEREBY_WEBHOOK_SECRET"

    def is_signed(self, request: HttpRequest, body: bytes, secret: str) -> bool:
        return whereby.verify(secret, request.headers.get("Whereby-Signature", ""), body)


def keep(platform: str, body: bytes) -> bool:
    """Store a signed event and enqueue its handling; False when it was stored before."""
    event = _event(platform, body)
    try:
        with transaction.atomic():
            event.save(force_insert=True)
            if event.status == WebhookEvent.Status.RECEIVED:
                enqueue(HANDLE, event.pk, queue=Queue.QUICK, name=f"webhook {event.type}")
    except IntegrityError:
        return False
    return True


def _event(platform: str, body: bytes) -> WebhookEvent:
    # PostgreSQL stores no NUL in text, and bytes that are not UTF-8 are kept readable.
    text = body.decode(errors="backslashreplace").replace("\x00", "\\x00")
    try:
        value = read_body(body)
        key = platform_named(platform).event_key(value)
    except (NotUnderstood, RecursionError) as error:  # the latter where it is nested too deeply to be hashed
        return WebhookEvent(
            platform=platform, key=f"unreadable:{uuid4()}", body=text, reason=str(error), status="not_understood"
        )
    kind = fields.text(value, "type") if isinstance(value, dict) else None
    return WebhookEvent(
        platform=platform,
        key=key,
        type=(kind or "")[:64],
        body=text,
    )


def _body(request: HttpRequest) -> bytes | None:
    """The raw bytes, None beyond the limit; a body is read only when its announced length is within it."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if not _LENGTH.fullmatch(announced) or int(announced) > LARGEST_BODY:
        return None
    return request.body
