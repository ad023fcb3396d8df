"""A site to measure: a database of its own with a crowd in it, which several of can be visited in turn."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

from transcripts.measuring.crowd import Crowd
from transcripts.measuring.database import in_use, temporary_database
from transcripts.measuring.visits import Visitor


@dataclass(frozen=True, slots=True)
class Site:
    database: BaseDatabaseWrapper
    crowd: Crowd

    def visitors(self) -> Mapping[str, Visitor]:
        """By user name."""
        readers = self.crowd.readers
        with in_use(self.database):
            everybody = (readers.staff, readers.owner, readers.single, readers.newcomer)
            return {user.username: Visitor(user) for user in everybody}

    def visit_ms(self, visitor: Visitor, path: str) -> float:
        """What one visit cost. Raises VisitFailed."""
        with in_use(self.database):
            return visitor.once_ms(path)


@contextmanager
def temporary_site(name: str) -> Iterator[Site]:
    """A site with rooms and readers and nothing recorded yet; see `temporary_database`. Raises CommandError."""
    with temporary_database(name) as database:
        with in_use(database):
            crowd = Crowd()
        yield Site(database, crowd)
