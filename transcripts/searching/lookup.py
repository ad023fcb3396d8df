"""`folded__finds`: the rows whose words a query meets, in the words of the database at hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup, TextField
from django.db.models.sql.compiler import SQLCompiler

from transcripts.searching.index import names_of
from transcripts.text.folding import PLAIN, WHOLE, tag_of
from transcripts.text.query import Query, Term

if TYPE_CHECKING:
    _Lookup = Lookup[Any]
else:  # Django's own class takes no type arguments when it runs
    _Lookup = Lookup


@dataclass(frozen=True, slots=True)
class Wanted:
    """A query, and where to look for it.

    `shelves` are tokens of which a row has to have one, empty for all; see `shelf_of`. `languages` are those in use:
    looking up stems of others would find nothing and take time.

    Raises ValueError for a query that is empty: it means nothing, and neither database would take it.
    """

    query: Query
    shelves: tuple[str, ...] = ()
    languages: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not self.query:
            raise ValueError("an empty query finds nothing")


@TextField.register_lookup
class Finds(_Lookup):
    """For the column `folded` of a model in `SEARCHED`, compared with a Wanted."""

    lookup_name = "finds"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str, ...]]:
        names = names_of(self.lhs.target.model)
        alias = compiler.quote_name_unless_alias(self.lhs.alias)
        if connection.vendor == "sqlite":
            found = names.fill("""SELECT rowid FROM "{index}" WHERE "{index}" MATCH %s""")
            return f'{alias}."id" IN ({found})', (fts5(self.rhs),)
        return f'{alias}."{names.column}" @@ %s::tsquery', (tsquery(self.rhs),)


def fts5(wanted: Wanted) -> str:
    """In the language of SQLite's FTS5."""
    groups = [" OR ".join(f'"{" ".join(run)}"' for run in runs) for runs in _groups(wanted)]
    kept = " AND ".join(f"({group})" for group in groups)
    left_out = " OR ".join(f'"{" ".join(run)}"' for run in _runs(wanted.query.excluded, wanted.languages))
    return f"({kept}) NOT ({left_out})" if left_out else kept


def tsquery(wanted: Wanted) -> str:
    """In the language of PostgreSQL's tsquery."""
    groups = [" | ".join(f"({' <-> '.join(run)})" for run in runs) for runs in _groups(wanted)]
    kept = " & ".join(f"({group})" for group in groups)
    left_out = " | ".join(f"({' <-> '.join(run)})" for run in _runs(wanted.query.excluded, wanted.languages))
    return f"{kept} & !({left_out})" if left_out else kept


def _groups(wanted: Wanted) -> list[Sequence[tuple[str, ...]]]:
    """Of each group one run of tokens has to be there."""
    shelves = [[(shelf,) for shelf in wanted.shelves]] if wanted.shelves else []
    return [*shelves, *(_runs(group, wanted.languages) for group in wanted.query.required)]


def _runs(terms: Iterable[Term], languages: frozenset[str]) -> list[tuple[str, ...]]:
    """Sorted, so that the same query is the same text."""
    tags = languages | {PLAIN, WHOLE}
    words = {word for term in terms for word in term.words if tag_of(word) in tags}
    return sorted({*((word,) for word in words), *(run for term in terms for run in term.phrases)})
