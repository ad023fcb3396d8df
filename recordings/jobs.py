"""What the quick queue calls for recordings. Ids in; a lost or repeated call does no harm."""

import logging
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from meetings.connection import configured
from meetings.platforms.base import PlatformError
from recordings import reactions
from recordings.models import WebhookEvent
from recordings.polling import poll
from recordings.webhooks import HANDLE
from reflector_site import logs
from reflector_site.queue import MOST_WAITING, Queue, enqueue, waiting

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
FORGOTTEN_AFTER = timedelta(minutes=2)
# Daily stops redelivering after minutes, and polls find the recordings of a meeting for seven days: an event that is
# still held after this time is about a room of another program that shares the account.
HELD_FOR = timedelta(days=30)
# Half of the minute between two polls: for the other half the worker is free.
POLL_WITHIN_S = 30.0


def handle_event(pk: int) -> None:
    """React to a stored webhook event, unless that is done."""
    with logs.work(f"webhook {pk}"):
        taken = WebhookEvent.objects.unfinished().filter(pk=pk)
        if not taken.update(attempts=F("attempts") + 1):
            return
        event = WebhookEvent.objects.get(pk=pk)
        if event.attempts > MOST_ATTEMPTS:
            taken.update(
                status=WebhookEvent.Status.NOT_UNDERSTOOD, reason="Handling it failed again and again; see the log."
            )
            return
        reactions.handle(event)


def poll_recordings(platform: str) -> None:
    """One poll; a failure is on the poll's row, and the next minute tries again. Without a key nothing is done.

    What it has no time for is left to the next ones. The schedule outlives the key: it is left to the processes that
    have one.
    """
    if not configured(platform):
        return
    with logs.work(f"poll {platform}"):
        try:
            walk = poll(platform, within_s=POLL_WITHIN_S)
        except PlatformError as error:
            logger.warning("the poll failed: %s", error)
            return
        if walk and (walk.new or walk.matched):
            logger.info("%s recordings new, %s matched", walk.new, walk.matched)
        if walk and walk.backlog:
            logger.info("the next poll goes on with what is older than %s", walk.backlog.reached)


def sweep_events() -> int:
    """Enqueue again the events whose hint was lost or whose meeting has become known meanwhile; returns how many."""
    _delete_held()
    in_vain = WebhookEvent.objects.held_in_vain().filter(attempts__lt=MOST_ATTEMPTS)
    in_vain.update(status=WebhookEvent.Status.RECEIVED)
    forgotten = WebhookEvent.objects.unfinished().filter(received_at__lt=timezone.now() - FORGOTTEN_AFTER)
    room = max(0, MOST_WAITING - waiting(Queue.QUICK))
    keys = list(forgotten.order_by("pk").values_list("pk", flat=True)[:room])
    for pk in keys:
        enqueue(HANDLE, pk, queue=Queue.QUICK, name=f"webhook {pk}")
    return len(keys)


def _delete_held() -> None:
    """Delete events whose meeting has not become known within HELD_FOR."""
    gone, _ = WebhookEvent.objects.filter(
        status=WebhookEvent.Status.HELD, received_at__lt=timezone.now() - HELD_FOR
    ).delete()
    if gone:
        logger.info("%s events deleted, held for %s days for meetings that never became known", gone, HELD_FOR.days)
