"""What a reader sees of a version: its results, copied into the transcript in one UPDATE."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from transcripts.action_items import carry_over
from transcripts.correcting.kept import columns_for, keep_topic_titles
from transcripts.correcting.unplaced import listed, with_unplaced
from transcripts.models import Step, Telling, Transcript, Version
from transcripts.searching.passages import index_transcript
from transcripts.tellings import retell_topics, texts_shown, told_in

_LOST = {
    Step.Kind.PARTICIPANTS: "The participants' names could not be asked",
    Step.Kind.FETCH: "A track is missing",
    Step.Kind.PREPARE: "A track could not be read",
    Step.Kind.TRANSCRIBE: "A stretch of a track could not be transcribed",
    Step.Kind.SUMMARISE: "There is no summary",
    Step.Kind.RETELL: "The language model made no summary, so this one is of sentences as they were spoken",
    Step.Kind.MIX: "There is no audio to play",
}
_AUDIO_FROM_BEFORE = "The audio could not be mixed again, so what is played was mixed before"


def publish(version: Version) -> None:
    """Show this version, as far as it is done, with its summary. Call inside a transaction.

    What people wrote stays: their titles and summaries always, and the words and names of a version that is shown
    already, since people may have corrected these. Nothing happens when a newer version is shown by now.
    """
    transcript = _locked(version)
    if transcript.current and transcript.current.number > version.number:
        return
    steps = list(_reported_steps(version))
    result = {step.kind: step.result for step in steps if step.status == Step.Status.DONE and step.result}
    assembled = result[Step.Kind.ASSEMBLE]
    mixed: dict[str, Any] = result.get(Step.Kind.MIX) or {}
    shown_first = transcript.current_id != version.pk
    told = told_in(version, assembled["participants"] if shown_first else transcript.participants)
    spoken = {name: assembled[name] for name in ("participants", "webvtt") if shown_first}
    columns = columns_for(transcript, texts_shown(version, told), assembled.get("found_names") if shown_first else None)
    if shown_first:
        columns["written"] = with_unplaced(columns["written"], assembled.get("unplaced", ()))
    transcript.written = columns["written"]
    Transcript.objects.filter(pk=version.transcript_id).update(
        current=version,
        **spoken,
        **columns,
        language=version.language,
        language_probability=version.language_probability,
        duration_ms=mixed.get("duration_ms") or assembled["duration_ms"],
        # Audio that was mixed for an earlier version fits too: it is of the same recording, on the same clock.
        audio_name=mixed.get("audio_name") or transcript.audio_name,
        warnings=[
            *_unreported(version),
            *_warnings(steps, assembled, mixed, heard=bool(transcript.audio_name)),
            *(each.warning for each in listed(transcript)),
        ],
        changed_at=timezone.now(),
    )
    retell_topics(version, told)
    keep_topic_titles(version)
    carry_over(version)
    index_transcript(version.transcript_id)


def is_shown(version: Version) -> bool:
    """Whether readers see this version now. Call inside a transaction; it locks the transcript."""
    return _locked(version).current_id == version.pk


def misses_corrections(version: Version) -> bool:
    """Whether the version shown was corrected after this one was put together. Call inside a transaction.

    Locks the transcript, so that nobody corrects it before the transaction ends.
    """
    transcript = _locked(version)
    assembled: dict[str, Any] = version.steps.result_of(Step.Kind.ASSEMBLE)
    included: int = assembled.get("revision", 0)
    return transcript.revision != included


def _locked(version: Version) -> Transcript:
    rows = Transcript.objects.select_for_update(of=("self",)).select_related("current")
    return rows.get(pk=version.transcript_id)


def _reported_steps(version: Version) -> Iterator[Step]:
    """The steps whose results are shown, or whose failure readers are told about."""
    steps = version.steps.exclude(kind=Step.Kind.TRANSCRIBE, status=Step.Status.DONE).exclude(kind=Step.Kind.TELL)
    by_model = version.chosen is not None and version.chosen.maker == Telling.Maker.LANGUAGE_MODEL
    for step in steps.order_by("pk"):
        # The failure of a model does not matter once another one has made a summary.
        if not (by_model and step.kind == Step.Kind.RETELL):
            yield step


def _unreported(version: Version) -> list[str]:
    count = version.recording.unreadable_tracks
    return [f"{count} tracks were reported without a name and could not be fetched."] if count else []


def _warnings(steps: list[Step], assembled: dict[str, Any], mixed: dict[str, Any], *, heard: bool) -> list[str]:
    """What is missing or doubtful, a sentence each, in the order of the work. `heard`: older audio can be played."""
    lost = {**_LOST, Step.Kind.MIX: _AUDIO_FROM_BEFORE} if heard else _LOST
    found = [f"{lost[Step.Kind(step.kind)]}: {step.error}" for step in steps if step.status == Step.Status.FAILED]
    for step in steps:
        if step.kind == Step.Kind.PREPARE and step.status == Step.Status.DONE:
            survey: dict[str, Any] = step.result or {}
            found += [f"Track {int(step.part) + 1}: {warning}" for warning in survey["warnings"]]
    return list(dict.fromkeys([*found, *assembled["warnings"], *mixed.get("warnings", [])]))
