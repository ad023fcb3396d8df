"""What is known of a version's tracks: whose they are, and where they stand on the recording's clock."""

from collections.abc import Mapping
from dataclasses import dataclass

from meetings.platforms.daily.names import parse_track_name
from transcripts.making.naming import PersonFound, stored_people
from transcripts.making.pieces import surveys_of
from transcripts.models import Step, Version
from transcripts.speech.timeline import TrackTimes, recording_offsets
from transcripts.text.speakers import Person, Speakers, TrackName, speakers_of, speakers_of_one_file


@dataclass(frozen=True, slots=True)
class Placement:
    """By track: what to add to its packet times. And what looks wrong, in sentences that number the tracks from 1."""

    offsets_ms: Mapping[int, int]
    warnings: tuple[str, ...]


def placement_of(version: Version) -> Placement:
    """Where each track begins on the recording's clock: one rule for all that could be listened to."""
    first_ms = {track: survey["first_packet_ms"] for track, survey in surveys_of(version).items()}
    keys = enumerate(version.recording.audio_keys)
    offsets, warnings = recording_offsets(
        [TrackTimes(first_ms.get(track), _name_offset_ms(key)) for track, key in keys]
    )
    return Placement(dict(enumerate(offsets)), warnings)


def speakers_in(version: Version) -> Speakers:
    """Number and name of the speaker of every track, in the order of the recording's `audio_keys`."""
    asked = version.steps.result_of(Step.Kind.PARTICIPANTS)
    people: Mapping[str, PersonFound] = asked["people"] if asked else stored_people(version.recording)
    found = {key: Person(person["name"], person["user_id"]) for key, person in people.items()}
    if not version.recording.is_multitrack:
        return speakers_of_one_file(found)
    return speakers_of([_track_name(key) for key in version.recording.audio_keys], found)


def _track_name(key: str) -> TrackName | None:
    parts = parse_track_name(key)
    return TrackName(parts.participant_id, parts.media) if parts else None


def _name_offset_ms(key: str) -> int | None:
    parts = parse_track_name(key)
    return parts.track_start_ms - parts.recording_start_ms if parts else None
