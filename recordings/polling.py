"""Asking a platform for its recordings, in one process at a time and as far back as needed.

The list comes newest first. A walk goes on until it is past both the last completed walk and the oldest recording that
was unfinished then; once an hour it goes at least seven days back, since a webhook or a list may have been wrong. How
far it came is stored only at the end of a walk. Recordings that could not be read or stored are listed with the poll
until they are, or until the platform no longer knows them: once an hour those that the walk did not reach are asked for
by their ids.
"""

import logging
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import DatabaseError, OperationalError
from django.db.models import Q, QuerySet
from django.utils import timezone

from meetings.connection import client_of
from meetings.platforms.base import FoundRecording, PlatformClient, PlatformError
from recordings.ingest import ingest, match_again
from recordings.models import PlatformPoll, Recording

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
DEEP = timedelta(days=7)
DEEP_EVERY = timedelta(hours=1)
# A recording may be listed a while after it began.
SLACK = timedelta(minutes=10)
# Asked for by id in one walk, which has minutes; others have their turn in the next.
MOST_ASKED_FOR = 100
WITHOUT_ID = "without an id"


@dataclass(slots=True)
class Walk:
    """What one poll saw. `matched` counts those that found their meeting, new or known before.

    `oldest_unfinished` is the start of the oldest recording that is still going on or could not be stored, `odd` why
    recordings could not be read or stored in this walk or an earlier one, by id, and `met` the ids that this one saw.
    """

    began: datetime
    deep: bool
    seen: int = 0
    new: int = 0
    matched: int = 0
    oldest_unfinished: datetime | None = None
    odd: dict[str, str] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)

    def must_come_back_to(self, found: FoundRecording) -> None:
        self.oldest_unfinished = min(self.oldest_unfinished or found.start_date, found.start_date)


def poll(platform: str) -> Walk | None:
    """One poll, now; None while another process is at it. Raises PlatformError, noted on the poll's row as well."""
    PlatformPoll.objects.get_or_create(pk=platform)
    lease = _Lease(platform)
    if not lease.take():
        return None
    end: dict[str, object] = {"error": "The poll broke off; see the log."}
    try:
        walk = _walk(lease)
        walk.matched += match_again()
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
    state = PlatformPoll.objects.get(pk=lease.platform)
    now = timezone.now()
    walk = Walk(began=now, deep=_deep_walk_due(state, now), odd=dict(state.odd))
    horizon = _horizon(state, walk)
    client = client_of(lease.platform)
    for page in client.recording_pages():
        for odd in page.odd:
            walk.met.add(odd.id or WITHOUT_ID)
            walk.odd[odd.id or WITHOUT_ID] = odd.reason
        for found in page.recordings:
            lease.keep()
            _note(walk, found)
        # Only the last and oldest of a page counts: a wrong date in the middle does not end the walk.
        if horizon and page.recordings and page.recordings[-1].start_date < horizon:
            break
    if walk.odd:
        _forget_stored(walk)
    if walk.deep:
        _ask_for_unmet(walk, client, lease)
    return walk


def _note(walk: Walk, found: FoundRecording) -> None:
    walk.seen += 1
    walk.met.add(found.id)
    if found.in_progress:
        walk.must_come_back_to(found)
    try:
        stored = ingest(found)
    except OperationalError:
        # The fault is the database's, not this recording's: the walk ends, and the next begins where this one did.
        raise
    except (DatabaseError, ValueError, OverflowError) as error:
        # One that cannot be stored must not keep the others out; it is shown with the poll and tried at each walk.
        logger.exception("recording %s could not be stored", found.id)
        walk.odd[found.id] = str(error)
        walk.must_come_back_to(found)
        return
    walk.odd.pop(found.id, None)
    if stored is not None and stored.first_seen_at >= walk.began:
        walk.new += 1
        walk.matched += stored.meeting_id is not None


def _forget_stored(walk: Walk) -> None:
    """Remove from the odd recordings those that a webhook has stored since."""
    for pk in Recording.objects.filter(pk__in=walk.odd.keys() - walk.met).values_list("pk", flat=True):
        del walk.odd[pk]


def _ask_for_unmet(walk: Walk, client: PlatformClient, lease: _Lease) -> None:
    """Ask by id for the odd recordings that the walk did not meet. One without an id can only be forgotten."""
    unmet = walk.odd.keys() - walk.met
    if WITHOUT_ID in unmet:
        unmet.remove(WITHOUT_ID)
        del walk.odd[WITHOUT_ID]
    # In random order, so that one at which the platform fails does not always keep the same others from their turn.
    for pk in random.sample(sorted(unmet), min(len(unmet), MOST_ASKED_FOR)):
        lease.keep()
        try:
            found = client.recording(pk)
        except PlatformError as error:
            if not error.passing:  # it still cannot be read
                continue
            logger.warning("odd recordings are asked for later: %s", error)
            return
        if found is None:
            del walk.odd[pk]
        else:
            _note(walk, found)


def _horizon(state: PlatformPoll, walk: Walk) -> datetime | None:
    """How far back to walk; None for all there is, as at the first poll."""
    if state.walked_until is None:
        return None
    horizon = min(state.walked_until, state.oldest_unfinished_at or state.walked_until) - SLACK
    return min(walk.began - DEEP, horizon) if walk.deep else horizon


def _deep_walk_due(state: PlatformPoll, now: datetime) -> bool:
    return state.deep_walk_at is None or state.deep_walk_at <= now - DEEP_EVERY


def _marks(before: PlatformPoll, walk: Walk) -> dict[str, object]:
    # A recording that has been going on for a week will not finish, as platforms stop them after hours; and one that
    # could not be stored for a week is asked for by its id.
    recent = walk.oldest_unfinished and max(walk.oldest_unfinished, walk.began - DEEP)
    return {
        "walked_until": walk.began,
        "oldest_unfinished_at": recent,
        "deep_walk_at": walk.began if walk.deep else before.deep_walk_at,
        "succeeded_at": timezone.now(),
        "error": "",
        "odd": walk.odd,
    }
