"""The only code that changes a transcript's status.

A table of allowed moves, and one UPDATE that names the old state: of any number of workers one wins, on SQLite as on
PostgreSQL.
"""

from uuid import UUID

from django.utils import timezone

from transcripts.models import Transcript

Status = Transcript.Status

MOVES: dict[str, frozenset[str]] = {
    Status.QUEUED: frozenset({Status.TRANSCRIBING, Status.FAILED, Status.CANCELLED}),
    Status.TRANSCRIBING: frozenset({Status.SUMMARISING, Status.FAILED, Status.CANCELLED}),
    Status.SUMMARISING: frozenset({Status.READY, Status.FAILED, Status.CANCELLED}),
    Status.FAILED: frozenset({Status.QUEUED}),
    Status.CANCELLED: frozenset({Status.QUEUED}),
    Status.READY: frozenset({Status.QUEUED}),
}


def move(pk: UUID, *, source: str, target: str, error: str = "") -> bool:
    """Take a transcript from one status to the next; False if it is not in `source` (any more).

    Raises ValueError for a move that does not exist.
    """
    if target not in MOVES[source]:
        raise ValueError(f"a {source} transcript cannot become {target}")
    waiting = Transcript.objects.filter(pk=pk, status=source)
    return bool(waiting.update(status=target, error=error, changed_at=timezone.now()))
