"""Who speaks: from the tracks of a recording to speaker numbers, names and the stored list of participants."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

_CAMERA = "cam"
EVERYONE = "Everyone"
"""Who speaks where voices cannot be told apart."""


class Participant(TypedDict):
    """One entry of `transcript.participants`; `speaker` never repeats, `id` may."""

    id: str
    speaker: int
    name: str
    user_id: str | None


@dataclass(frozen=True, slots=True)
class TrackName:
    """What a track's file name says about whose it is."""

    participant_id: str
    media: str
    """Kind of audio as the platform writes it: `cam-audio`, `screen-audio` or a custom track's name."""


@dataclass(frozen=True, slots=True)
class Person:
    """What the platform knows of a participant; a missing or blank name is no name."""

    name: str | None = None
    user_id: str | None = None


@dataclass(frozen=True, slots=True)
class Speakers:
    participants: tuple[Participant, ...]
    """Ordered by speaker number."""
    of_tracks: tuple[int, ...]
    """The speaker number of each track, in the order the tracks were given."""


def speakers_of(tracks: Sequence[TrackName | None], people: Mapping[str, Person]) -> Speakers:
    """Number and name the speakers of a recording from its tracks, in stored order.

    A speaker is a participant id with one kind of audio, numbered by first appearance: camera tracks of one id are one
    speaker, its shared screen is another, called "name (screen)". Nothing but the id puts tracks together, so people of
    the same name stay apart. A track whose name could not be read (None) is a speaker of its own with the id "".
    """
    numbers: dict[tuple[str, str] | int, int] = {}
    keys = [_key(track, position) for position, track in enumerate(tracks)]
    for key in keys:
        numbers.setdefault(key, len(numbers))
    participants = tuple(_participant(key, numbers, people) for key in numbers)
    return Speakers(participants, tuple(numbers[key] for key in keys))


def speakers_of_one_file(people: Mapping[str, Person]) -> Speakers:
    """The speaker of a recording in which everybody is mixed: the one person who was there, else EVERYONE."""
    named = {(person.name or "").strip() for person in people.values()} - {""}
    if len(named) != 1:
        return Speakers((Participant(id="", speaker=0, name=EVERYONE, user_id=None),), (0,))
    participant_id, person = next((key, person) for key, person in people.items() if (person.name or "").strip())
    return Speakers((Participant(id=participant_id, speaker=0, name=named.pop(), user_id=person.user_id),), (0,))


def merged_into(speaker: int, into: Mapping[int, int]) -> int:
    """Who a speaker is in the end, where `into` says whom each was merged into; itself where nobody merged it."""
    while speaker in into:
        speaker = into[speaker]
    return speaker


def names_in(participants: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """The names of participants by speaker number."""
    return {participant["speaker"]: participant["name"] for participant in participants}


def name_of(speaker: int, names: Mapping[int, str]) -> str:
    """The speaker's name, or "Speaker N" when there is none."""
    return names.get(speaker, "").strip() or f"Speaker {speaker}"


def numbers_again(before: Sequence[Participant], now: Sequence[Participant]) -> dict[int, int]:
    """The numbers that speakers of an older transcript have in a newer one of the same recording, by their old ones.

    The same id under the same number is the same speaker; the others are found by their id, in order. Those who are not
    in the newer one are left out.
    """
    ids = {participant["speaker"]: participant["id"] for participant in now}
    found = {p["speaker"]: p["speaker"] for p in before if ids.get(p["speaker"]) == p["id"]}
    free = [speaker for speaker in ids if speaker not in found]
    for participant in before:
        same = [speaker for speaker in free if ids[speaker] and ids[speaker] == participant["id"]]
        if participant["speaker"] not in found and same:
            found[participant["speaker"]] = same[0]
            free.remove(same[0])
    return found


def _key(track: TrackName | None, position: int) -> tuple[str, str] | int:
    """What makes a speaker: id and kind of audio; the track's position when neither is known."""
    return position if track is None else (track.participant_id, track.media.removesuffix("-audio"))


def _participant(
    key: tuple[str, str] | int, numbers: Mapping[tuple[str, str] | int, int], people: Mapping[str, Person]
) -> Participant:
    speaker = numbers[key]
    if isinstance(key, int):
        return Participant(id="", speaker=speaker, name=f"Speaker {speaker}", user_id=None)
    participant_id, kind = key
    person = people.get(participant_id, Person())
    # A nameless person's screen goes by the number of their voice, where they have one.
    voice = numbers.get((participant_id, _CAMERA), speaker)
    name = (person.name or "").strip() or f"Speaker {voice}"
    return Participant(
        id=participant_id,
        speaker=speaker,
        name=name if kind == _CAMERA else f"{name} ({kind})",
        user_id=person.user_id,
    )
