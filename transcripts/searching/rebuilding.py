"""Folding all stored texts again, or only checking that they are folded as they should be."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import AppConfig
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Exists, OuterRef, Q

from transcripts.models import Passage, Segment, Transcript, Version
from transcripts.searching.index import SEARCHED, install, rebuild
from transcripts.searching.passages import folded_segment, index_transcript, passages_of, shelf_of

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Refolded:
    """One transcript gone through: how many of its segments, of all versions, and whether what was stored was right."""

    segments: int
    wrong_segments: int
    passages_were_right: bool


def install_after_migrating(sender: AppConfig, using: str, **kwargs: object) -> None:
    """Receiver of post_migrate: completes the index, whatever was migrated, and the rows in it.

    Where the index is made for the first time, rows may be there that nobody has folded yet; and a migration that
    changes what passages hold, or moves transcripts to other rooms, leaves it to this to write what is found of them.
    """
    del kwargs
    if using != connection.alias or not _table_is_there():
        return
    install()
    if not _is_up_to_date(sender.label):
        return
    for transcript in _on_wrong_shelves():
        refold(transcript, write=True)
    without_passages = Transcript.objects.filter(current__isnull=False, passages=None)
    for transcript_id in list(without_passages.values_list("pk", flat=True)):
        index_transcript(transcript_id)


def rebuild_all() -> Iterator[Refolded]:
    """Fold everything again, a transcript at a time, and build the indexes anew at the end."""
    install()
    for transcript in Transcript.objects.select_related("current").iterator(CHUNK):
        yield refold(transcript, write=True)
    for model in SEARCHED:
        rebuild(model)


def check_all() -> Iterator[Refolded]:
    """Look whether everything is folded as it should be, and change nothing."""
    for transcript in Transcript.objects.select_related("current").iterator(CHUNK):
        yield refold(transcript, write=False)


def refold(transcript: Transcript, *, write: bool) -> Refolded:
    """Look at a transcript's folded texts and, to `write`, put right what is wrong; in one transaction."""
    segments = wrong = 0
    with transaction.atomic():
        for version in Version.objects.filter(transcript=transcript):
            version.transcript = transcript
            for segment in version.segments.only("text", "folded").iterator(CHUNK):
                segments += 1
                due = folded_segment(segment.text, version)
                if segment.folded != due:
                    wrong += 1
                    if write:
                        Segment.objects.filter(pk=segment.pk).update(folded=due)
        right = _passages_are_right(transcript)
        if write and not right:
            index_transcript(transcript.pk)
    return Refolded(segments, wrong, right)


def _on_wrong_shelves() -> Iterator[Transcript]:
    """Transcripts of which something is folded for another room than theirs, or for none, as before there was a search.

    Of each version the first segment tells, as all are folded together.
    """
    for room_id in list(Transcript.objects.order_by().values_list("room", flat=True).distinct()):
        elsewhere = ~Q(folded__startswith=shelf_of(room_id))
        passages = Passage.objects.filter(elsewhere, transcript=OuterRef("pk"))
        segments = Segment.objects.filter(elsewhere, version__transcript=OuterRef("pk"), position=0)
        wrong = Transcript.objects.filter(Exists(passages) | Exists(segments), room=room_id)
        for pk in list(wrong.values_list("pk", flat=True)):
            yield Transcript.objects.select_related("current").get(pk=pk)


def _table_is_there() -> bool:
    """False after migrating back to before there was a search."""
    with connection.cursor() as cursor:
        return Passage._meta.db_table in connection.introspection.table_names(cursor)


def _is_up_to_date(label: str) -> bool:
    """Whether all migrations of an app are applied; not so after migrating a part of the way, or back."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes(label))


def _passages_are_right(transcript: Transcript) -> bool:
    stored = Passage.objects.filter(transcript=transcript)
    return set(map(_content, stored)) == set(map(_content, passages_of(transcript)))


def _content(passage: Passage) -> tuple[object, ...]:
    place = (str(passage.kind), passage.position, passage.start_ms, passage.segment_position)
    return (*place, passage.language, passage.text, passage.folded)
