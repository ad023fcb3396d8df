"""Asking a platform for its recordings, in one process at a time and as far back as needed.

The list comes newest first. A walk goes on until it is past both the last walk and the oldest recording that was
unfinished then; once an hour it goes at least seven days back, since a webhook or a list may have been wrong.

A poll may be given so much time and no more. What its walk has not come to is the backlog: the next polls begin at the
newest as always, and go on with the backlog in the time that is left. How far both have come is stored after each page,
so that after whatever happens none is walked past, and none again from the beginning.

Recordings that could not be read or stored are listed with the poll until they are, or until the platform no longer
knows them: once an hour those that the walk did not reach are asked for by their ids.
"""

import logging
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import DatabaseError, OperationalError
from django.db.models import Q, QuerySet
from django.utils import timezone

from meetings.connection import client_of
from meetings.platforms.base import FoundRecording, PlatformError, RecordingPage
from recordings.ingest import ingest, match_again
from recordings.models import PlatformPoll, Recording
from recordings.stretches import Stretch, joined

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
DEEP = timedelta(days=7)
DEEP_EVERY = timedelta(hours=1)
# A recording may be listed a while after it began.
SLACK = timedelta(minutes=10)
# Asked for by id in one walk; others have their turn in the next.
MOST_ASKED_FOR = 100
# The share of its time that a walk from the newest may take while there is a backlog, which so always gets on.
SHARE_OF_THE_NEWEST = 0.5
WITHOUT_ID = "without an id"


@dataclass(slots=True)
class Walk:
    """What one poll saw. `matched` counts those that found their meeting, new or known before.

    `oldest_unfinished` is the start of the oldest recording that is still going on or could not be stored, `odd` why
    recordings could not be read or stored in this walk or an earlier one, by id, and `met` the ids that this one saw.
    `reached` is the start of the recording that it last came by, `through` says that it came from the newest to what
    was known, and `backlog` is what it left for the next.
    """

    began: datetime
    deep: bool
    pages: int = 0
    reached: datetime | None = None
    through: bool = False
    backlog: Stretch | None = None
    seen: int = 0
    new: int = 0
    matched: int = 0
    oldest_unfinished: datetime | None = None
    odd: dict[str, str] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)

    def must_come_back_to(self, found: FoundRecording) -> None:
        self.oldest_unfinished = min(self.oldest_unfinished or found.start_date, found.start_date)


def poll(platform: str, *, within_s: float | None = None, tell: Callable[[Walk], None] | None = None) -> Walk | None:
    """One poll, now; None while another process is at it. Raises PlatformError, noted on the poll's row as well.

    After `within_s` seconds it asks for no more, but for one page of the newest and one of the backlog in any case;
    without that limit it leaves nothing to the next. `tell` hears of the walk after each page.
    """
    PlatformPoll.objects.get_or_create(pk=platform)
    lease = _Lease(platform)
    if not lease.take():
        return None
    end: dict[str, object] = {"error": "The poll broke off; see the log."}
    try:
        walking = _Walking(lease, within_s, tell)
        walk = walking.done()
        walk.matched += match_again()
        end = {**walking.marks(), "succeeded_at": timezone.now(), "error": ""}
        if walk.deep:
            end["deep_walk_at"] = walk.began
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
        if self._until - timezone.now() <= LEASE * 0.8:
            self.note()

    def note(self, **changes: object) -> None:
        """Renew it, and store these values with it. Raises PlatformError when another poll has taken over."""
        self._until = timezone.now() + LEASE
        if not self._row().filter(lease_owner=self._owner).update(lease_until=self._until, **changes):
            raise PlatformError("Another poll has taken over.", passing=True)

    def give_back(self, **changes: object) -> None:
        self._row().filter(lease_owner=self._owner).update(lease_owner="", lease_until=None, **changes)

    def _row(self) -> QuerySet[PlatformPoll]:
        return PlatformPoll.objects.filter(pk=self.platform)


class _Walking:
    """A walk under way, with what it needs."""

    def __init__(self, lease: _Lease, within_s: float | None, tell: Callable[[Walk], None] | None) -> None:
        self._lease = lease
        self._tell = tell
        self._client = client_of(lease.platform)
        self._before = state = PlatformPoll.objects.get(pk=lease.platform)
        now = timezone.now()
        self._walk = Walk(began=now, deep=_deep_walk_due(state, now), odd=dict(state.odd), backlog=_backlog(state))
        self._began_s = time.monotonic()
        self._within_s = within_s

    def done(self) -> Walk:
        """Walk from the newest, then through the backlog."""
        walk, backlog = self._walk, self._walk.backlog
        self._walk_from_the_newest()
        if walk.odd:
            _forget_stored(walk)
        if walk.deep:
            self._ask_for_unmet()
        if backlog and walk.backlog:
            self._walk_the_backlog(walk.backlog)
        return walk

    def marks(self) -> dict[str, object]:
        """How far the walk has come, as it is stored."""
        walk, backlog = self._walk, self._walk.backlog
        unfinished = walk.oldest_unfinished
        if not walk.through:  # the oldest one known is still to be looked at
            unfinished = min(filter(None, (unfinished, self._before.oldest_unfinished_at)), default=None)
        return {
            "walked_until": walk.began,
            # A recording that has been going on for a week will not finish, as platforms stop them after hours; and one
            # that could not be stored for a week is asked for by its id.
            "oldest_unfinished_at": unfinished and max(unfinished, walk.began - DEEP),
            "odd": walk.odd,
            "backlog_after": backlog.after if backlog else "",
            "backlog_until": backlog.until if backlog else None,
            "backlog_reached": backlog.reached if backlog else None,
        }

    def _walk_from_the_newest(self) -> None:
        walk, backlog = self._walk, self._walk.backlog
        share = SHARE_OF_THE_NEWEST if backlog else 1.0
        for left in self._walked(Stretch(until=_horizon(self._before, walk))):
            walk.through = left is None
            walk.backlog = joined(left, backlog, known=self._before.walked_until)
            if left is None or self._time_is_up(share):
                return
            self._lease.note(**self.marks())

    def _walk_the_backlog(self, backlog: Stretch) -> None:
        for left in self._walked(backlog):
            self._walk.backlog = left
            if left is None or self._time_is_up():
                return
            self._lease.note(**self.marks())

    def _walked(self, stretch: Stretch) -> Iterator[Stretch | None]:
        """Walk page by page, and give what is left after each, until nothing is."""
        left: Stretch | None = stretch
        for page in self._client.recording_pages(stretch.after):
            self._take(page)
            left = left and left.after_page(page)
            yield left
            if left is None:
                return
        yield None  # the last pages held nothing but what was on earlier ones

    def _take(self, page: RecordingPage) -> None:
        walk = self._walk
        walk.pages += 1
        for odd in page.odd:
            walk.met.add(odd.id or WITHOUT_ID)
            walk.odd[odd.id or WITHOUT_ID] = odd.reason
        for found in page.recordings:
            self._lease.keep()
            _note(walk, found)
            walk.reached = found.start_date
        if self._tell:
            self._tell(walk)

    def _ask_for_unmet(self) -> None:
        """Ask by id for the odd recordings that the walk did not meet. One without an id can only be forgotten."""
        walk = self._walk
        unmet = walk.odd.keys() - walk.met
        if WITHOUT_ID in unmet:
            unmet.remove(WITHOUT_ID)
            del walk.odd[WITHOUT_ID]
        # In random order, so that one at which the platform fails does not always keep the same others from their turn.
        for place, pk in enumerate(random.sample(sorted(unmet), min(len(unmet), MOST_ASKED_FOR))):
            if place and self._time_is_up():
                return
            self._lease.keep()
            try:
                found = self._client.recording(pk)
            except PlatformError as error:
                if not error.passing:  # it still cannot be read
                    continue
                logger.warning("odd recordings are asked for later: %s", error)
                return
            if found is None:
                del walk.odd[pk]
            else:
                _note(walk, found)

    def _time_is_up(self, share: float = 1.0) -> bool:
        return self._within_s is not None and time.monotonic() - self._began_s >= self._within_s * share


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


def _horizon(state: PlatformPoll, walk: Walk) -> datetime | None:
    """How far back to walk; None for all there is, as at the first poll."""
    if state.walked_until is None:
        return None
    horizon = min(state.walked_until, state.oldest_unfinished_at or state.walked_until) - SLACK
    return min(walk.began - DEEP, horizon) if walk.deep else horizon


def _deep_walk_due(state: PlatformPoll, now: datetime) -> bool:
    return state.deep_walk_at is None or state.deep_walk_at <= now - DEEP_EVERY


def _backlog(state: PlatformPoll) -> Stretch | None:
    if not state.backlog_after:
        return None
    return Stretch(state.backlog_after, until=state.backlog_until, reached=state.backlog_reached)
