"""Who may change a transcript. What a user may read is `TranscriptQuerySet.visible_to`."""

from django.contrib.auth.models import AnonymousUser, User

from rooms.permissions import owns
from transcripts.models import Transcript


def may_change_transcript(user: User | AnonymousUser, transcript: Transcript) -> bool:
    """The owner of its room, and whoever has the permission to change transcripts."""
    return owns(user, transcript.room) or user.has_perm("transcripts.change_transcript")
