"""A whole recording heard with one engine: tracks surveyed, one language chosen, pieces shared out, words put together.

What the pipeline does over many steps and processes, done at once for the command line.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from transcripts.speech.engine_process import EngineProcess, Failed, Finished, Progressed
from transcripts.speech.errors import SpeechError
from transcripts.speech.languages import Choice, TrackLanguages, choose_language
from transcripts.speech.pieces import Piece, piece_length_ms, plan_pieces
from transcripts.speech.shapes import (
    Dropped,
    Request,
    SurveyRequest,
    SurveyResult,
    TranscribeRequest,
    TranscribeResult,
    WordJSON,
)
from transcripts.speech.spans import Span
from transcripts.speech.timeline import TrackTimes, recording_offsets
from transcripts.text.words import Word

_POLL_S = 1.0


@dataclass(frozen=True, slots=True)
class RecordedTrack:
    """A file and what its name says about when it begins (None: nothing)."""

    path: Path
    name_offset_ms: int | None = None


@dataclass(frozen=True, slots=True)
class HeardTrack:
    """What came of one track: words on the recording's clock, or why there are none."""

    words: tuple[Word, ...] = ()
    islands: tuple[Span, ...] = ()
    end_ms: int = 0
    speech_ms: int = 0
    wall_ms: int = 0
    model_ms: int = 0
    """Of the time the workers took for it, the part spent in the model itself."""
    dropped: Dropped = field(default_factory=lambda: Dropped(no_voice=0, loop=0))
    warnings: tuple[str, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class HeardRecording:
    """Every track as given, in the same order, with the language and what looks wrong about the whole."""

    tracks: tuple[HeardTrack, ...]
    choice: Choice
    warnings: tuple[str, ...]


def hear_recording(
    tracks: Sequence[RecordedTrack],
    engine: EngineProcess,
    *,
    language: str = "",
    hotwords: str = "",
    news: Callable[[str, float], None],
) -> HeardRecording:
    """Transcribe tracks that were recorded together. A track that fails says why and takes nothing else down.

    `news` is told the stage and how much of it is done, 0 to 1. Raises SpeechError when the engine itself dies.
    """
    surveys = _work(engine, [_survey_request(track, detect=not language) for track in tracks], news, "Reading")
    readable = [index for index, outcome in enumerate(surveys) if not isinstance(outcome, str)]
    found = {index: cast("SurveyResult", surveys[index]) for index in readable}
    choice = choose_language(
        [TrackLanguages(found[index]["speech_ms"], found[index]["languages"]) for index in readable], fixed=language
    )
    first_ms = {index: survey["first_packet_ms"] for index, survey in found.items()}
    offsets, warnings = recording_offsets(
        [TrackTimes(first_ms.get(index), track.name_offset_ms) for index, track in enumerate(tracks)]
    )
    languages = dict(zip(readable, choice.of_tracks, strict=True))
    heard = _hear_pieces(engine, _pieces_of(found, engine.workers), tracks, languages, hotwords=hotwords, news=news)
    return HeardRecording(
        tuple(
            heard[index].track(found[index], offsets[index]) if index in found else HeardTrack(error=str(outcome))
            for index, outcome in enumerate(surveys)
        ),
        choice,
        warnings,
    )


def load_model(engine: EngineProcess) -> None:
    """Have the engine load its model now rather than at the first words. Raises SpeechError."""
    request = TranscribeRequest(do="transcribe", path="", voice=[], language="en")
    _work(engine, [request], lambda stage, fraction: None, "Loading")


def words_of(rows: Iterable[WordJSON], offset_ms: int) -> tuple[Word, ...]:
    """Words of a TranscribeResult on the recording's clock, which has no time before zero."""
    return tuple(
        Word(
            start_ms=max(0, int(start_ms) + offset_ms),
            end_ms=max(0, int(end_ms) + offset_ms),
            text=str(text),
            probability=float(probability),
            loudness_db=float(loudness_db),
        )
        for start_ms, end_ms, text, probability, loudness_db in rows
    )


@dataclass(slots=True)
class _Pieces:
    """What was heard of one track so far."""

    results: list[TranscribeResult] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def track(self, survey: SurveyResult, offset_ms: int) -> HeardTrack:
        rows = [row for result in self.results for row in result["words"]]
        return HeardTrack(
            words=words_of(rows, offset_ms),
            islands=tuple(Span(start_ms + offset_ms, end_ms + offset_ms) for start_ms, end_ms in survey["islands"]),
            end_ms=max(0, (survey["last_packet_ms"] or 0) + offset_ms),
            speech_ms=survey["speech_ms"],
            wall_ms=sum(result["wall_ms"] for result in self.results),
            model_ms=sum(result["model_ms"] for result in self.results),
            dropped=Dropped(
                no_voice=sum(result["dropped"]["no_voice"] for result in self.results),
                loop=sum(result["dropped"]["loop"] for result in self.results),
            ),
            warnings=tuple(survey["warnings"]),
            error=" ".join(dict.fromkeys(self.errors)),
        )


def _pieces_of(surveys: dict[int, SurveyResult], workers: int) -> list[tuple[int, Piece]]:
    """All pieces of all tracks, the longest first so that no worker has a long one left at the end."""
    length_ms = piece_length_ms(sum(survey["speech_ms"] for survey in surveys.values()), workers=workers)
    pieces = [
        (index, piece)
        for index, survey in surveys.items()
        for piece in plan_pieces([Span(*span) for span in survey["voice"]], max_ms=length_ms)
    ]
    return sorted(pieces, key=lambda item: -item[1].speech_ms)


def _hear_pieces(
    engine: EngineProcess,
    pieces: Sequence[tuple[int, Piece]],
    tracks: Sequence[RecordedTrack],
    languages: dict[int, str],
    *,
    hotwords: str,
    news: Callable[[str, float], None],
) -> defaultdict[int, _Pieces]:
    requests = [
        TranscribeRequest(
            do="transcribe",
            path=str(tracks[index].path),
            voice=[list(span) for span in piece.voice],
            language=languages[index],
            hotwords=hotwords,
        )
        for index, piece in pieces
    ]
    outcomes = zip(pieces, _work(engine, requests, news, "Transcribing"), strict=True)
    heard: defaultdict[int, _Pieces] = defaultdict(_Pieces)
    for (index, _), outcome in sorted(outcomes, key=lambda pair: pair[0][1].start_ms):
        if isinstance(outcome, str):
            heard[index].errors.append(outcome)
        else:
            heard[index].results.append(cast("TranscribeResult", outcome))
    return heard


def _survey_request(track: RecordedTrack, *, detect: bool) -> SurveyRequest:
    return SurveyRequest(do="survey", path=str(track.path), detect_language=detect)


def _work(
    engine: EngineProcess, requests: Sequence[Request], news: Callable[[str, float], None], stage: str
) -> list[object]:
    """The result of each request, or the sentence saying why there is none. Raises SpeechError if the engine dies."""
    jobs = {engine.submit(request): number for number, request in enumerate(requests)}
    outcomes: list[object] = [""] * len(requests)
    done = [0.0] * len(requests)
    while engine.jobs:
        for event in engine.poll(_POLL_S):
            number = jobs[event.job]
            if isinstance(event, Progressed):
                done[number] = event.fraction
            else:
                outcomes[number] = event.result if isinstance(event, Finished) else _reason(event)
                done[number] = 1.0
        news(stage, sum(done) / len(done))
    return outcomes


def _reason(failed: Failed) -> str:
    """Why a request failed, when that is a matter of the request; a failure that may pass ends the whole work."""
    if failed.passing:
        raise SpeechError(failed.reason, passing=True)
    return failed.reason
