"""Storing the recordings that a platform reports, by webhook or by poll.

A recording reported ten times, both ways, in any order, by two processes at once, is stored once. A later report
fills what was not known and changes nothing else.
"""

import logging

from django.db import transaction

from meetings.instance_ids import cloud_instance_id, raw_tracks_instance_id
from meetings.matching import get_by_room_name_and_time
from meetings.models import Meeting
from meetings.platforms.base import FoundRecording
from meetings.platforms.registry import platform
from recordings.models import Recording, RecordingStart
from recordings.signals import recording_matched, recording_stored
from recordings.storage import bucket_of
from reflector_site.storage_errors import StorageError

logger = logging.getLogger(__name__)


class AlreadyLinked(ValueError):
    """The recording belongs to a meeting already."""


class NotOneFile(ValueError):
    """There is no single file that could be transcribed, or it is being transcribed already."""


def ingest(found: FoundRecording) -> Recording | None:
    """Store a finished recording with its outcome, or fill in what an earlier report left open.

    None for a recording that is not finished: it will be reported again.
    """
    if not found.finished:
        return None
    known = Recording.objects.filter(pk=found.id).first()
    if known is None:
        recording_type, hidden = _type_of(found)
        known, created = _store(found, recording_type, hidden=hidden)
        if created:
            return known
    return _fill(known, found)


def link(recording: Recording, meeting: Meeting) -> None:
    """Give a recording without a meeting its meeting, by hand or when one is found later.

    Raises AlreadyLinked for a recording that has another one.
    """
    with transaction.atomic():
        staying = _staying(meeting)
        row = Recording.objects.select_for_update().get(pk=recording.pk)
        if row.meeting_id == meeting.pk:
            return
        if row.meeting_id is not None:
            raise AlreadyLinked(f"The recording {row.pk} belongs to the meeting {row.meeting} already.")
        row.belong_to(staying)
        row.outcome = _outcome(row, staying)
        row.save(update_fields=["meeting", "room", "outcome"])
        _tell_if_matched(row)
    recording.refresh_from_db()


def take_one_file(recording: Recording) -> None:
    """Have a recording that was kept as one mixed file transcribed after all. Raises NotOneFile.

    By itself this does not happen at a platform that records tracks, as these hold the same, and who said it.
    """
    with transaction.atomic():
        Meeting.objects.staying().filter(recordings=recording.pk).first()
        row = Recording.objects.select_for_update().get(pk=recording.pk)
        if row.outcome != Recording.Outcome.ONE_FILE or not row.audio_keys:
            raise NotOneFile(f"The recording {row.pk} has no single file that waits to be transcribed.")
        row.outcome = Recording.Outcome.MATCHED
        row.save(update_fields=["outcome"])
        _tell_if_matched(row)
    recording.refresh_from_db()


def match_again(room_name: str = "") -> int:
    """Look for the meetings of recordings that have none, of one platform room or of all; how many were found."""
    waiting = Recording.objects.perhaps_matching()
    if room_name:
        waiting = waiting.filter(room_name=room_name)
    matched = 0
    for recording in waiting:
        meeting = _meeting_of(recording)
        if meeting is None:
            continue
        try:
            link(recording, meeting)
        except AlreadyLinked:  # by another process, a moment ago
            continue
        matched += 1
    return matched


def _store(found: FoundRecording, recording_type: str, *, hidden: bool) -> tuple[Recording, bool]:
    """The row, and whether this call created it: of several processes at once only one does."""
    recording = Recording(
        id=found.id,
        platform=found.platform,
        room_name=found.room_name,
        type=recording_type,
        recorded_at=found.start_date,
        duration=found.duration_s,
        bucket_name=found.bucket_name or "",
        object_key=found.object_key or "",
        track_keys=list(found.audio_keys or ()) if recording_type == Recording.Type.RAW_TRACKS else None,
        tracks_hidden=hidden,
        unreadable_tracks=found.unreadable_tracks,
        mtg_session_id=found.mtg_session_id,
    )
    with transaction.atomic():
        recording.belong_to(_staying(_meeting_of(recording)))
        recording.outcome = _outcome(recording, recording.meeting)
        values = {field.attname: getattr(recording, field.attname) for field in Recording._meta.concrete_fields}
        values = {name: value for name, value in values.items() if name not in ("id", "first_seen_at")}
        stored, created = Recording.objects.get_or_create(pk=found.id, defaults=values)
        if created:
            recording_stored.send(sender=Recording, recording=stored)
            _tell_if_matched(stored)
    if created:
        logger.info("recording %s of %s: %s", stored.pk, stored.room_name, stored.get_outcome_display())
    return stored, created


def _fill(known: Recording, found: FoundRecording) -> Recording:
    if not known.tracks_hidden and not _news(known, found) and (known.meeting_id or _meeting_of(known) is None):
        return known  # as with nearly every recording of every poll, which take no lock for it
    # Asked outside the transaction, as the storage may take its time.
    recording_type, hidden = _type_of(found) if known.tracks_hidden else (known.type, found.tracks_hidden)
    # The meeting is locked before the recording, and looked for with what the report adds.
    for name, value in _news(known, found).items():
        setattr(known, name, value)
    with transaction.atomic():
        meeting = _staying(known.meeting or _meeting_of(known))
        row = Recording.objects.select_for_update().get(pk=known.pk)
        before = row.outcome
        news = _news(row, found)
        if row.tracks_hidden and not hidden:
            news["tracks_hidden"] = False
        if row.tracks_hidden and recording_type != Recording.Type.RAW_TRACKS:
            news |= {"type": recording_type, "track_keys": None}
        for name, value in news.items():
            setattr(row, name, value)
        if row.meeting is None:
            row.belong_to(meeting)
        row.outcome = _outcome(row, row.meeting)
        if news or row.outcome != before:
            row.save(update_fields=[*news, "meeting", "room", "outcome"])
        if row.outcome != before:
            _tell_if_matched(row)
    return row


def _news(row: Recording, found: FoundRecording) -> dict[str, object]:
    """What the report knows and the row does not; tracks may turn up later than the rest."""
    news: dict[str, object] = {
        "mtg_session_id": found.mtg_session_id if row.mtg_session_id is None else None,
        "duration": found.duration_s if row.duration is None else None,
        "bucket_name": found.bucket_name if not row.bucket_name else None,
        "object_key": found.object_key if not row.object_key else None,
        "room_name": found.room_name if not row.room_name else None,
    }
    if row.track_keys == [] and found.audio_keys:
        news |= {"track_keys": list(found.audio_keys), "unreadable_tracks": found.unreadable_tracks}
    elif row.track_keys == [] and found.tracks_hidden and not row.tracks_hidden:
        news["tracks_hidden"] = True  # an earlier report did not speak of tracks at all
    return {name: value for name, value in news.items() if value not in (None, "", [])}


def _meeting_of(recording: Recording) -> Meeting | None:
    if not recording.room_name:
        return None
    return get_by_room_name_and_time(
        recording.room_name, recording.recorded_at, mtg_session_id=recording.mtg_session_id
    )


def _staying(meeting: Meeting | None) -> Meeting | None:
    """The meeting in the room that it has by now, and keeps until the transaction ends."""
    return meeting and Meeting.objects.staying().filter(pk=meeting.pk).first()


def _outcome(recording: Recording, meeting: Meeting | None) -> str:
    if meeting is None:
        return Recording.Outcome.NO_MEETING
    if recording.track_keys is None:
        return _outcome_of_one_file(recording)
    if recording.track_keys:
        return Recording.Outcome.MATCHED
    return Recording.Outcome.TRACKS_HIDDEN if recording.tracks_hidden else Recording.Outcome.NO_AUDIO


def _outcome_of_one_file(recording: Recording) -> str:
    if recording.outcome == Recording.Outcome.MATCHED:  # by a person, or before this report
        return Recording.Outcome.MATCHED
    waits = platform(recording.platform).tracks or not recording.audio_keys
    return Recording.Outcome.ONE_FILE if waits else Recording.Outcome.MATCHED


def _tell_if_matched(recording: Recording) -> None:
    if recording.outcome == Recording.Outcome.MATCHED:
        recording_matched.send(sender=Recording, recording=recording)


def _type_of(found: FoundRecording) -> tuple[str, bool]:
    """The recording's type, and whether its tracks exist but could not be looked up.

    As given; else by the instanceId of its start; else tracks that are there make raw-tracks; else a file that exists
    makes cloud; else raw-tracks without audio.
    """
    if found.type in Recording.Type.values:
        return found.type, found.tracks_hidden
    by_instance = _type_by_instance(found)
    if by_instance:
        return by_instance, found.tracks_hidden
    if found.tracks:
        return Recording.Type.RAW_TRACKS, False
    if found.object_key:
        try:
            if bucket_of(found.platform, found.bucket_name or "").exists(found.object_key):
                return Recording.Type.CLOUD, False
        except StorageError as error:
            logger.warning("recording %s: whether its file exists could not be asked: %s", found.id, error)
            return Recording.Type.RAW_TRACKS, True
    return Recording.Type.RAW_TRACKS, found.tracks_hidden


def _type_by_instance(found: FoundRecording) -> str:
    start = RecordingStart.objects.filter(pk=found.id).first()
    instance_id = start.instance_id if start else (found.instance_id or "")
    if not instance_id:
        return ""
    for meeting_id in Meeting.objects.filter(room_name=found.room_name).values_list("pk", flat=True):
        if instance_id == str(cloud_instance_id(meeting_id)):
            return Recording.Type.CLOUD
        if instance_id == str(raw_tracks_instance_id(meeting_id)):
            return Recording.Type.RAW_TRACKS
    return ""
