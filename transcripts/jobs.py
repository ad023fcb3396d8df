"""What the queues call for transcripts. Ids in; a call for a step that is done, or somebody else's, does nothing.

The steps of the quick queue are called in `quick_jobs`, so that the speech queue's workers do without their libraries.
"""

import logging

from django.conf import settings

from recordings.jobs import sweep_events
from reflector_site import schedules
from reflector_site.queue import Queue
from transcripts import pipeline, steps
from transcripts.making.track_files import clean_up
from transcripts.watching import heartbeats
from transcripts.workers.speech_worker import SpeechWorker, engine

logger = logging.getLogger(__name__)


def run_speech(step_id: int) -> None:
    """Do one step of the speech queue, and the others that are due beside and after it."""
    SpeechWorker(engine(), slots=settings.SPEECH_WORKERS, owner=steps.owner_here()).work(step_id)


def sweep() -> int:
    """Each minute: take up steps whose worker died or whose hint was lost; returns the number of hints."""
    schedules.install()
    heartbeats.ask_all()
    hints = pipeline.sweep() + sweep_events()
    if hints:
        logger.info("%s hints given again", hints)
    clean_up()
    return hints


def tidy() -> int:
    """Each hour: delete files that work left behind in our storage; returns how many there were."""
    return pipeline.forget_leftovers()


def beat(queue: str) -> None:
    """Write the heartbeat of this host's workers for the queue."""
    heartbeats.beat(Queue(queue))
