"""The steps that the quick queue's workers do themselves."""

from collections.abc import Callable

from django.db import transaction

from meetings.platforms.base import PlatformError
from recordings.storage import StorageError
from transcripts import pipeline, steps
from transcripts.making.assembling import assemble, store_segments
from transcripts.making.beating import Beat, LeaseLost
from transcripts.making.fetching import fetch
from transcripts.making.naming import people_of
from transcripts.making.summarising import embedded_summary, retold_summary, store_retelling, store_summary
from transcripts.models import Step, Version
from transcripts.steps import Claim
from transcripts.summary.llm.retelling import RetellingFailed


def run(held: Claim) -> None:
    """Do a claimed step and end it. A passing failure is tried again later, any other is the step's end."""
    step = Step.objects.select_related("version__transcript__recording__meeting").get(pk=held.step_id)
    try:
        _RUNNERS[Step.Kind(step.kind)](held, step)
    except (PlatformError, StorageError, RetellingFailed) as error:
        pipeline.failed(held, str(error), passing=error.passing)
    except OSError as error:
        pipeline.failed(held, f"Our own storage could not be used: {error.strerror}.", passing=True)
    except LeaseLost:
        return


def _participants(held: Claim, step: Step) -> None:
    pipeline.finished(held, people_of(step.version.recording))


def _fetch(held: Claim, step: Step) -> None:
    pipeline.finished(held, fetch(step, Beat(held)))


def _assemble(held: Claim, step: Step) -> None:
    assembled = assemble(step.version)
    _in_one_transaction(held, lambda: store_segments(step.version, assembled))


def _summarise(held: Claim, step: Step) -> None:
    summary = embedded_summary(step.version)
    _in_one_transaction(held, lambda: store_summary(step.version, summary))


def _retell(held: Claim, step: Step) -> None:
    retelling = retold_summary(step.version, Beat(held))
    _in_one_transaction(held, lambda: store_retelling(step.version, retelling))


def _in_one_transaction(held: Claim, make: Callable[[], object]) -> None:
    """Write rows and end the step together. Renewing first locks the step, so nobody else can be writing them.

    Then the version is locked, as it is by who corrects it: nobody waits in a ring.
    """
    with transaction.atomic():
        if steps.renew(held):
            Version.objects.select_for_update().get(steps=held.step_id)
            pipeline.finished(held, make())


_RUNNERS: dict[Step.Kind, Callable[[Claim, Step], None]] = {
    Step.Kind.PARTICIPANTS: _participants,
    Step.Kind.FETCH: _fetch,
    Step.Kind.ASSEMBLE: _assemble,
    Step.Kind.SUMMARISE: _summarise,
    Step.Kind.RETELL: _retell,
}
