"""What the quick queue calls for the steps of transcripts. The id of a step in; see `jobs`."""

import logging

from reflector_site import logs
from reflector_site.queue import Queue
from transcripts import pipeline, steps
from transcripts.making import quick_steps

logger = logging.getLogger(__name__)


def run_quick(step_id: int) -> None:
    """Do one step of the quick queue, if it is due and nobody else's; then one that was interrupted, if there is any.

    What had begun does not wait behind a long queue because its worker died.
    """
    _do(steps.claim(step_id, owner=steps.owner_here()))
    _do(steps.claim_next(pipeline.KINDS[Queue.QUICK], owner=steps.owner_here(), again=True))


def _do(held: steps.Claim | None) -> None:
    if held is None:
        return
    with logs.work(f"step {held.step_id}"):
        try:
            quick_steps.run(held)
        except Exception as error:
            logger.exception("unexpected")
            pipeline.failed(held, f"Unexpected error: {error!r}", passing=True)
