"""The work on transcripts as their readers see it: how far it is, and what each kind of step came to."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from transcripts.models import Step, Transcript
from transcripts.pages.progress import Progress, StepFact, progress_of
from transcripts.pipeline import AT_WORK, lacking


@dataclass(frozen=True, slots=True)
class Listed:
    """A transcript in a list; `progress` while it is being worked on."""

    transcript: Transcript
    progress: Progress | None


@dataclass(frozen=True, slots=True)
class Trouble:
    """A step that failed, or that waits to be tried again at `again_at`. `track` counts from 1, None for all tracks."""

    track: int | None
    error: str
    again_at: datetime | None


@dataclass(frozen=True, slots=True)
class WorkLine:
    """All steps of one kind of a version."""

    label: str
    done: int
    total: int
    status: str
    troubles: tuple[Trouble, ...]


def listed(transcripts: Iterable[Transcript]) -> tuple[Listed, ...]:
    """Transcripts with their progress; one query for all that are at work."""
    rows = tuple(transcripts)
    progress = _progress([row.pk for row in rows if row.status in AT_WORK])
    return tuple(Listed(row, progress.get(row.pk)) for row in rows)


def work_on(transcript: Transcript) -> tuple[WorkLine, ...]:
    """What became of each kind of step of the newest version, in the order of the work; two queries."""
    version = transcript.versions.order_by("-number").first()
    if version is None:
        return ()
    of_kind: defaultdict[str, list[Step]] = defaultdict(list)
    for step in version.steps.defer("input", "result").order_by("pk"):
        of_kind[step.kind].append(step)
    return tuple(_line(kind, of_kind[kind]) for kind in Step.Kind if kind in of_kind)


def lacking_of(transcript: Transcript) -> str:
    """What of a ready transcript can be tried again by itself, in words; empty for most. One query where it warns."""
    kinds = lacking(transcript) if transcript.warnings else ()
    summary = Step.Kind.SUMMARISE in kinds or Step.Kind.RETELL in kinds
    parts = ["the summary"] * summary + ["the audio"] * (Step.Kind.MIX in kinds)
    return " and ".join(parts)


def _progress(at_work: Sequence[UUID]) -> dict[UUID, Progress]:
    if not at_work:
        return {}
    facts: defaultdict[tuple[UUID, int], list[StepFact]] = defaultdict(list)
    steps = Step.objects.filter(version__transcript__in=at_work)
    for pk, number, kind, status, share in steps.values_list(
        "version__transcript", "version__number", "kind", "status", "progress"
    ):
        facts[pk, number].append(StepFact(kind, status, share))
    newest = dict(sorted(facts))
    return {pk: progress_of(facts[pk, newest[pk]] if pk in newest else ()) for pk in at_work}


def _line(kind: Step.Kind, steps: Sequence[Step]) -> WorkLine:
    return WorkLine(
        label=kind.label,
        done=sum(step.status == Step.Status.DONE for step in steps),
        total=len(steps),
        status=_status([step.status for step in steps]),
        troubles=tuple(_trouble(step) for step in steps if step.error and step.status != Step.Status.DONE),
    )


def _status(statuses: Sequence[str]) -> str:
    """The most telling status: what runs, else what failed, else what waits."""
    order = (Step.Status.RUNNING, Step.Status.FAILED, Step.Status.QUEUED, Step.Status.CANCELLED, Step.Status.DONE)
    return next(status for status in order if status in statuses)


def _trouble(step: Step) -> Trouble:
    track = step.part.partition(":")[0]
    again_at = step.run_after if step.status == Step.Status.QUEUED else None
    return Trouble(int(track) + 1 if track.isdigit() else None, step.error, again_at)
