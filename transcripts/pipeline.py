"""The way of a version: which steps it has, what follows when one ends, and what a reader sees of it.

Everything that ends a step and begins the next ones happens in one transaction under a lock on the version, so that two
steps that end at once see each other. Locks are always taken in the same order, so that there is no deadlock: the
version, its steps, the transcript. Beginning a step writes its row and its hint together.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from meetings.models import Meeting
from recordings.models import Recording
from reflector_site.queue import MOST_WAITING, Queue, enqueue, waiting
from transcripts import lifecycle, plan, steps
from transcripts.making import pieces
from transcripts.making.publishing import is_shown, misses_corrections, publish
from transcripts.making.track_files import forget_audio, forget_tracks, versions_with_tracks
from transcripts.making.wishes import TellInput
from transcripts.models import Step, Telling, Transcript, Version
from transcripts.steps import Claim
from transcripts.tellings import choose

logger = logging.getLogger(__name__)

Key = TypeVar("Key", int, str)
Result = TypeVar("Result")

Status = Transcript.Status
AT_WORK = (Status.QUEUED, Status.TRANSCRIBING, Status.SUMMARISING)
ENDED = (Status.READY, Status.FAILED, Status.CANCELLED)
SPEECH_KINDS = (Step.Kind.PREPARE, Step.Kind.TRANSCRIBE, Step.Kind.MIX)
LONG_KINDS = (Step.Kind.FETCH, Step.Kind.RETELL, Step.Kind.TELL)
"""Steps of the quick queue that wait for other servers, perhaps for hours: each machine does one at a time."""
SHORT_KINDS = tuple(kind for kind in Step.Kind if kind not in SPEECH_KINDS + LONG_KINDS)
KINDS = {Queue.QUICK: SHORT_KINDS + LONG_KINDS, Queue.SPEECH: SPEECH_KINDS}
TRACK_KINDS = (Step.Kind.FETCH, Step.Kind.PREPARE, Step.Kind.TRANSCRIBE)
LAST_KINDS = (Step.Kind.SUMMARISE, Step.Kind.RETELL, Step.Kind.MIX)
"""Steps whose results no other step needs, so that they can be done again by themselves."""
MADE_OF_WORDS = (Step.Kind.ASSEMBLE, Step.Kind.SUMMARISE, Step.Kind.RETELL)
"""Steps that are done again when the words are put together again."""
QUICK_JOB = "transcripts.quick_jobs.run_quick"
LONG_JOB = "transcripts.quick_jobs.run_long"
SPEECH_JOB = "transcripts.jobs.run_speech"


def begin(recording: Recording) -> Transcript:
    """The transcript of a recording whose meeting and tracks are known, with its first version and steps."""
    with transaction.atomic():
        # Nobody gives the meeting another room before the transcript is there to go along.
        meeting = Meeting.objects.staying().filter(recordings=recording).first()
        transcript = Transcript.objects.create(
            recording=recording,
            meeting=meeting,
            room_id=meeting.room_id if meeting else None,
            recorded_at=recording.recorded_at,
        )
        _begin_version(transcript)
    return transcript


def start_again(transcript: Transcript) -> bool:
    """Do the failed steps again, or everything when none failed; False while it is being worked on.

    What a reader sees stays until the new work is done.
    """
    with transaction.atomic():
        _lock_versions(transcript)
        ended = [status for status in ENDED if lifecycle.move(transcript.pk, source=status, target=Status.QUEUED)]
        if not ended:
            return False
        if Status.READY in ended or not _retry_ended_steps(transcript):
            _begin_version(transcript)
    return True


def lacking(transcript: Transcript) -> tuple[str, ...]:
    """The kinds of step that failed for a ready transcript and can be done by themselves; empty for any other."""
    if transcript.status != Status.READY or transcript.current is None:
        return ()
    return tuple(_mendable(transcript.current).values_list("kind", flat=True))


def mend(transcript: Transcript) -> bool:
    """Do the failed steps of a ready transcript again that can be done by themselves; False when there are none."""
    with transaction.atomic():
        version = _locked(transcript.versions.latest("number").pk)
        lost = _mendable(version)
        if not lost.exists() or not lifecycle.move(transcript.pk, source=Status.READY, target=Status.QUEUED):
            return False
        _queue_again(lost)
        _advance(version.pk)
    return True


def _mendable(version: Version) -> QuerySet[Step]:
    return version.steps.filter(kind__in=LAST_KINDS, status=Step.Status.FAILED)


def cancel(transcript: Transcript) -> bool:
    """Stop the work on a transcript, also steps that are running; False when there is none.

    The fence of every step grows, so that its worker learns of it at its next sign of life and can write nothing.
    """
    with transaction.atomic():
        _lock_versions(transcript)
        if not any(lifecycle.move(transcript.pk, source=status, target=Status.CANCELLED) for status in AT_WORK):
            return False
        steps.cancel_all(transcript.versions.all())
    return True


def tell_again(transcript: Transcript, asked: TellInput) -> Step | None:
    """Have another summary made of the words shown; None while the transcript is being worked on, or has no words.

    A second request for the same summary while it is being made adds nothing.
    """
    with transaction.atomic():
        current_id = Transcript.objects.only("current").get(pk=transcript.pk).current_id
        if current_id is None:
            return None
        version = _locked(current_id)
        if version.transcript.status in AT_WORK:
            return None
        earlier = version.steps.filter(kind=Step.Kind.TELL)
        waiting_too = earlier.filter(status__in=[Step.Status.QUEUED, Step.Status.RUNNING], input=asked).first()
        return waiting_too or _begin(version, Step.Kind.TELL, str(earlier.count() + 1), asked)


def show_telling(telling: Telling, *, by: int) -> bool:
    """Make a summary the one that is read, as somebody wishes; False when it is not of the words shown."""
    with transaction.atomic():
        version = _locked(telling.version_id)
        if not is_shown(version):
            return False
        choose(version, telling, by=by)
        publish(version)
    return True


def finished(held: Claim, result: object) -> bool:
    """End a step with its result and begin what follows; False when the step is not ours any more."""
    with transaction.atomic():
        version = _locked_for(held)
        if not steps.finish(held, result):
            return False
        _advance(version.pk)
    return True


def failed(held: Claim, error: str, *, passing: bool) -> bool:
    """End an attempt at a step, and begin what follows when it was the last one."""
    with transaction.atomic():
        _locked_for(held)
        if not steps.fail(held, error, passing=passing):
            return False
        step = Step.objects.get(pk=held.step_id)
        logger.warning("%s failed (attempt %s of %s): %s", step, step.attempts, steps.MOST_ATTEMPTS, error)
        if step.status == Step.Status.FAILED:
            _advance(step.version_id)
    return True


def sweep() -> int:
    """Take up steps whose worker died or whose hint was lost, and missing transcripts; returns the number of hints."""
    _one_by_one(steps.fail_abandoned(), _advance)
    steps.requeue_abandoned()
    return sum(map(_hint_again, Queue)) + _begin_missing() + _push_on_stranded()


def forget_leftovers() -> int:
    """Delete copies of tracks that are needed no more but were left behind by a killed worker or a failing storage.

    Returns how many versions had any. Failed versions keep their tracks for another attempt. Raises StorageError.
    """
    newer = Version.objects.filter(transcript=OuterRef("transcript"), number__gt=OuterRef("number"))
    mixed = Step.objects.filter(version=OuterRef("pk"), kind=Step.Kind.MIX, status=Step.Status.DONE)
    needed = Version.objects.filter(~Exists(newer)).exclude(Exists(mixed), finished_at__isnull=False)
    there = versions_with_tracks()
    left = set(there).difference(needed.filter(pk__in=there).values_list("pk", flat=True))
    for version_id in left:
        forget_tracks(version_id)
    return len(left)


def _hint_again(queue: Queue) -> int:
    """Hint at the forgotten steps of a queue; returns how many.

    The more hints wait in the queue, the fewer are added, so that they do not pile up every minute while workers are
    busy; workers also look for due steps without a hint.
    """
    with transaction.atomic():
        forgotten = steps.take_forgotten(KINDS[queue], most=max(0, MOST_WAITING - waiting(queue)))
        for step_id, kind in forgotten:
            _hint(step_id, kind)
    return len(forgotten)


def _begin_missing() -> int:
    """Begin transcripts for matched recordings without one, in case any exist; none should."""
    orphans = Recording.objects.filter(outcome=Recording.Outcome.MATCHED, transcript__isnull=True)
    return sum(_one_by_one(list(orphans.values_list("pk", flat=True)), _begin_unless_begun))


def _begin_unless_begun(recording_id: str) -> bool:
    """Looked at again under a lock, the meeting's first: another sweep may have been at it."""
    Meeting.objects.staying().filter(recordings=recording_id).first()
    recording = Recording.objects.select_for_update().get(pk=recording_id)
    missing = not Transcript.objects.filter(recording=recording).exists()
    if missing:
        begin(recording)
    return missing


def _push_on_stranded() -> int:
    """Advance unfinished transcripts that have no unfinished step: a worker died between one step and the next."""
    active = Step.objects.filter(version=OuterRef("pk"), status__in=[Step.Status.QUEUED, Step.Status.RUNNING])
    newer = Version.objects.filter(transcript=OuterRef("transcript"), number__gt=OuterRef("number"))
    stranded = Version.objects.filter(~Exists(active), ~Exists(newer), transcript__status__in=AT_WORK)
    return len(_one_by_one(list(stranded.values_list("pk", flat=True)), _advance))


def _one_by_one(keys: Iterable[Key], do: Callable[[Key], Result]) -> list[Result]:
    """The results of `do` for each key, in a transaction each; errors are logged, but for those of the database."""
    results = []
    for key in keys:
        try:
            with transaction.atomic():
                result = do(key)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("%s failed for %s", do.__name__, key)
        else:
            results.append(result)
    return results


def _begin_version(transcript: Transcript) -> None:
    steps.cancel_all(transcript.versions.all())
    number = _newest(transcript) + 1
    for older in transcript.versions.all():
        transaction.on_commit(partial(forget_tracks, older.pk), robust=True)
        mixed: Mapping[str, Any] = older.steps.result_of(Step.Kind.MIX) or {}
        if mixed.get("audio_name"):  # which stays if it is played; else it was for a version that is never shown
            transaction.on_commit(partial(forget_audio, mixed["audio_name"], transcript.pk), robust=True)
    version = Version.objects.create(transcript=transcript, number=number, model=settings.WHISPER_MODEL)
    _advance(version.pk)


def _newest(transcript: Transcript) -> int:
    return transcript.versions.aggregate(last=Max("number"))["last"] or 0


def _retry_ended_steps(transcript: Transcript) -> bool:
    """Do failed and cancelled steps again; False when only doing everything again, in a new version, can help.

    That is so for a track that failed before the others were cut into pieces, and for words that readers see already
    and may have corrected, which are not put together a second time in the same version.
    """
    version = _locked(transcript.versions.latest("number").pk)
    again = version.steps.filter(status__in=[Step.Status.FAILED, Step.Status.CANCELLED]).exclude(kind=Step.Kind.TELL)
    if version.steps.filter(kind=Step.Kind.TRANSCRIBE).exists():
        again = again.exclude(kind__in=[Step.Kind.FETCH, Step.Kind.PREPARE])
    if not again.exists():
        return False
    if again.exclude(kind__in=LAST_KINDS).exists():
        if is_shown(version):
            return False
        # The steps that need the words are created again when all others have ended.
        version.steps.filter(kind__in=MADE_OF_WORDS).delete()
    _queue_again(again)
    _advance(version.pk)
    return True


def _queue_again(steps_ended: QuerySet[Step]) -> None:
    """Queue ended steps again, with all their attempts."""
    kinds = dict(steps_ended.values_list("pk", "kind"))
    Step.objects.filter(pk__in=kinds).update(
        status=Step.Status.QUEUED, attempts=0, error="", run_after=Now(), hinted_at=Now(), finished_at=None, progress=0
    )
    for step_id, kind in kinds.items():
        _hint(step_id, kind)


def _advance(version_id: int) -> None:
    """Begin the steps that can begin, and set the transcript's status. Call inside a transaction."""
    version = _locked(version_id)
    transcript = version.transcript
    if transcript.status == Status.READY or version.number < _newest(transcript):
        # The version is complete or superseded; only another summary of it may still have been made.
        if transcript.current_id == version.pk:
            publish(version)
        return
    tracks = _tracks(version)
    facts = _facts(version)
    if plan.pieces_wanted(facts, tracks=tracks):
        for part, given in pieces.plan_version(version).items():
            _begin(version, Step.Kind.TRANSCRIBE, part, given)
        facts = _facts(version)
    for kind, part in plan.steps_to_begin(facts, tracks=tracks, retelling=bool(settings.LLM_URL)):
        _begin(version, kind, part)
    lost = plan.failure(facts, tracks=tracks)
    if lost:
        _give_up(transcript, _errors(version, lost))
        return
    if Step.Status.DONE in facts.values():
        lifecycle.move(transcript.pk, source=Status.QUEUED, target=Status.TRANSCRIBING)
    if facts.get((Step.Kind.ASSEMBLE, "")) == Step.Status.DONE:
        lifecycle.move(transcript.pk, source=Status.TRANSCRIBING, target=Status.SUMMARISING)
        audio_mixed = facts.get((Step.Kind.MIX, "")) == Step.Status.DONE
        _show(version, done=plan.finished(facts), audio_mixed=audio_mixed)


def _tracks(version: Version) -> int:
    return len(version.recording.audio_keys)


def _locked(version_id: int) -> Version:
    """The version, locked until the transaction ends."""
    return Version.objects.select_for_update(of=("self",)).select_related("transcript__recording").get(pk=version_id)


def _locked_for(held: Claim) -> Version:
    """The version that a step belongs to, locked before the step is."""
    return Version.objects.select_for_update(of=("self",)).get(steps=held.step_id)


def _lock_versions(transcript: Transcript) -> None:
    list(transcript.versions.select_for_update().order_by("pk").values_list("pk"))


def _show(version: Version, *, done: bool, audio_mixed: bool) -> None:
    """Publish a first version as soon as it has words, and one that replaces another only when it is complete."""
    transcript = version.transcript
    replaces = transcript.current_id not in {None, version.pk}
    if done and replaces and _loses_tracks(version):
        errors = _errors(version, *TRACK_KINDS)
        _give_up(transcript, f"What was made before stays, since this would lack something of it: {errors}")
        return
    if done and replaces and misses_corrections(version):
        _put_together_again(version)
        return
    if done or not replaces:
        publish(version)
    if done and lifecycle.move(transcript.pk, source=Status.SUMMARISING, target=Status.READY):
        Version.objects.filter(pk=version.pk).update(finished_at=timezone.now())
        if audio_mixed:  # else the tracks are needed for another attempt
            transaction.on_commit(lambda: forget_tracks(version.pk), robust=True)
        replaced = transcript.audio_name
        if replaced:
            transaction.on_commit(lambda: forget_audio(replaced, transcript.pk), robust=True)


def _loses_tracks(version: Version) -> bool:
    """Whether it lacks a track that the version shown has: a new version must not lose what readers had."""
    shown = version.transcript.current
    return shown is not None and bool(_tracks_lost(version) - _tracks_lost(shown))


def _tracks_lost(version: Version) -> set[str]:
    """The tracks with a failed step, by the numbers that the parts of steps begin with."""
    lost = version.steps.filter(kind__in=TRACK_KINDS, status=Step.Status.FAILED)
    return {part.partition(":")[0] for part in lost.values_list("part", flat=True)}


def _put_together_again(version: Version) -> None:
    """Do the steps after transcribing again, to include the corrections of the version shown made meanwhile."""
    version.steps.filter(kind__in=MADE_OF_WORDS).delete()
    _begin(version, Step.Kind.ASSEMBLE)


def _give_up(transcript: Transcript, reason: str) -> None:
    for source in AT_WORK:
        lifecycle.move(transcript.pk, source=source, target=Status.FAILED, error=reason)


def _errors(version: Version, *kinds: str) -> str:
    lost = version.steps.filter(kind__in=kinds, status=Step.Status.FAILED).order_by("pk")
    return " ".join(dict.fromkeys(lost.values_list("error", flat=True)))


def _facts(version: Version) -> dict[tuple[str, str], str]:
    return {(kind, part): status for kind, part, status in version.steps.values_list("kind", "part", "status")}


def _begin(version: Version, kind: str, part: str = "", given: Mapping[str, object] | None = None) -> Step:
    step = Step.objects.create(
        version=version, kind=kind, part=part, input=given or {}, run_after=Now(), hinted_at=Now()
    )
    _hint(step.pk, kind)
    return step


def hint_next_long() -> None:
    """Hint at the first due step of LONG_KINDS, if there is one."""
    step_id = steps.next_due(LONG_KINDS)
    if step_id is not None:
        _hint(step_id, Step.objects.values_list("kind", flat=True).get(pk=step_id))


def _hint(step_id: int, kind: str) -> None:
    if kind in LONG_KINDS:
        limit_s = settings.LONG_LIMIT_S
        enqueue(LONG_JOB, step_id, queue=Queue.QUICK, name=f"{kind} {step_id}", within_s=limit_s)
        return
    speech = kind in SPEECH_KINDS
    enqueue(
        SPEECH_JOB if speech else QUICK_JOB,
        step_id,
        queue=Queue.SPEECH if speech else Queue.QUICK,
        name=f"{kind} {step_id}",
    )
