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
    """Do one step of the quick queue, if it is due and nobody else's; then one that was interrupted, if there is any.

    What had begun does not wait behind a long queue because its worker died.
    """
    begun = time.monotonic()
    _do(steps.claim(step_id, owner=steps.owner_here()))
    if time.monotonic() - begun < ROOM_FOR_ANOTHER_S:
        _do(steps.claim_next(pipeline.SHORT_KINDS, owner=steps.owner_here(), again=True))


def run_long(step_id: int) -> None:
    """Do this step that may take long, and then whatever else of that kind is due, unless another worker is at one.

    One worker of a machine does, however much there is, so that the other is there for what is quick.
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
    # Also for one whose hint came to nothing just before this worker was done.
    pipeline.hint_next_long()


def _do(held: steps.Claim | None) -> None:
    if held is None:
        return
    with logs.work(f"step {held.step_id}"):
        try:
            quick_steps.run(held)
        except TimeIsUp as error:
            # If it was ended within a query, the connection is of no use, and the lease will tell.
            with suppress(DatabaseError):
                pipeline.failed(held, f"It took too long and was ended ({error}).", passing=True)
            raise
        except Exception as error:
            logger.exception("unexpected")
            pipeline.failed(held, f"Unexpected error: {error!r}", passing=True)
