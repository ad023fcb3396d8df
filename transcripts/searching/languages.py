"""The languages that anything to be found is in."""

from django.db import connection, models

from transcripts.models import Passage, Transcript

# A walk along the index from one language to the next, which reads as many rows as there are languages; DISTINCT would
# read all of them.
_DIFFERENT = """
    SELECT code FROM (WITH RECURSIVE used(code) AS (
        SELECT min(language) FROM "{table}"
        UNION ALL SELECT (SELECT min(language) FROM "{table}" WHERE language > code) FROM used WHERE code IS NOT NULL
    ) SELECT code FROM used WHERE code IS NOT NULL) AS found"""


def languages_in_use() -> frozenset[str]:
    """Whisper's codes, of what was said and of what was written about it; "" among them where there is one without.

    One query, as quick among a million rows as among ten.
    """
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(map(_different, (Transcript, Passage))))
        return frozenset(code for (code,) in cursor.fetchall())


def _different(model: type[models.Model]) -> str:
    return _DIFFERENT.format(table=model._meta.db_table)
