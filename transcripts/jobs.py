"""What the queues call for transcripts. Ids in; a call for a step that is done, or somebody else's, does nothing."""

import logging

from django.conf import settings

from recordings.jobs import sweep_events
from reflector_site import logs, schedules
from reflector_site.queue import Queue
from transcripts import pipeline, steps
from transcripts.making import quick_steps
from transcripts.making.speech_worker import SpeechWorker, engine
from transcripts.making.track_files import clean_up
from transcripts.watching import heartbeats

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


def run_speech(step_id: int) -> None:
    """Do one step of the speech queue, and the others that are due beside and after it."""
    SpeechWorker(engine(), slots=settings.SPEECH_WORKERS, owner=steps.owner_here()).work(step_id)


def sweep() -> int:
    """Each minute: what died or was forgotten is taken up again; the number of hints given."""
    schedules.install()
    heartbeats.ask_all()
    hints = pipeline.sweep() + sweep_events()
    if hints:
        logger.info("%s hints given again", hints)
    clean_up()
    return hints


def beat(queue: str) -> None:
    """The answer of a queue's workers to the question whether they live."""
    heartbeats.beat(Queue(queue))
