"""Transcripts go where their meeting goes."""

from uuid import UUID

from django.db import transaction

from transcripts.models import ActionItem, Transcript, Version
from transcripts.searching.passages import put_on_shelf


def follow_meeting(meeting_id: UUID, room_id: UUID | None) -> None:
    """Give the transcripts of a meeting and their action items its room, which decides who may read and find them."""
    with transaction.atomic():
        # Versions are locked first, in the pipeline's order: whoever writes segments, with the room in them, holds one.
        versions = Version.objects.select_for_update(of=("self",)).filter(transcript__meeting=meeting_id).order_by("pk")
        list(versions.values_list("pk"))
        transcripts = Transcript.objects.select_for_update().filter(meeting=meeting_id).order_by("pk")
        for pk, before in transcripts.values_list("pk", "room"):
            Transcript.objects.filter(pk=pk).update(room=room_id)
            ActionItem.objects.filter(transcript=pk).update(room=room_id)
            put_on_shelf(pk, before=before, after=room_id)
