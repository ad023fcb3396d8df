"""Giving a meeting another room: what was said in it is then the new owner's to read, and no longer the old one's."""

from django.db import transaction

from meetings.models import Meeting
from meetings.signals import meeting_moved


def move_meeting(meeting: Meeting) -> None:
    """Save all changed fields of a meeting, its room among them, and send `meeting_moved` to the apps above."""
    with transaction.atomic():
        meeting.save()
        meeting_moved.send(sender=Meeting, meeting=meeting)
