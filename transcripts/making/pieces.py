"""From the surveys of the tracks to the pieces to transcribe, in one language for the recording."""

from collections.abc import Mapping
from typing import TypedDict, cast

from django.conf import settings

from rooms.glossary import hotwords, terms_in
from transcripts.models import Step, Version
from transcripts.speech.languages import TrackLanguages, choose_language
from transcripts.speech.pieces import piece_length_ms, plan_pieces
from transcripts.speech.shapes import SpanJSON, SurveyResult
from transcripts.speech.spans import Span


class PieceInput(TypedDict):
    """What a `transcribe` step is told: the voice of its piece in packet time, and what to listen for."""

    voice: list[SpanJSON]
    language: str
    hotwords: str


def surveys_of(version: Version) -> dict[int, SurveyResult]:
    """What was heard in each track that could be listened to, by track."""
    heard = version.steps.filter(kind=Step.Kind.PREPARE, status=Step.Status.DONE)
    found = {int(part): cast("SurveyResult", result) for part, result in heard.values_list("part", "result")}
    return {track: found[track] for track in sorted(found)}


def plan_version(version: Version) -> dict[str, PieceInput]:
    """Choose the version's language, the room's or else what all tracks sound like, and cut its voice into pieces.

    The pieces by their step's part, `track:piece`; none when nobody speaks.
    """
    surveys = surveys_of(version)
    room = version.transcript.room
    tracks = [TrackLanguages(survey["speech_ms"], survey["languages"]) for survey in surveys.values()]
    choice = choose_language(tracks, fixed=room.language if room else "")
    planned = _pieces(surveys, dict(zip(surveys, choice.of_tracks, strict=True)), hotwords_of(version))
    if planned:
        version.language, version.language_probability = choice.language, choice.probability
        version.save(update_fields=["language", "language_probability"])
    return planned


def hotwords_of(version: Version) -> str:
    """The room's glossary and the participants' names, for the model to listen for.

    Names in lower case or with digits are names of accounts, which nobody says: with them the model hears worse.
    """
    room = version.transcript.room
    asked = version.steps.result_of(Step.Kind.PARTICIPANTS)
    people = asked["people"] if asked else {}
    names = [person["name"] for person in people.values() if person["name"]]
    spoken = [name for name in names if not name.islower() and not any(map(str.isdigit, name))]
    return hotwords(terms_in(room.glossary if room else ""), spoken)


def _pieces(surveys: Mapping[int, SurveyResult], languages: Mapping[int, str], hotwords: str) -> dict[str, PieceInput]:
    spoken_ms = sum(survey["speech_ms"] for survey in surveys.values())
    # Short enough that no worker of the engine runs out of pieces early.
    longest_ms = piece_length_ms(spoken_ms, workers=settings.SPEECH_WORKERS)
    return {
        f"{track}:{number}": PieceInput(
            voice=[list(span) for span in piece.voice], language=languages[track], hotwords=hotwords
        )
        for track, survey in surveys.items()
        for number, piece in enumerate(plan_pieces([Span(*span) for span in survey["voice"]], max_ms=longest_ms))
    }
