"""News of meetings for the apps above."""

from django.dispatch import Signal

meeting_stored = Signal()
"""Sent once with `meeting`, inside the transaction that stores it. A receiver that fails undoes the lot."""

meeting_moved = Signal()
"""Sent with `meeting`, inside the transaction that gives it another room, or none."""
