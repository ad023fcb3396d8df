"""How a summary is to be made: by the room's settings, or as somebody asks for it.

Not in `summarising`, whose libraries take a hundred megabytes of memory that only the quick queue's workers need.
"""

from dataclasses import dataclass
from typing import TypedDict

from django.conf import settings

from rooms.models import Room
from transcripts.models import Telling, Version


class TellInput(TypedDict):
    """What a `tell` step is told: how to make the summary, who asks for it, and whether to show it when it is there.

    `model`, `language` (a code) and `instructions` are for a language model.
    """

    maker: str
    model: str
    language: str
    instructions: str
    asked_by: int | None
    use: bool


class NoLanguageModel(ValueError):
    """A language model is asked for, and none is configured."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which language model is to summarise a version, in what language, and with what instructions."""

    model: str
    language: str
    instructions: str


def wish_of_room(version: Version) -> Wish:
    """The wish without anybody asking: the configured model, with the room's language and instructions."""
    room = version.transcript.room
    language = room.summary_language if room else ""
    return Wish(settings.LLM_MODEL, language or version.language, room.summary_instructions if room else "")


def tell_input(
    room: Room | None,
    *,
    by: int,
    maker: str = "",
    model: str = "",
    language: str | None = None,
    instructions: str | None = None,
    use: bool = True,
) -> TellInput:
    """What somebody asks for, with what they leave open as the settings and the room say.

    Without a `maker` a language model is asked where one is configured, or where there is a wish that it alone can
    meet. Raises NoLanguageModel.
    """
    by_model = settings.LLM_URL or model or language or instructions
    maker = maker or (Telling.Maker.LANGUAGE_MODEL if by_model else Telling.Maker.EMBEDDED)
    if maker == Telling.Maker.EMBEDDED:
        return TellInput(maker=str(maker), model="", language="", instructions="", asked_by=by, use=use)
    if not settings.LLM_URL:
        raise NoLanguageModel("No language model is configured. Set LLM_URL and LLM_MODEL, or ask for an embedded one.")
    wished = (room.summary_language, room.summary_instructions) if room else ("", "")
    return TellInput(
        maker=str(maker),
        model=model or settings.LLM_MODEL,
        language=wished[0] if language is None else language,
        instructions=wished[1] if instructions is None else instructions,
        asked_by=by,
        use=use,
    )
