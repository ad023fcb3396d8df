"""How work tells how far it is."""

from collections.abc import Callable
from typing import TypeAlias

Progress: TypeAlias = Callable[[float], None]
"""Told how much of the work is done, 0 to 1. May raise to stop the work."""
