"""The work on transcripts as their readers see it: the progress, and the result of each kind of step."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Max, Prefetch, QuerySet
from django.utils import timezone

from recordings.models import Recording
from recordings.querysets import RecordingQuerySet
from transcripts.models import Step, Transcript, Version
from transcripts.pages.progress import Progress, progress_of
from transcripts.pages.time_left import StepFact
from transcripts.pipeline import AT_WORK, lacking
from transcripts.steps import MOST_ATTEMPTS


@dataclass(frozen=True, slots=True)
class Listed:
    """A transcript in a list; `progress` while it is being worked on."""

    transcript: Transcript
    progress: Progress | None


@dataclass(frozen=True, slots=True)
class Trouble:
    """A step that failed, or that waits to be tried again at `again_at`: its attempt number `attempt`, of all there
    are. `track` counts from 1, None for all tracks.
    """

    track: int | None
    error: str
    again_at: datetime | None
    attempt: int


@dataclass(frozen=True, slots=True)
class Lot:
    """Steps of one kind, of all tracks or of one: how many are over, and the time from their begin to their end or now.

    `percent` counts what is done of those at work as well.
    """

    status: str
    done: int
    total: int
    percent: int
    took_ms: int | None


@dataclass(frozen=True, slots=True)
class WorkLine:
    """All steps of one kind of a version; `tracks` by number from 1, where each track has its own."""

    label: str
    all: Lot
    tracks: Mapping[int, Lot]
    troubles: tuple[Trouble, ...]


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A recording in the ledger; `progress` while its transcript is being worked on."""

    recording: Recording
    progress: Progress | None


def at_work() -> QuerySet[Transcript, Any]:
    """The primary keys of transcripts that are being worked on, for a `pk__in`.

    They are few, but no index has three statuses by time: filtering the list by status, SQLite would overestimate them
    and walk through the newest of all transcripts.
    """
    return Transcript.objects.filter(status__in=AT_WORK).values("pk")


def listed(transcripts: Iterable[Transcript]) -> tuple[Listed, ...]:
    """Transcripts with their progress; two queries for all that are at work."""
    rows = tuple(transcripts)
    progress = progress_by_transcript(row.pk for row in rows if row.status in AT_WORK)
    return tuple(Listed(row, progress.get(row.pk)) for row in rows)


def with_transcripts(recordings: RecordingQuerySet, user: User | AnonymousUser) -> RecordingQuerySet:
    """Recordings with their transcript where the user may read it, else without one; one query for all of them."""
    readable = Transcript.objects.visible_to(user).select_related("room").defer("webvtt", "long_summary")
    return recordings.prefetch_related(Prefetch("transcript", readable))


def ledger(recordings: Iterable[Recording]) -> tuple[LedgerLine, ...]:
    """Recordings of `with_transcripts`, with the progress of these; two queries for all at work."""
    rows = [(row, transcript_of(row)) for row in recordings]
    progress = progress_by_transcript(it.pk for _, it in rows if it and it.status in AT_WORK)
    return tuple(LedgerLine(row, progress.get(it.pk) if it else None) for row, it in rows)


def transcript_of(recording: Recording) -> Transcript | None:
    found: Transcript | None = getattr(recording, "transcript", None)
    return found


def work_on(transcript: Transcript) -> tuple[WorkLine, ...]:
    """What became of each kind of step of the newest version, in the order of the work; two queries."""
    version = transcript.versions.order_by("-number").first()
    if version is None:
        return ()
    now = timezone.now()
    of_kind: defaultdict[str, list[Step]] = defaultdict(list)
    for step in version.steps.defer("input", "result").order_by("pk"):
        of_kind[step.kind].append(step)
    return tuple(_line(kind, of_kind[kind], now) for kind in Step.Kind if kind in of_kind)


def progress_by_transcript(those: Iterable[UUID]) -> dict[UUID, Progress]:
    """How far each of these transcripts is, all of them at work, and what it waits for."""
    keys = list(those)
    if not keys:
        return {}
    facts = _newest_facts(keys)
    # Work is done in the order in which it came.
    line = Version.objects.filter(transcript__in=at_work()).values("transcript").annotate(newest=Max("pk"))
    order = {pk: place for place, pk in enumerate(line.order_by("newest").values_list("transcript", flat=True))}
    return {pk: progress_of(facts.get(pk, ()), before=order.get(pk, 0), most_attempts=MOST_ATTEMPTS) for pk in keys}


def lacking_of(transcript: Transcript) -> str:
    """What of a ready transcript can be tried again by itself, in words; empty for most. One query where it warns."""
    kinds = lacking(transcript) if transcript.warnings else ()
    summary = Step.Kind.SUMMARISE in kinds or Step.Kind.RETELL in kinds
    parts = ["the summary"] * summary + ["the audio"] * (Step.Kind.MIX in kinds)
    return " and ".join(parts)


def _newest_facts(transcripts: Sequence[UUID]) -> dict[UUID, list[StepFact]]:
    """The steps of each transcript's newest version; one query."""
    now = timezone.now()
    newest: dict[UUID, int] = {}
    facts: defaultdict[tuple[UUID, int], list[StepFact]] = defaultdict(list)
    steps = Step.objects.filter(version__transcript__in=transcripts).select_related("version")
    for step in steps.defer("input", "result"):
        key = step.version.transcript_id, step.version.number
        newest[key[0]] = max(key[1], newest.get(key[0], 0))
        facts[key].append(_fact(step, now))
    return {pk: facts[pk, number] for pk, number in newest.items()}


def _fact(step: Step, now: datetime) -> StepFact:
    took_ms = _span_ms([step], now) or 0
    return StepFact(step.kind, step.status, step.progress, took_ms / 1000, step.attempts, _again_at(step, now))


def _again_at(step: Step, now: datetime) -> datetime | None:
    """When a step that failed may begin again; None for one that may now, or did not fail."""
    failed = step.status == Step.Status.QUEUED and step.error
    return step.run_after if failed and step.run_after > now else None


def _line(kind: Step.Kind, steps: Sequence[Step], now: datetime) -> WorkLine:
    of_track: defaultdict[int, list[Step]] = defaultdict(list)
    for step in steps:
        if (track := _track(step)) is not None:
            of_track[track].append(step)
    return WorkLine(
        label=kind.label,
        all=_lot(steps, now),
        tracks={track: _lot(of_track[track], now) for track in sorted(of_track)},
        troubles=tuple(_trouble(step, now) for step in steps if step.error and step.status != Step.Status.DONE),
    )


def _lot(steps: Sequence[Step], now: datetime) -> Lot:
    shares = [1.0 if step.status == Step.Status.DONE else step.progress for step in steps]
    return Lot(
        status=_status([step.status for step in steps]),
        done=sum(step.status == Step.Status.DONE for step in steps),
        total=len(steps),
        percent=int(100 * sum(shares) / len(shares)),
        took_ms=_span_ms(steps, now),
    )


def _span_ms(steps: Sequence[Step], now: datetime) -> int | None:
    """From the begin of the first to the end of the last, or to now while one is at work; None before the first."""
    begun = [step for step in steps if step.started_at and step.status != Step.Status.QUEUED]
    if not begun:
        return None
    begin = min(step.started_at or now for step in begun)
    running = any(step.status == Step.Status.RUNNING for step in begun)
    end = now if running else max(step.finished_at or now for step in begun)
    return max(0, round((end - begin).total_seconds() * 1000))


def _status(statuses: Sequence[str]) -> str:
    """The most telling status: what runs, else what failed, else what waits."""
    order = (Step.Status.RUNNING, Step.Status.FAILED, Step.Status.QUEUED, Step.Status.CANCELLED, Step.Status.DONE)
    return next(status for status in order if status in statuses)


def _track(step: Step) -> int | None:
    """Its number, from 1."""
    track = step.part.partition(":")[0]
    return int(track) + 1 if track.isdigit() else None


def _trouble(step: Step, now: datetime) -> Trouble:
    again_at = _again_at(step, now)
    return Trouble(_track(step), step.error, again_at, step.attempts + 1)
