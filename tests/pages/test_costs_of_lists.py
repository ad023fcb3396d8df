"""Twice as many transcripts cost the database no more for any list, whoever reads it, however old their own are.

SQLite counts the steps that its machine takes, which are the same each time: a plan that looks through the table, sorts
all of it or walks past the rows of others takes more for more rows. What lists cost among 100,000, on either database,
`manage.py benchmark_pages` measures.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest
from django.contrib.auth.models import User
from django.db import connection

from transcripts.measuring.crowd import Crowd
from transcripts.measuring.visits import Visitor, lists_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
ROOMS = 4
FULL = 110 * ROOMS
"""As many as let every room fill a page, and another from the middle on."""


class Steps:
    """The steps that SQLite's machine takes inside `counted`."""

    def __init__(self) -> None:
        self.taken = 0

    @contextmanager
    def counted(self) -> Iterator[None]:
        tens = count()
        connection.connection.set_progress_handler(lambda: next(tens) and 0, 10)
        try:
            yield
        finally:
            connection.connection.set_progress_handler(None, 0)
            self.taken = 10 * next(tens)


def steps_of_lists(crowd: Crowd) -> list[tuple[str, int]]:
    """Reader and address of each list, and the steps it takes; in the same order each time."""
    steps, found = Steps(), list[tuple[str, int]]()
    for name, paths in lists_of(crowd).items():
        visitor = Visitor(User.objects.get(username=name))
        visitor.size("/rooms/")  # what is asked once for all pages
        for path in paths:
            with steps.counted():
                visitor.size(path)
            found.append((f"{name} {path}", steps.taken))
    return found


def test_no_list_takes_more_steps_among_twice_as_many() -> None:
    crowd = Crowd(rooms=ROOMS, owned=2)
    crowd.grow(FULL)
    few = steps_of_lists(crowd)
    crowd.grow(2 * FULL)
    steps = zip(few, steps_of_lists(crowd), strict=True)
    dearer = [f"{path}: {before} -> {now}" for (_, before), (path, now) in steps if now > 1.1 * before + 50]
    assert not dearer
