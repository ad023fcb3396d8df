from django.dispatch import receiver

from meetings.models import Meeting
from meetings.signals import meeting_moved
from recordings.models import Recording
from recordings.signals import recording_matched
from reflector_site import queue
from transcripts import pipeline
from transcripts.moving import follow_meeting
from transcripts.watching import heartbeats

queue.listen(begun=heartbeats.enter, noted=heartbeats.noted)


@receiver(recording_matched)
def begin_transcript(sender: type[Recording], recording: Recording, **kwargs: object) -> None:
    """Begin the transcript of a recording, in the transaction that gives it its meeting and tracks."""
    pipeline.begin(recording)


@receiver(meeting_moved)
def move_transcripts(sender: type[Meeting], meeting: Meeting, **kwargs: object) -> None:
    """Move the transcripts of a meeting into its new room."""
    follow_meeting(meeting.pk, meeting.room_id)
