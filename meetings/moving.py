"""Giving a meeting another room: what was said in it is then the new owner's to read, and no longer the old one's."""

from django.db import transaction

from meetings.models import Meeting
from meetings.signals import meeting_moved


def move_meeting(meeting: Meeting) -> None:
    """Save a meeting whose room was changed, with all else that was, and tell the apps above of it."""
    with transaction.atomic():
        meeting.save()
        meeting_moved.send(sender=Meeting, meeting=meeting)
