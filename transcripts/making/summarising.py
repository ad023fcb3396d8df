"""Making a summary of a version: the embedded one, and a language model's where one is configured."""

import time
from collections.abc import Callable

from django.conf import settings

from transcripts.making.wishes import Wish
from transcripts.models import Step, Telling, Version
from transcripts.summary.embedded import summarise
from transcripts.summary.llm.asking import Budget
from transcripts.summary.llm.chat import Chat, Server
from transcripts.summary.llm.retelling import Wanted, retell
from transcripts.summary.outline import Attendee, Summary, Utterance
from transcripts.summary.stored import summary_in
from transcripts.tellings import Told
from transcripts.text.speakers import name_of, names_in

# Within what the quick queue allows a task.
CALL_S = 240.0
ALL_CALLS_S = 540.0


def told_embedded(version: Version) -> Told:
    """What the embedded summariser makes of the version's segments; empty when too little is said."""
    begun = time.monotonic()
    summary = _embedded(version, _utterances(version))
    return Told(summary=summary, language=version.language, took_ms=_ms_since(begun))


def told_by_model(version: Version, wish: Wish, on_progress: Callable[[float], None], *, anew: bool = False) -> Told:
    """What a language model of the configured server makes of it, starting from the embedded summary.

    `anew`: from one that is made now, since the words may have changed. Raises RetellingFailed, and whatever
    `on_progress` raises.
    """
    begun = time.monotonic()
    utterances = _utterances(version)
    retelling = retell(
        utterances,
        version.language,
        _embedded(version, utterances) if anew else _first(version),
        Chat(_server(wish.model)),
        Wanted(
            language=wish.language,
            instructions=wish.instructions,
            attendees=_attendees(version),
            said_on=version.transcript.recorded_at.date(),
        ),
        budget=Budget(most_seconds=ALL_CALLS_S),
        on_progress=on_progress,
    )
    return Told(
        summary=retelling.summary,
        language=wish.language,
        took_ms=_ms_since(begun),
        usage=retelling.usage,
        instructions=wish.instructions,
        troubles=retelling.troubles,
    )


def _embedded(version: Version, utterances: list[Utterance]) -> Summary:
    said_on = version.transcript.recorded_at.date()
    return summarise(utterances, version.language, attendees=_attendees(version), said_on=said_on)


def _first(version: Version) -> Summary:
    """The embedded summary that stands already."""
    telling = version.tellings.filter(maker=Telling.Maker.EMBEDDED).earliest("number")
    return summary_in(telling.document)


def _server(model: str) -> Server:
    return Server(url=settings.LLM_URL, model=model, api_key=settings.LLM_API_KEY, call_s=CALL_S, total_s=ALL_CALLS_S)


def _ms_since(begun: float) -> int:
    return round((time.monotonic() - begun) * 1000)


def _names(version: Version) -> dict[int, str]:
    """The participants' names as readers see them, for the version shown; for others as they were found."""
    if version.transcript.current_id == version.pk:
        return version.transcript.names
    return names_in(version.steps.result_of(Step.Kind.ASSEMBLE)["participants"])


def _attendees(version: Version) -> list[Attendee]:
    return [Attendee(name, speaker) for speaker, name in _names(version).items()]


def _utterances(version: Version) -> list[Utterance]:
    names = _names(version)
    segments = version.segments.spoken().values_list("position", "start_ms", "end_ms", "speaker", "text")
    return [
        Utterance(position, start_ms, end_ms, name_of(speaker, names), text, speaker)
        for position, start_ms, end_ms, speaker, text in segments
    ]
