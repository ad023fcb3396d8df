"""Databases to measure in, beside the one that is configured."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper


@contextmanager
def temporary_database(name: str) -> Iterator[BaseDatabaseWrapper]:
    """An empty database of this name, which is made now and removed at the end; `in_use` lets everything work in it.

    With SQLite it is a file beside the configured one; with PostgreSQL it is on the same server, where the user must be
    allowed to make it. Raises CommandError when it cannot be made.
    """
    database = connection.copy()
    configured = str(database.settings_dict["NAME"])
    database.settings_dict["TEST"]["NAME"] = f"{configured}-{name}" if database.vendor == "sqlite" else name
    with in_use(database):
        try:
            database.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        except SystemExit as error:  # Django has printed the reason
            raise CommandError("The database to measure in could not be made: see the reason above.") from error
    try:
        yield database
    finally:
        with in_use(database):
            database.creation.destroy_test_db(configured, verbosity=0)


@contextmanager
def in_use(database: BaseDatabaseWrapper) -> Iterator[None]:
    """Inside, models, views and signals of this thread work in the database instead of the configured one."""
    before = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = database
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = before
