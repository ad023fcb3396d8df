"""What became of a recording, as a person reads it: its own outcome, or else how its transcript is doing."""

from collections.abc import Mapping

from django.db.models import Case, F, OuterRef, Q, Subquery, TextChoices, Value, When
from django.db.models.functions import Coalesce

from recordings.models import Recording
from recordings.querysets import RecordingQuerySet
from transcripts.models import Step, Transcript


class Fate(TextChoices):
    """A recording's outcomes, with the statuses of its transcript in the place of `matched`."""

    NO_MEETING = Recording.Outcome.NO_MEETING, "No meeting found"
    NO_AUDIO = Recording.Outcome.NO_AUDIO, "No audio captured"
    TRACKS_HIDDEN = Recording.Outcome.TRACKS_HIDDEN, "Tracks could not be listed"
    ONE_FILE = Recording.Outcome.ONE_FILE, "Kept as one file"
    QUEUED = Transcript.Status.QUEUED, "Waiting"
    TRANSCRIBING = Transcript.Status.TRANSCRIBING, "Being transcribed"
    SUMMARISING = Transcript.Status.SUMMARISING, "Being summarised"
    READY = Transcript.Status.READY, "Ready"
    FAILED = Transcript.Status.FAILED, "Failed"
    CANCELLED = Transcript.Status.CANCELLED, "Cancelled"


_OUTCOMES = [outcome.value for outcome in Recording.Outcome if outcome != Recording.Outcome.MATCHED]
NEXT: Mapping[str, str] = {
    Fate.NO_MEETING: "Its meeting is looked for again at each poll.",
    Fate.TRACKS_HIDDEN: "Its tracks are asked for again at each poll.",
    Fate.ONE_FILE: "It can be transcribed, without telling who speaks.",
    Fate.FAILED: "“Try again” does once more what failed, when the reason is gone.",
    Fate.CANCELLED: "“Try again” goes on where the work was cancelled.",
}
"""What happens next with a recording, or what to do, by fate; none for those that need nothing."""


def of_fate(fate: Fate) -> Q:
    """The condition for recordings of this fate.

    Matched recordings whose transcript does not exist yet, for a minute at most, are not among the queued ones: finding
    them would need a look at every recording.
    """
    if fate.value in _OUTCOMES:
        return Q(outcome=fate.value)
    # Without the condition `matched`, which nearly all meet: a database might read all of them first.
    return Q(transcript__status=fate.value) & ~Q(outcome__in=_OUTCOMES)


def index_prefix(fate: Fate) -> str:
    """The prefix of the lookups `room` and `recorded_at` for recordings of this fate, so that an index serves them.

    Both columns are the same in a recording and in its transcript; the one that has the fate has the index.
    """
    return "" if fate.value in _OUTCOMES else "transcript__"


def with_fate(recordings: RecordingQuerySet) -> RecordingQuerySet:
    """Recordings with `fate`, one of Fate's values, and `failed_step`, the label of the step that failed if one did.

    Both come with the rows, without a query of their own.
    """
    failed = Step.objects.filter(
        version__transcript__recording=OuterRef("pk"), version__transcript__status="failed", status="failed"
    ).order_by("-version__number", "pk")
    labels = [When(kind=kind, then=Value(label)) for kind, label in Step.Kind.choices]
    return recordings.annotate(
        fate=Case(
            When(outcome=Recording.Outcome.MATCHED, then=Coalesce("transcript__status", Value(Fate.QUEUED.value))),
            default=F("outcome"),
        ),
        failed_step=Subquery(failed.annotate(label=Case(*labels)).values("label")[:1]),
    )
