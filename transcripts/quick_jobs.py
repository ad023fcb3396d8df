"""What the quick queue calls for the steps of transcripts. The id of a step in; see `jobs`."""

import logging
import time
from contextlib import suppress

from django.conf import settings
from django.db import DatabaseError

from reflector_site import logs
from reflector_site.file_lock import alone
from reflector_site.queue import TimeIsUp
from transcripts import pipeline, steps
from transcripts.workers import quick_steps

logger = logging.getLogger(__name__)

# What takes seconds takes minutes on a machine that is busy with other things, and one call has 600 seconds.
ROOM_FOR_ANOTHER_S = 30.0
# After this a call begins no other long step, so that the queue can recycle its worker between calls.
SHIFT_S = 600.0


def run_quick(step_id: int) -> None:
    """Do one step of the quick queue, if it is due and not claimed; then one whose worker died, if there is any.

    So a step that had begun does not wait behind a long queue again.
    """
    begun = time.monotonic()
    _do(steps.claim(step_id, owner=steps.owner_here()))
    if time.monotonic() - begun < ROOM_FOR_ANOTHER_S:
        _do(steps.claim_next(pipeline.SHORT_KINDS, owner=steps.owner_here(), again=True))


def run_long(step_id: int) -> None:
    """Do this step that may take long, and then all other due ones, unless another worker of this machine does such.

    Only one worker of a machine does, so that the other is free for quick steps.
    """
    with alone(settings.DATA_DIR / "long.lock") as nobody_else:
        if not nobody_else:
            return
        ends = time.monotonic() + SHIFT_S
        _do(steps.claim(step_id, owner=steps.owner_here()))
        while time.monotonic() < ends:
            held = steps.claim_next(pipeline.LONG_KINDS, owner=steps.owner_here())
            if held is None:
                break
            _do(held)
    # There may be a step whose hint came just before this worker was done, and so had no effect.
    pipeline.hint_next_long()


def _do(held: steps.Claim | None) -> None:
    if held is None:
        return
    with logs.work(f"step {held.step_id}"):
        try:
            quick_steps.run(held)
        except TimeIsUp as error:
            # When the time limit ended it within a query, the connection is broken; then the lease runs out by itself.
            with suppress(DatabaseError):
                pipeline.failed(held, f"It took too long and was ended ({error}).", passing=True)
            raise
        except Exception as error:
            logger.exception("unexpected")
            pipeline.failed(held, f"Unexpected error: {error!r}", passing=True)
