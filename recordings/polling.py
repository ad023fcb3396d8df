"""Asking the platform for its recordings: never two at once, never further back than needed, never less.

The list comes newest first. A walk goes on until it is past both the last completed walk and the oldest recording that
was unfinished then; once an hour it goes seven days back, whatever it knows, since a webhook or a list may have been
wrong. The marks move only at the end of a walk.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import DatabaseError
from django.db.models import Q
from django.utils import timezone

from meetings.connection import client_of
from meetings.platforms.base import FoundRecording, PlatformError, RecordingPage
from recordings.ingest import ingest, match_again
from recordings.models import PlatformPoll, Recording

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
DEEP = timedelta(days=7)
DEEP_EVERY = timedelta(hours=1)
# A recording may be listed a while after it began.
SLACK = timedelta(minutes=10)


@dataclass(slots=True)
class Walk:
    """What one poll saw. `oldest_unfinished` is the start of the oldest recording still going on."""

    began: datetime
    seen: int = 0
    new: int = 0
    matched: int = 0
    oldest_unfinished: datetime | None = None
    odd: dict[str, str] = field(default_factory=dict)


def poll(platform: str) -> Walk | None:
    """One poll, now; None while another process is at it. Raises PlatformError, noted on the poll's row as well."""
    PlatformPoll.objects.get_or_create(pk=platform)
    owner = uuid4().hex
    if not _take(platform, owner):
        return None
    try:
        walk = _walk(platform, owner)
    except PlatformError as error:
        _release(platform, owner, error=str(error))
        raise
    walk.matched = match_again()
    _release(platform, owner, **_marks(PlatformPoll.objects.get(pk=platform), walk))
    return walk


def _take(platform: str, owner: str) -> bool:
    now = timezone.now()
    free = PlatformPoll.objects.filter(Q(lease_until__isnull=True) | Q(lease_until__lt=now), pk=platform)
    return bool(free.update(lease_owner=owner, lease_until=now + LEASE))


def _release(platform: str, owner: str, **changes: object) -> None:
    PlatformPoll.objects.filter(pk=platform, lease_owner=owner).update(lease_owner="", lease_until=None, **changes)


def _walk(platform: str, owner: str) -> Walk:
    walk = Walk(began=timezone.now())
    horizon = _horizon(PlatformPoll.objects.get(pk=platform), walk.began)
    for page in _pages(platform, owner):
        walk.odd.update({odd.id or "without an id": odd.reason for odd in page.odd})
        for found in page.recordings:
            _note(walk, found)
        if horizon and any(found.start_date < horizon for found in page.recordings):
            break
    return walk


def _pages(platform: str, owner: str) -> Iterator[RecordingPage]:
    """The pages while the lease is ours; another process goes on from where it can see once it is not."""
    for page in client_of(platform).recording_pages():
        held = PlatformPoll.objects.filter(pk=platform, lease_owner=owner)
        if not held.update(lease_until=timezone.now() + LEASE):
            raise PlatformError("Another poll has taken over.", passing=True)
        yield page


def _note(walk: Walk, found: FoundRecording) -> None:
    walk.seen += 1
    if found.in_progress:
        walk.oldest_unfinished = min(walk.oldest_unfinished or found.start_date, found.start_date)
    known = Recording.objects.filter(pk=found.id).exists()
    try:
        stored = ingest(found)
    except (DatabaseError, ValueError) as error:
        # One that cannot be stored must not keep the others out; it is shown with the poll and tried at each walk.
        logger.exception("recording %s could not be stored", found.id)
        walk.odd[found.id] = str(error)
        return
    walk.new += stored is not None and not known


def _horizon(state: PlatformPoll, now: datetime) -> datetime | None:
    """How far back to walk; None for all there is, as at the first poll."""
    if state.walked_until is None:
        return None
    if state.deep_walk_at is None or state.deep_walk_at <= now - DEEP_EVERY:
        return min(now - DEEP, state.walked_until - SLACK)
    return min(state.walked_until, state.oldest_unfinished_at or state.walked_until) - SLACK


def _marks(before: PlatformPoll, walk: Walk) -> dict[str, object]:
    deep = before.deep_walk_at is None or before.deep_walk_at <= walk.began - DEEP_EVERY
    # What has been going on for a week will not finish: the platforms stop recordings after hours.
    recent = walk.oldest_unfinished and max(walk.oldest_unfinished, walk.began - DEEP)
    return {
        "walked_until": walk.began,
        "oldest_unfinished_at": recent,
        "deep_walk_at": walk.began if deep else before.deep_walk_at,
        "succeeded_at": timezone.now(),
        "error": "",
        "odd": walk.odd,
    }
