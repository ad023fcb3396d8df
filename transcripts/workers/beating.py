"""Keeping a lease alive while work goes on."""

import time

from transcripts import steps
from transcripts.steps import Claim

EVERY_S = 2.0


class LeaseLost(Exception):
    """The step is not ours any more: stop, and write nothing."""


class Beat:
    """Call it with the share done, as often as you like; it writes at most every two seconds. Raises LeaseLost.

    `lasting`: the next attempt continues where this one ends. So once this one has made progress, earlier attempts are
    not counted any more.
    """

    def __init__(self, held: Claim, *, lasting: bool = False) -> None:
        self.share = 0.0
        self._held = held
        self._lasting = lasting
        self._began_at: float | None = None
        self._last = time.monotonic()

    def __call__(self, share: float) -> None:
        self.share = share
        if self._began_at is None:
            self._began_at = share
        now = time.monotonic()
        if now - self._last < EVERY_S:
            return
        self._last = now
        if not steps.renew(self._held, progress=share, further=self._lasting and share > self._began_at):
            raise LeaseLost
