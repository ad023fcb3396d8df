"""Plain ways to make work, to do it as workers would, and to let time pass."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Value
from django.db.models.functions import Now
from django.utils.module_loading import import_string
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from reflector_site.queue import Queue
from tests.builders import a_recording
from transcripts import pipeline, steps
from transcripts.models import Step, Transcript, Version
from transcripts.steps import Claim

OWNER = "here:1"


def a_version_at_work(*, tracks: int = 1, **fields: Any) -> Version:
    """The first version of a new recording with so many tracks, its first steps begun."""
    recording = a_recording(**fields)
    key = (recording.track_keys or [""])[0]
    recording.track_keys = [re.sub(r".-cam-", f"{track}-cam-", key) for track in range(tracks)]
    recording.save()
    return pipeline.begin(recording).versions.get()


def step_of(version: Version, kind: str, part: str = "") -> Step:
    return version.steps.get(kind=kind, part=part)


def claimed(step: Step, *, owner: str = OWNER) -> Claim:
    """A claim on a step that must be free."""
    held = steps.claim(step.pk, owner=owner)
    assert held is not None, f"{step} cannot be claimed"
    return held


def end(version: Version, kind: str, part: str = "", *, result: object = None) -> None:
    """A worker does a step."""
    assert pipeline.finished(claimed(step_of(version, kind, part)), {} if result is None else result)


def lose(version: Version, kind: str, part: str = "", *, error: str = "It broke.") -> None:
    """A step fails for good."""
    assert pipeline.failed(claimed(step_of(version, kind, part)), error, passing=False)


def survey(*voice: tuple[int, int], warnings: Sequence[str] = ()) -> dict[str, Any]:
    """What the engine tells of a track in which somebody speaks in these spans."""
    spans = [list(span) for span in voice]
    return {
        "first_packet_ms": 0,
        "last_packet_ms": max((end_ms for _, end_ms in voice), default=4_000),
        "islands": spans,
        "voice": spans,
        "speech_ms": sum(end_ms - start_ms for start_ms, end_ms in voice),
        "languages": {"en": 0.98} if voice else {},
        "container": "WebM",
        "warnings": list(warnings),
    }


def heard(text: str, *, at_ms: int = 1_000) -> dict[str, Any]:
    """What the engine tells of a piece: a word each 300 ms."""
    starts = range(at_ms, at_ms + 300 * len(text.split()), 300)
    words = [[start, start + 250, f" {word}", 0.9, -20.0] for start, word in zip(starts, text.split(), strict=True)]
    return {
        "words": words,
        "dropped": {"no_voice": 0, "loop": 0},
        "language": "en",
        "speech_ms": 250 * len(words),
        "wall_ms": 10,
    }


PEOPLE: dict[str, Any] = {"people": {}, "mtg_session_id": None}
MIXED: dict[str, Any] = {"duration_ms": 80_000, "warnings": [], "audio_name": "mixed/1.mp3"}
ASSEMBLED: dict[str, Any] = {"participants": [], "webvtt": "WEBVTT\n", "duration_ms": 0, "dropped": {}, "warnings": []}


def prepare_all(version: Version, *, voice: Sequence[tuple[int, int]] = ((1_000, 3_000),)) -> None:
    """Everything up to where the pieces are known, with the same voice in every track."""
    end(version, Step.Kind.PARTICIPANTS, result=PEOPLE)
    for kind, result in ((Step.Kind.FETCH, {"size": 1}), (Step.Kind.PREPARE, survey(*voice))):
        for part in version.steps.filter(kind=kind).values_list("part", flat=True):
            end(version, kind, part, result=result)


def make_ready(transcript: Transcript, text: str = "Hello there.") -> Version:
    """Do all the steps of the newest version, with `text` said in each piece."""
    version = transcript.versions.latest("number")
    prepare_all(version)
    for part in list(version.steps.filter(kind=Step.Kind.TRANSCRIBE).values_list("part", flat=True)):
        end(version, Step.Kind.TRANSCRIBE, part, result=heard(text))
    end(version, Step.Kind.MIX, result=MIXED)
    work_off(Queue.QUICK)
    return version


def hints(queue: Queue | None = None) -> list[tuple[str, int]]:
    """Function and id of what is queued, oldest first."""
    rows = OrmQ.objects.order_by("pk")
    tasks = [SignedPackage.loads(row.payload) for row in (rows.filter(key=str(queue)) if queue else rows)]
    return [(task["func"], task["args"][0]) for task in tasks]


def work_off(queue: Queue | None = None) -> None:
    """Call what is queued, oldest first and with what that queues in turn, as the workers of the queue (or both) do."""
    while True:
        rows = OrmQ.objects.order_by("pk")
        row = (rows.filter(key=str(queue)) if queue else rows).first()
        if row is None:
            return
        row.delete()
        task = SignedPackage.loads(row.payload)
        import_string(task["func"])(*task["args"])


def let_lease_run_out(step: Step) -> None:
    Step.objects.filter(pk=step.pk).update(lease_until=Now() - Value(timedelta(seconds=1)))


def let_pause_pass(step: Step) -> None:
    """The time after which a failed step is due again, and found forgotten, has come."""
    Step.objects.filter(pk=step.pk).update(run_after=Now(), hinted_at=Now() - Value(steps.HINT_AGE))


def work_to_the_end() -> None:
    """Work, sweep and let pauses pass, until no step waits any more."""
    work_off()
    while waiting := list(Step.objects.filter(status=Step.Status.QUEUED)):
        for step in waiting:
            let_pause_pass(step)
        pipeline.sweep()
        work_off()


def prepare_rest(version: Version, part: str) -> None:
    """Do the one track that is left, and all that follows."""
    end(version, Step.Kind.PARTICIPANTS, result=PEOPLE)
    end(version, Step.Kind.FETCH, part, result={"size": 1})
    end(version, Step.Kind.PREPARE, part, result=survey((1_000, 3_000)))
    end(version, Step.Kind.TRANSCRIBE, f"{part}:0", result=heard("Hello there."))
    end(version, Step.Kind.MIX, result=MIXED)
    work_off(Queue.QUICK)


def now(version: Version) -> Transcript:
    """The version's transcript as it now stands in the database."""
    return Transcript.objects.get(pk=version.transcript_id)


def statuses(version: Version) -> dict[str, str]:
    """The status of each of its steps, by kind and part."""
    rows = version.steps.values_list("kind", "part", "status")
    return {f"{kind} {part}".strip(): status for kind, part, status in rows}
