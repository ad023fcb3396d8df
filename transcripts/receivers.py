from django.dispatch import receiver

from recordings.models import Recording
from recordings.signals import recording_matched
from reflector_site import queue
from transcripts import pipeline
from transcripts.watching import heartbeats

queue.listen(begun=heartbeats.enter, noted=heartbeats.noted)


@receiver(recording_matched)
def begin_transcript(sender: type[Recording], recording: Recording, **kwargs: object) -> None:
    """A recording with its meeting and tracks gets its transcript in the same transaction."""
    pipeline.begin(recording)
