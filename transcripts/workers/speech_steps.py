"""What the engine process is asked for a step, and what is kept of its answer."""

from pathlib import Path
from typing import Any

from transcripts.making.pieces import surveys_of
from transcripts.making.track_files import Alive, audio_storage, keep, local_copy, mixing_file, track_name
from transcripts.making.tracks import placement_of
from transcripts.models import Step, Version
from transcripts.speech.shapes import MixRequest, MixTrack, Request, SurveyRequest, TranscribeRequest


def request_for(step: Step, *, alive: Alive) -> Request:
    """The engine's task for a `prepare`, `transcribe` or `mix` step. Raises FileNotFoundError when a track is gone.

    `alive` is called again and again while tracks are fetched from a bucket.
    """
    version = step.version
    match step.kind:
        case Step.Kind.PREPARE:
            room = version.transcript.room
            path = local_copy(track_name(version.pk, int(step.part)), alive=alive)
            return SurveyRequest(do="survey", path=str(path), detect_language=not (room and room.language))
        case Step.Kind.TRANSCRIBE:
            track = int(step.part.partition(":")[0])
            path = local_copy(track_name(version.pk, track), alive=alive)
            return TranscribeRequest(
                do="transcribe",
                path=str(path),
                voice=step.input["voice"],
                language=step.input["language"],
                hotwords=step.input["hotwords"],
            )
        case _:
            return MixRequest(do="mix", tracks=_tracks(version, alive), out=str(mixing_file(step.pk, step.fence)))


def result_of(step: Step, answer: dict[str, Any], *, alive: Alive) -> dict[str, Any]:
    """What is stored of the engine's answer; mixed audio moves into our storage on the way, unless it has already."""
    if step.kind != Step.Kind.MIX or not answer["duration_ms"] or "audio_name" in answer:
        return answer
    name = f"mixed/{step.version.transcript_id}/{step.version.number}-{step.fence}.mp3"
    keep(Path(mixing_file(step.pk, step.fence)), name, alive=alive)
    return {**answer, "audio_name": name}


def forget_refused(step: Step, result: dict[str, Any]) -> None:
    """Delete mixed audio whose step was somebody else's, or cancelled, by the time it was there. Raises StorageError.

    The step may have it after all, where only the answer of the database was lost.
    """
    name = result.get("audio_name")
    if name and not Step.objects.filter(pk=step.pk, status=Step.Status.DONE, result__audio_name=name).exists():
        audio_storage().delete(name)


def _tracks(version: Version, alive: Alive) -> list[MixTrack]:
    offsets = placement_of(version).offsets_ms
    return [
        MixTrack(path=str(local_copy(track_name(version.pk, track), alive=alive)), offset_ms=offsets[track])
        for track in surveys_of(version)
    ]
