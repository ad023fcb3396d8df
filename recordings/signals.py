"""News of recordings for the apps above. A receiver that fails undoes the transaction the news was sent in."""

from django.dispatch import Signal

recording_stored = Signal()
"""Sent once with `recording`, inside the transaction that stores it."""

recording_matched = Signal()
"""Sent once with `recording`, inside the transaction in which its meeting and its audio tracks are first both known."""
