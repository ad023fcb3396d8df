"""Folding again what is stored, or only looking whether it is folded as it should be."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import AppConfig
from django.db import connection, transaction

from transcripts.models import Passage, Segment, Transcript, Version
from transcripts.searching.index import SEARCHED, install, rebuild
from transcripts.searching.passages import folded_segment, index_transcript, passages_of

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Refolded:
    """One transcript gone through: how many of its segments, of all versions, and whether what was stored was right."""

    segments: int
    wrong_segments: int
    passages_were_right: bool


def install_after_migrating(sender: AppConfig, using: str, **kwargs: object) -> None:
    """Receiver of post_migrate: the index as it has to be, whatever was migrated, and every row in it.

    Where the index is made for the first time, rows may be there that nobody has folded yet.
    """
    del sender, kwargs
    if using != connection.alias or not _columns_are_there() or not install():
        return
    unfolded = Segment.objects.filter(folded="").values("version__transcript")
    for transcript in Transcript.objects.filter(pk__in=unfolded).select_related("current").iterator(CHUNK):
        refold(transcript, write=True)


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


def _columns_are_there() -> bool:
    """Not after migrating back to before there was a search."""
    with connection.cursor() as cursor:
        return Passage._meta.db_table in connection.introspection.table_names(cursor)


def _passages_are_right(transcript: Transcript) -> bool:
    stored = Passage.objects.filter(transcript=transcript)
    return set(map(_content, stored)) == set(map(_content, passages_of(transcript)))


def _content(passage: Passage) -> tuple[object, ...]:
    return (str(passage.kind), passage.position, passage.start_ms, passage.text, passage.folded)
