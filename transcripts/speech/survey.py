"""A first reading of a track: where its packets are, where somebody speaks, and in which language."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from transcripts.speech.cutting import chunk_audio
from transcripts.speech.decode import Block, Samples, Track
from transcripts.speech.languages import SURE, merged_evidence
from transcripts.speech.pieces import Chunk, plan_chunks
from transcripts.speech.progress import Progress
from transcripts.speech.shapes import SurveyResult
from transcripts.speech.spans import Span, total_ms
from transcripts.speech.voice import VoiceRule, judge

_LANGUAGES_KEPT = 5
_BLOCKS_BETWEEN_NEWS = 30


class LanguageModel(Protocol):
    def languages_of(self, audio: Samples) -> dict[str, float]:
        """The probability of each language for up to 30 s of 16 kHz audio."""


def survey(path: Path, model: Callable[[], LanguageModel] | None, progress: Progress) -> SurveyResult:
    """Read a track from end to end. `model` is asked for only when there is a voice; None: any language will do.

    Raises UnreadableTrackError.
    """
    voice: list[Span] = []
    with Track(path) as track:
        for island in judge(_reporting(track, progress)):
            voice.extend(island.voice(VoiceRule()))
        result = SurveyResult(
            first_packet_ms=track.first_packet_ms,
            last_packet_ms=track.last_packet_ms,
            islands=[list(span) for span in track.islands],
            voice=[list(span) for span in voice],
            speech_ms=total_ms(voice),
            languages={},
            container=track.container.label,
            warnings=list(track.warnings),
        )
    if voice and model is not None:
        result["languages"] = _languages(path, plan_chunks(voice), model())
    return result


def _reporting(track: Track, progress: Progress) -> Iterator[Block]:
    for number, block in enumerate(track.blocks()):
        if number % _BLOCKS_BETWEEN_NEWS == 0:
            progress(track.read_fraction)
        yield block


def _languages(path: Path, chunks: tuple[Chunk, ...], model: LanguageModel) -> dict[str, float]:
    """The languages of the first half minute of speech; when that is not sure, of the middle and the last as well."""
    evidence: list[tuple[int, dict[str, float]]] = []
    merged: dict[str, float] = {}
    for index in sorted({0, len(chunks) // 2, len(chunks) - 1}):
        chunk = chunks[index]
        evidence.extend((total_ms(chunk.voice), model.languages_of(audio)) for audio in chunk_audio(path, [chunk]))
        merged = merged_evidence(evidence)
        if max(merged.values()) >= SURE:
            break
    likeliest = sorted(merged.items(), key=lambda item: -item[1])[:_LANGUAGES_KEPT]
    return {language: round(probability, 4) for language, probability in likeliest}
