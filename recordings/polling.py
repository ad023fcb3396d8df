"""Asking the platform for its recordings: never two at once, never further back than needed, never less.

The list comes newest first. A walk goes on until it is past both the last completed walk and the oldest recording that
was unfinished then; once an hour it goes seven days back, whatever it knows, since a webhook or a list may have been
wrong. The marks move only at the end of a walk.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import DatabaseError
from django.db.models import Q, QuerySet
from django.utils import timezone

from meetings.connection import client_of
from meetings.platforms.base import FoundRecording, PlatformError
from recordings.ingest import ingest, match_again
from recordings.models import PlatformPoll

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
    lease = _Lease(platform)
    if not lease.take():
        return None
    end: dict[str, object] = {"error": "The poll broke off; see the log."}
    try:
        walk = _walk(lease)
        walk.matched = match_again()
        end = _marks(PlatformPoll.objects.get(pk=platform), walk)
    except PlatformError as error:
        end = {"error": str(error)}
        raise
    finally:
        lease.give_back(**end)
    return walk


class _Lease:
    """This call's right to poll a platform, until it is given back or was not renewed for the time of LEASE."""

    def __init__(self, platform: str) -> None:
        self.platform = platform
        self._owner = uuid4().hex
        self._until = timezone.now()

    def take(self) -> bool:
        now = timezone.now()
        free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
        self._until = now + LEASE
        return bool(self._row().filter(free).update(lease_owner=self._owner, lease_until=self._until))

    def keep(self) -> None:
        """Renew it where a good part has passed. Raises PlatformError when another poll has taken over."""
        now = timezone.now()
        if self._until - now > LEASE * 0.8:
            return
        self._until = now + LEASE
        if not self._row().filter(lease_owner=self._owner).update(lease_until=self._until):
            raise PlatformError("Another poll has taken over.", passing=True)

    def give_back(self, **changes: object) -> None:
        self._row().filter(lease_owner=self._owner).update(lease_owner="", lease_until=None, **changes)

    def _row(self) -> QuerySet[PlatformPoll]:
        return PlatformPoll.objects.filter(pk=self.platform)


def _walk(lease: _Lease) -> Walk:
    walk = Walk(began=timezone.now())
    horizon = _horizon(PlatformPoll.objects.get(pk=lease.platform), walk.began)
    for page in client_of(lease.platform).recording_pages():
        walk.odd.update({odd.id or "without an id": odd.reason for odd in page.odd})
        for found in page.recordings:
            lease.keep()
            _note(walk, found)
        # The last one tells, as it is the oldest: a wrong date in the midst of a page does not end the walk.
        if horizon and page.recordings and page.recordings[-1].start_date < horizon:
            break
    return walk


def _note(walk: Walk, found: FoundRecording) -> None:
    walk.seen += 1
    if found.in_progress:
        walk.oldest_unfinished = min(walk.oldest_unfinished or found.start_date, found.start_date)
    try:
        stored = ingest(found)
    except (DatabaseError, ValueError, OverflowError) as error:
        # One that cannot be stored must not keep the others out; it is shown with the poll and tried at each walk.
        logger.exception("recording %s could not be stored", found.id)
        walk.odd[found.id] = str(error)
        return
    walk.new += stored is not None and stored.first_seen_at >= walk.began


def _horizon(state: PlatformPoll, now: datetime) -> datetime | None:
    """How far back to walk; None for all there is, as at the first poll."""
    if state.walked_until is None:
        return None
    horizon = min(state.walked_until, state.oldest_unfinished_at or state.walked_until) - SLACK
    return min(now - DEEP, horizon) if _deep_walk_due(state, now) else horizon


def _deep_walk_due(state: PlatformPoll, now: datetime) -> bool:
    return state.deep_walk_at is None or state.deep_walk_at <= now - DEEP_EVERY


def _marks(before: PlatformPoll, walk: Walk) -> dict[str, object]:
    # What has been going on for a week will not finish: the platforms stop recordings after hours.
    recent = walk.oldest_unfinished and max(walk.oldest_unfinished, walk.began - DEEP)
    return {
        "walked_until": walk.began,
        "oldest_unfinished_at": recent,
        "deep_walk_at": walk.began if _deep_walk_due(before, walk.began) else before.deep_walk_at,
        "succeeded_at": timezone.now(),
        "error": "",
        "odd": walk.odd,
    }
