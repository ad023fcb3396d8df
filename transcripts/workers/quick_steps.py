"""The steps that the quick queue's workers do themselves."""

from collections.abc import Callable
from typing import TypedDict

from django.contrib.auth.models import User
from django.db import transaction

from meetings.platforms.base import PlatformError
from reflector_site.storage_errors import StorageError
from transcripts import pipeline, steps
from transcripts.making.assembling import assemble, store_segments
from transcripts.making.fetching import fetch
from transcripts.making.naming import people_of
from transcripts.making.summarising import told_by_model, told_embedded
from transcripts.making.wishes import TellInput, Wish, wish_of_room
from transcripts.models import Step, Telling, Version
from transcripts.steps import Claim
from transcripts.summary.llm.retelling import RetellingFailed
from transcripts.tellings import Told, choose, keep, locked
from transcripts.workers.beating import Beat, LeaseLost


class Kept(TypedDict):
    """What the steps `summarise`, `retell` and `tell` answer: the id of the summary they made."""

    telling: int


def run(held: Claim) -> None:
    """Do a claimed step and end it. After a failure that may pass it is tried again later; any other ends it."""
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
    pipeline.finished(held, fetch(step, Beat(held, lasting=True)))


def _assemble(held: Claim, step: Step) -> None:
    assembled = assemble(step.version)
    _in_one_transaction(held, lambda: store_segments(step.version, assembled))


def _summarise(held: Claim, step: Step) -> None:
    told = told_embedded(step.version)
    _in_one_transaction(held, lambda: _keep_by_itself(step.version_id, told))


def _retell(held: Claim, step: Step) -> None:
    told = told_by_model(step.version, wish_of_room(step.version), Beat(held))
    _in_one_transaction(held, lambda: _keep_by_itself(step.version_id, told))


def _tell(held: Claim, step: Step) -> None:
    """Make another summary, as somebody asked for it."""
    asked: TellInput = step.input
    if asked["maker"] == Telling.Maker.LANGUAGE_MODEL:
        wish = Wish(asked["model"], asked["language"] or step.version.language, asked["instructions"])
        told = told_by_model(step.version, wish, Beat(held), anew=True)
    else:
        told = told_embedded(step.version)
    _in_one_transaction(held, lambda: _keep_as_asked(step.version_id, told, asked))


def _keep_by_itself(version_id: int, told: Told) -> Kept:
    """Store a summary that nobody asked for, and show it unless somebody has chosen another one meanwhile."""
    version = locked(version_id)
    telling = keep(version, told)
    if version.chosen_by_id is None:
        choose(version, telling)
    return Kept(telling=telling.pk)


def _keep_as_asked(version_id: int, told: Told, asked: TellInput) -> Kept:
    version = locked(version_id)
    asked_by = User.objects.filter(pk=asked["asked_by"] or 0).values_list("pk", flat=True).first()
    telling = keep(version, told, asked_by=asked_by)
    if asked["use"]:
        choose(version, telling, by=asked_by)
    return Kept(telling=telling.pk)


def _in_one_transaction(held: Claim, make: Callable[[], object]) -> None:
    """Write rows and end the step together, in the pipeline's order of locks: first the version.

    Renewing locks the step, so that nobody else can be writing the same rows.
    """
    with transaction.atomic():
        Version.objects.select_for_update(of=("self",)).get(steps=held.step_id)
        if steps.renew(held):
            pipeline.finished(held, make())


_RUNNERS: dict[Step.Kind, Callable[[Claim, Step], None]] = {
    Step.Kind.PARTICIPANTS: _participants,
    Step.Kind.FETCH: _fetch,
    Step.Kind.ASSEMBLE: _assemble,
    Step.Kind.SUMMARISE: _summarise,
    Step.Kind.RETELL: _retell,
    Step.Kind.TELL: _tell,
}
