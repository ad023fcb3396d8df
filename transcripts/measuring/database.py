"""A database to measure in, beside the one that is configured."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import connection


@contextmanager
def temporary_database(name: str) -> Iterator[None]:
    """Work in an empty database of this name, which is made now and removed at the end.

    With SQLite it is a file beside the configured one; with PostgreSQL it is on the same server, where the user must be
    allowed to make it. Raises CommandError when it cannot be made.
    """
    configured = connection.settings_dict["NAME"]
    kept = dict(connection.settings_dict["TEST"])
    beside = f"{configured}-{name}" if connection.vendor == "sqlite" else name
    connection.settings_dict["TEST"] = {**kept, "NAME": beside}
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    except SystemExit as error:  # Django has printed the reason
        raise CommandError("The database to measure in could not be made: see the reason above.") from error
    try:
        yield
    finally:
        connection.creation.destroy_test_db(str(configured), verbosity=0)
        connection.settings_dict["TEST"] = kept
