"""The full-text index of the database, which the database itself keeps up to date.

SQLite: an FTS5 table for each model, without a copy of the text, and triggers that pass on every change. A migration
that rebuilds a table drops its triggers, so they are created again after every migrate, and where some were missing the
index is rebuilt. PostgreSQL: a generated column with a GIN index, which cannot get out of step.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import DatabaseError, connection, models, transaction

from transcripts.models import Passage, Segment

SEARCHED: tuple[type[models.Model], ...] = (Segment, Passage)
"""The models with a column `folded`, as `folded_passage` writes it, that are searched."""
COLUMN = "search"
"""The generated column of PostgreSQL."""

# Each token is one word to both: it begins with a letter and has ASCII letters and digits alone.
_FTS5 = """CREATE VIRTUAL TABLE "{index}" USING fts5(folded, content="{table}", content_rowid="id", tokenize="ascii")"""
_TRIGGERS = {
    "{index}_added": """AFTER INSERT ON "{table}" BEGIN
        INSERT INTO "{index}" (rowid, folded) VALUES (new.id, new.folded); END""",
    "{index}_changed": """AFTER UPDATE OF folded ON "{table}" BEGIN
        INSERT INTO "{index}" ("{index}", rowid, folded) VALUES ('delete', old.id, old.folded);
        INSERT INTO "{index}" (rowid, folded) VALUES (new.id, new.folded); END""",
    "{index}_taken": """AFTER DELETE ON "{table}" BEGIN
        INSERT INTO "{index}" ("{index}", rowid, folded) VALUES ('delete', old.id, old.folded); END""",
}
_GENERATED = {
    "{column}": """ALTER TABLE "{table}" ADD COLUMN "{column}" tsvector
        GENERATED ALWAYS AS (to_tsvector('pg_catalog.simple', folded)) STORED""",
    "{index}": """CREATE INDEX "{index}" ON "{table}" USING gin ("{column}") WITH (fastupdate = off)""",
}


@dataclass(frozen=True, slots=True)
class Names:
    """The names of the parts of a model's index."""

    table: str
    index: str
    column: str = COLUMN

    def fill(self, text: str) -> str:
        return text.format(table=self.table, index=self.index, column=self.column)


def names_of(model: type[models.Model]) -> Names:
    table = model._meta.db_table
    return Names(table, f"{table}_words")


def install() -> list[str]:
    """Create the missing parts of the indexes, and rebuild those that may have missed a change; returns the parts."""
    made: list[str] = []
    for model in SEARCHED:
        missing = missing_parts(model)
        if missing:
            _make(names_of(model), missing)
            made += missing
    return made


@contextmanager
def without_index() -> Iterator[None]:
    """Write very many rows: nothing is indexed within the block, and everything at its end."""
    for model in SEARCHED:
        names = names_of(model)
        parts = map(names.fill, _TRIGGERS) if connection.vendor == "sqlite" else (names.index,)
        kind = "TRIGGER" if connection.vendor == "sqlite" else "INDEX"
        for part in parts:
            _execute(f'DROP {kind} IF EXISTS "{part}"')
    try:
        yield
    finally:
        install()


def missing_parts(model: type[models.Model]) -> list[str]:
    """The names of the tables, triggers, columns and indexes that should be there and are not."""
    names = names_of(model)
    if connection.vendor == "sqlite":
        wanted = [names.index, *map(names.fill, _TRIGGERS)]
        there = _column("SELECT name FROM sqlite_master WHERE name IN (%s, %s, %s, %s)", wanted)
    else:
        wanted = [names.column, names.index]
        there = _column(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attname = %s AND NOT attisdropped "
            "UNION ALL SELECT indexname FROM pg_indexes "
            "WHERE indexname = %s AND schemaname = ANY(current_schemas(false))",
            [names.table, *wanted],
        )
    return [name for name in wanted if name not in there]


def rebuild(model: type[models.Model]) -> None:
    """Build a model's index anew from its rows."""
    names = names_of(model)
    if connection.vendor == "sqlite":
        _execute(names.fill("""INSERT INTO "{index}" ("{index}") VALUES ('rebuild')"""))
    else:
        _execute(names.fill("""REINDEX INDEX "{index}" """))


def trouble_in(model: type[models.Model]) -> str:
    """What is wrong with a model's index, in words; empty when it has every row as the row is. Reads all rows."""
    missing = missing_parts(model)
    if missing:
        return f"missing: {', '.join(missing)}"
    if connection.vendor != "sqlite":
        return ""  # a generated column cannot differ from its row
    try:
        with transaction.atomic():
            # 1: compare with the rows, not with itself alone.
            _execute(names_of(model).fill("""INSERT INTO "{index}" ("{index}", rank) VALUES ('integrity-check', 1)"""))
    except DatabaseError as error:
        return f"it differs from the rows: {error}"
    return ""


def _make(names: Names, missing: Sequence[str]) -> None:
    with transaction.atomic():
        if connection.vendor != "sqlite":
            for part, statement in _GENERATED.items():
                if names.fill(part) in missing:
                    _execute(names.fill(statement))
            return
        if names.index in missing:
            _execute(names.fill(_FTS5))
        for name, body in _TRIGGERS.items():
            if names.fill(name) in missing:
                _execute(names.fill(f'CREATE TRIGGER "{name}" {body}'))
        _execute(names.fill("""INSERT INTO "{index}" ("{index}") VALUES ('rebuild')"""))


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _column(statement: str, values: Sequence[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return {row[0] for row in cursor.fetchall()}
