"""Who may change a transcript, or say which meeting a recording is of. What a user may read is `visible_to`."""

from django.contrib.auth.models import AnonymousUser, User

from rooms.models import Room
from rooms.permissions import owns
from transcripts.models import Transcript
from transcripts.querysets import TranscriptQuerySet

MAY_LINK = "recordings.change_recording"
"""The permission to give a recording its meeting."""


def may_change_transcript(user: User | AnonymousUser, transcript: Transcript) -> bool:
    """The owner of its room, and whoever has the permission to change transcripts."""
    return owns(user, transcript.room) or user.has_perm("transcripts.change_transcript")


def changeable(transcripts: TranscriptQuerySet, user: User | AnonymousUser) -> TranscriptQuerySet:
    """Those of the transcripts that `may_change_transcript` allows the user to change."""
    rooms = Room.objects.confining(user, "transcripts.change_transcript")
    return transcripts if rooms is None else transcripts.filter(room__in=rooms)
