"""The worker of the speech queue: it owns the engine process and keeps as many steps in it as the engine has workers.

One loop, no threads: it hands in steps, takes out progress and results, renews leases while there is progress, and ends
an engine that hangs. The engine stays between calls, so that the model is loaded once. When it dies, that counts as an
attempt of every step in it. While the database is away the engine goes on, and results wait here to be written.
"""

import logging
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections

from reflector_site.queue import Queue
from reflector_site.storage_errors import StorageError
from transcripts import pipeline, steps
from transcripts.engine_settings import engine_config
from transcripts.models import Step
from transcripts.speech.engine_process import EngineConfig, EngineProcess, Event, Failed, Finished, Progressed
from transcripts.speech.errors import EngineGoneError
from transcripts.speech.shapes import Request
from transcripts.steps import Claim
from transcripts.watching import heartbeats
from transcripts.workers.beating import Beat, LeaseLost
from transcripts.workers.speech_steps import forget_refused, request_for, result_of

logger = logging.getLogger(__name__)

POLL_S = 1.0
# After this a call hands in nothing more and returns, so that the queue can recycle its worker between calls.
SHIFT_S = 3_600.0
# No news from a step for so long means that it hangs. Loading a large model is the longest silence there is.
SILENCE_S = settings.SPEECH_SILENCE_S
SHOW_LIFE_S = 30.0


@dataclass(slots=True)
class _Task:
    held: Claim
    step: Step
    beat: Beat
    share: float = 0.0
    end: Finished | Failed | None = None
    heard_at: float = field(default_factory=time.monotonic)


class SpeechWorker:
    """Works off the speech steps that are due, several at once."""

    def __init__(self, engine: EngineProcess, *, slots: int, owner: str) -> None:
        self._engine = engine
        self._slots = slots
        self._owner = owner
        self._tasks: dict[int, _Task] = {}
        self._shown_at = 0.0

    def work(self, first: int) -> None:
        """Do the step `first` and then whatever else is due, until there is nothing left or the shift is over."""
        shift_ends = time.monotonic() + SHIFT_S
        held = steps.claim(first, owner=self._owner)
        try:
            if held:
                self._hand_in(held)
            while True:
                self._write(taking=time.monotonic() < shift_ends)
                if not self._tasks:
                    return
                self._hear()
                self._end_what_hangs()
        finally:
            # All that the engine has, not only our tasks: a time limit may come just between handing in and noting.
            for job in self._engine.jobs:
                self._cancel(job)

    def _write(self, *, taking: bool) -> None:
        """All that needs the database; it may be away for a while, and what could not be written is written then."""
        try:
            self._settle()
            self._renew()
            self._show_life()
            if taking:
                self._fill()
        except (OperationalError, InterfaceError) as error:
            logger.warning("the database does not answer: %s", error)
            close_old_connections()

    def _show_life(self) -> None:
        """Write the heartbeat here: while this worker is busy, it cannot take the task that asks for one."""
        if time.monotonic() - self._shown_at > SHOW_LIFE_S:
            self._shown_at = time.monotonic()
            heartbeats.beat(Queue.SPEECH)

    def _fill(self) -> None:
        while len(self._tasks) < self._slots:
            held = steps.claim_next(pipeline.SPEECH_KINDS, owner=self._owner)
            if held is None:
                return
            self._hand_in(held)

    def _hand_in(self, held: Claim) -> None:
        step = Step.objects.select_related("version__transcript__room", "version__transcript__recording").get(
            pk=held.step_id
        )
        beat = Beat(held)
        try:
            job = self._submit(request_for(step, alive=lambda: self._keep_all(beat)))
        except LeaseLost:
            logger.warning("%s was taken over by somebody else", step)
        except FileNotFoundError:
            pipeline.failed(held, "The fetched track is gone from our storage.", passing=False)
        except StorageError as error:
            pipeline.failed(held, str(error), passing=error.passing)
        except Exception as error:
            # One step's trouble must not cost the others in the engine an attempt.
            logger.exception("%s could not be handed in", step)
            pipeline.failed(held, f"Unexpected error: {error!r}", passing=True)
        else:
            self._tasks[job] = _Task(held, step, beat)

    def _submit(self, request: Request) -> int:
        """Hand in work, to a new engine when this one has died since the last news."""
        try:
            return self._engine.submit(request)
        except EngineGoneError:
            self._end_engine()
            return self._engine.submit(request)

    def _end_engine(self) -> None:
        self._engine.kill()
        while self._engine.pid is not None:
            self._hear()

    def _hear(self) -> None:
        for event in self._engine.poll(POLL_S):
            self._take(event)

    def _take(self, event: Event) -> None:
        task = self._tasks.get(event.job)
        if task is None or task.end is not None:
            return
        task.heard_at = time.monotonic()
        if isinstance(event, Progressed):
            task.share = event.fraction
        else:
            task.end = event

    def _settle(self) -> None:
        """Write down how tasks ended."""
        for job, task in list(self._tasks.items()):
            if task.end is None:
                continue
            if not self._end(task, task.end):
                logger.warning("%s was taken over by somebody else", task.step)
            self._tasks.pop(job, None)

    def _end(self, task: _Task, end: Finished | Failed) -> bool:
        """Whether the step was still ours. Raises OperationalError and InterfaceError while the database is away."""
        held, step = task.held, task.step
        if isinstance(end, Failed):
            return pipeline.failed(held, end.reason, passing=end.passing)
        try:
            # Kept with the task, since audio that has moved does not move again when the database is back.
            task.end = end = replace(end, result=result_of(step, end.result, alive=lambda: self._keep_all(task.beat)))
            ours = pipeline.finished(held, end.result)
            if not ours:
                forget_refused(step, end.result)
            return ours
        except (OperationalError, InterfaceError):
            raise
        except LeaseLost:
            return False
        except StorageError as error:
            return pipeline.failed(held, str(error), passing=error.passing)
        except OSError as error:
            return pipeline.failed(held, f"The result could not be stored: {error.strerror}.", passing=True)
        except Exception as error:
            logger.exception("the result of %s could not be kept", step)
            return pipeline.failed(held, f"Unexpected error: {error!r}", passing=True)

    def _keep_all(self, beat: Beat) -> None:
        """Keep the lease of a step whose audio is on its way, and those of the others. Raises LeaseLost."""
        beat(beat.share)
        self._renew()

    def _renew(self) -> None:
        """Keep the leases, also between two pieces of news."""
        for job, task in list(self._tasks.items()):
            try:
                task.beat(task.share)
            except LeaseLost:
                logger.warning("%s was taken over by somebody else", task.step)
                del self._tasks[job]
                self._cancel(job)

    def _cancel(self, job: int) -> None:
        with suppress(EngineGoneError):
            self._engine.cancel(job)

    def _end_what_hangs(self) -> None:
        """End the engine when one of its steps has been silent for too long: a failed attempt of all of them."""
        at_work = {job: task for job, task in self._tasks.items() if task.end is None}
        silent = [task for task in at_work.values() if time.monotonic() - task.heard_at > SILENCE_S]
        if silent:
            reason = f"The speech engine was ended: no sign of life for {SILENCE_S:.0f} s while at “{silent[0].step}”."
            logger.error("%s", reason)
            for job, task in at_work.items():
                task.end = Failed(job, reason, passing=True)
            self._end_engine()


_engines: dict[EngineConfig, EngineProcess] = {}


def engine() -> EngineProcess:
    """This process's engine, as configured; it lives as long as the process."""
    config = replace(engine_config(), memory_mb=settings.SPEECH_MEMORY_MB, module=settings.SPEECH_ENGINE)
    if config not in _engines:
        _engines[config] = EngineProcess(config)
    return _engines[config]
