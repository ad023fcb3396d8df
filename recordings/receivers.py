from django.dispatch import receiver

from meetings.models import Meeting
from meetings.signals import meeting_moved, meeting_stored
from recordings.ingest import match_again
from recordings.models import Recording, WebhookEvent
from recordings.webhooks import HANDLE
from reflector_site.queue import Queue, enqueue


@receiver(meeting_stored)
def take_up_what_waited(sender: type[Meeting], meeting: Meeting, **kwargs: object) -> None:
    """Match the recordings and handle the events that came before the row of this meeting."""
    match_again(meeting.room_name)
    held = WebhookEvent.objects.held_for(meeting.room_name)
    keys = list(held.values_list("pk", flat=True))
    held.update(status=WebhookEvent.Status.RECEIVED, attempts=0)
    for pk in keys:
        enqueue(HANDLE, pk, queue=Queue.QUICK, name=f"webhook {pk}")


@receiver(meeting_moved)
def move_along(sender: type[Meeting], meeting: Meeting, **kwargs: object) -> None:
    """Move the recordings of a meeting into its new room."""
    Recording.objects.filter(meeting=meeting).update(room=meeting.room)
