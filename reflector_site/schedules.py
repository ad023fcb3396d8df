"""The schedules of the quick queue. Only code makes them: a single malformed schedule would stop them all."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Min
from django.utils import timezone
from django_q.models import Schedule

from reflector_site.queue import Queue

# Not every process that installs schedules knows these keys: one that only serves the speech queue needs none.
POLLED = {"daily": "DAILY_API_KEY", "whereby": "WHEREBY_API_KEY"}
KNOWN = ("sweep", "tidy", *(f"poll {platform}" for platform in POLLED))


@dataclass(frozen=True, slots=True)
class Planned:
    """What is called, with what, and how often."""

    function: str
    arguments: tuple[str, ...] = ()
    minutes: int = 1


def wanted() -> dict[str, Planned]:
    """Each schedule by name. A platform without a key is not polled."""
    found = {"sweep": Planned("transcripts.jobs.sweep"), "tidy": Planned("transcripts.jobs.tidy", minutes=60)}
    for platform, key in POLLED.items():
        if getattr(settings, key):
            found[f"poll {platform}"] = Planned("recordings.jobs.poll_recordings", (platform,))
    return found


def install() -> None:
    """Create or correct the schedules that this process wants, and delete duplicates and unknown ones.

    The schedule of a poll stays even if this process has no key for its platform, since another may have one; where no
    process has one any more, the job does nothing.
    """
    # The name is not unique there: two processes that begin at once may have made each schedule twice.
    oldest = Schedule.objects.filter(name__in=KNOWN).values("name").annotate(oldest=Min("pk"))
    Schedule.objects.exclude(pk__in=list(oldest.values_list("oldest", flat=True))).delete()
    soon = timezone.now() + timedelta(seconds=1)
    for name, planned in wanted().items():
        values = {
            "func": planned.function,
            "args": repr(planned.arguments),
            "schedule_type": Schedule.MINUTES,
            "minutes": planned.minutes,
            "repeats": -1,
            "cluster": str(Queue.QUICK),
        }
        Schedule.objects.update_or_create(name=name, defaults=values, create_defaults=values | {"next_run": soon})


def install_after_migrating(**kwargs: object) -> None:
    """Receiver of `post_migrate`: a fresh database has its schedules before the first worker starts."""
    install()
