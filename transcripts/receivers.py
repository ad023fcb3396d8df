from django.dispatch import receiver

from meetings.models import Meeting
from meetings.signals import meeting_moved
from recordings.models import Recording
from recordings.signals import recording_matched
from reflector_site import queue
from transcripts import pipeline
from transcripts.models import Transcript
from transcripts.watching import heartbeats

queue.listen(begun=heartbeats.enter, noted=heartbeats.noted)


@receiver(recording_matched)
def begin_transcript(sender: type[Recording], recording: Recording, **kwargs: object) -> None:
    """A recording with its meeting and tracks gets its transcript in the same transaction."""
    pipeline.begin(recording)


@receiver(meeting_moved)
def move_along(sender: type[Meeting], meeting: Meeting, **kwargs: object) -> None:
    """Transcripts are in the room of their meeting, as their recordings are."""
    Transcript.objects.filter(meeting=meeting).update(room=meeting.room)
