"""Keeping a lease alive while work goes on."""

import time

from transcripts import steps
from transcripts.steps import Claim

EVERY_S = 2.0


class LeaseLost(Exception):
    """The step is not ours any more: stop, and write nothing."""


class Beat:
    """Call it with the share done, as often as you like; it writes at most every two seconds. Raises LeaseLost."""

    def __init__(self, held: Claim) -> None:
        self.share = 0.0
        self._held = held
        self._last = time.monotonic()

    def __call__(self, share: float) -> None:
        self.share = share
        now = time.monotonic()
        if now - self._last < EVERY_S:
            return
        self._last = now
        if not steps.renew(self._held, progress=share):
            raise LeaseLost
