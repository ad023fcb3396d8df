"""Claiming steps, renewing their leases and ending them, each by one conditional UPDATE that any worker may try.

A step is claimed under a lease that its worker renews. The fence grows with each claim, and whatever a worker writes
names its fence: a worker that was frozen past its lease can write nothing. Attempts are counted when a step is claimed,
so that one whose worker dies counts too. Times are the database's, since the clocks of several hosts differ.
"""

import os
import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Now

from transcripts.models import Step, Version
from transcripts.querysets import StepQuerySet

LEASE = timedelta(seconds=settings.STEP_LEASE_S)
MOST_ATTEMPTS = 6
FIRST_PAUSE = timedelta(seconds=settings.STEP_FIRST_PAUSE_S)
# A hint this old was lost, or waits behind others: then a second one does no harm.
HINT_AGE = timedelta(seconds=settings.STEP_HINT_AGE_S)


@dataclass(frozen=True, slots=True)
class Claim:
    """A worker's right to a step while its lease runs."""

    step_id: int
    owner: str
    fence: int


def owner_prefix(host: str) -> str:
    """What the names of all owners on one host begin with."""
    return f"{host}:"


def owner_here() -> str:
    """The name under which this process holds steps."""
    return f"{owner_prefix(settings.HOST_NAME)}{os.getpid()}"


def claim(step_id: int, *, owner: str) -> Claim | None:
    """Begin a step that is due; None when it is done, failed, not due yet or somebody else's."""
    taken = Step.objects.claimable().filter(pk=step_id, attempts__lt=MOST_ATTEMPTS)
    begun = taken.update(
        status=Step.Status.RUNNING,
        owner=owner,
        fence=F("fence") + 1,
        attempts=F("attempts") + 1,
        lease_until=Now() + Value(LEASE),
        started_at=Now(),
        progress=0,
        progress_at=Now(),
    )
    if not begun:
        return None
    row = Step.objects.filter(pk=step_id, owner=owner, status=Step.Status.RUNNING).values_list("fence").first()
    return Claim(step_id, owner, row[0]) if row else None


def claim_next(kinds: Iterable[str], *, owner: str, again: bool = False) -> Claim | None:
    """Begin the first due step of these kinds, older transcripts first; None when there is none.

    `again`: only one that had begun before.
    """
    while (step_id := next_due(kinds, again=again)) is not None:
        claimed = claim(step_id, owner=owner)
        if claimed:
            return claimed
    return None


def next_due(kinds: Iterable[str], *, again: bool = False) -> int | None:
    """The id of the step that `claim_next` would begin."""
    due = Step.objects.claimable().filter(kind__in=kinds, attempts__lt=MOST_ATTEMPTS, attempts__gte=int(again))
    return due.order_by("version_id", "pk").values_list("pk", flat=True).first()


def renew(held: Claim, *, progress: float | None = None, further: bool = False) -> bool:
    """Keep the lease, and note the share done; False when the step is not ours any more.

    `further`: work of this attempt is kept for the next one, so that earlier attempts do not count any more.
    """
    changes: dict[str, object] = {"lease_until": Now() + Value(LEASE)}
    if further:
        changes["attempts"] = 1
    if progress is not None:
        changes |= {"progress": min(max(progress, 0.0), 1.0), "progress_at": Now()}
    return bool(_held(held).update(**changes))


def finish(held: Claim, result: object) -> bool:
    """End a step with its result (plain JSON); False when it is not ours any more, and nothing was written."""
    return bool(
        _held(held).update(
            status=Step.Status.DONE,
            result=result,
            error="",
            progress=1,
            finished_at=Now(),
            lease_until=None,
            owner="",
        )
    )


def fail(held: Claim, error: str, *, passing: bool) -> bool:
    """End an attempt: waiting again, later each time, when it may pass; else failed. False when not ours any more."""
    row = _held(held).values_list("attempts").first()
    if row is None:
        return False
    attempts = row[0]
    if passing and attempts < MOST_ATTEMPTS:
        pause = pause_after(attempts)
        return bool(
            _held(held).update(
                status=Step.Status.QUEUED,
                error=error,
                run_after=Now() + Value(pause),
                hinted_at=Now() + Value(pause - HINT_AGE),  # forgotten just when it is due
                lease_until=None,
                owner="",
            )
        )
    return bool(
        _held(held).update(status=Step.Status.FAILED, error=error, finished_at=Now(), lease_until=None, owner="")
    )


def pause_after(attempts: int) -> timedelta:
    """How long to wait after the n-th attempt, from 1: three times as long each time, 40 minutes in all.

    Up to a quarter is random, so that steps that failed together do not all try again at the same moment.
    """
    spread = random.uniform(1, 1.25)  # noqa: S311 - spreads load, guards nothing
    return timedelta(seconds=FIRST_PAUSE.total_seconds() * 3 ** (attempts - 1) * spread)


def cancel_all(versions: QuerySet[Version]) -> int:
    """Cancel the steps that are waiting or running; returns how many."""
    active = Step.objects.filter(version__in=versions, status__in=[Step.Status.QUEUED, Step.Status.RUNNING])
    return active.update(
        status=Step.Status.CANCELLED, fence=F("fence") + 1, owner="", lease_until=None, finished_at=Now()
    )


def fail_abandoned() -> list[int]:
    """Fail the steps whose worker died in their last allowed attempt; returns the ids of their versions."""
    dead = Step.objects.filter(status=Step.Status.RUNNING, lease_until__lt=Now(), attempts__gte=MOST_ATTEMPTS)
    ended = []
    for step_id, version_id, fence in dead.values_list("pk", "version_id", "fence"):
        ended += [version_id] * Step.objects.filter(pk=step_id, fence=fence, lease_until__lt=Now()).update(
            status=Step.Status.FAILED,
            error=f"The worker died {MOST_ATTEMPTS} times while at it.",
            finished_at=Now(),
            lease_until=None,
            owner="",
        )
    return ended


def requeue_abandoned() -> int:
    """Queue the steps whose worker is gone, so that `take_forgotten` finds them; returns how many."""
    lost = Step.objects.filter(status=Step.Status.RUNNING, lease_until__lt=Now(), attempts__lt=MOST_ATTEMPTS)
    return lost.update(
        status=Step.Status.QUEUED,
        error="The worker was lost; another one goes on.",
        owner="",
        lease_until=None,
        hinted_at=Now() - Value(HINT_AGE),
    )


def take_forgotten(kinds: Iterable[str] = Step.Kind.values, *, most: int = 1_000) -> list[tuple[int, str]]:
    """Id and kind of due steps whose last hint is older than HINT_AGE, oldest first; marks them as hinted now."""
    due = Step.objects.filter(status=Step.Status.QUEUED, run_after__lte=Now(), hinted_at__lte=Now() - Value(HINT_AGE))
    found = list(due.filter(kind__in=kinds).order_by("version_id", "pk").values_list("pk", "kind")[:most])
    # The UPDATE checks the status again, since a worker may have ended one meanwhile.
    due.filter(pk__in=[pk for pk, _ in found]).update(hinted_at=Now())
    return found


def _held(held: Claim) -> StepQuerySet:
    return Step.objects.filter(pk=held.step_id, owner=held.owner, fence=held.fence, status=Step.Status.RUNNING)
