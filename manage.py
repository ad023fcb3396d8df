#!/usr/bin/env python
"""Django's command line for Reflector. What its owner can mend is told in a sentence; `--traceback` tells all."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import DatabaseError, OperationalError, ProgrammingError

from reflector_site.database_errors import one_line, unusable

_OF_THE_DATABASE = "See that DATABASE_URL is right and its server up, and that `manage.py migrate` was done."


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reflector_site.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        _give_up(str(error))
    except DatabaseError as error:
        sentence = unusable(error)
        if not sentence and not isinstance(error, OperationalError | ProgrammingError):
            raise
        _give_up(sentence or f"The database cannot be used: {one_line(error)}\n{_OF_THE_DATABASE}")


def _give_up(sentence: str) -> None:
    """Called for an exception."""
    if "--traceback" in sys.argv:
        raise  # noqa: PLE0704 - the one that is being handled
    sys.exit(sentence)


if __name__ == "__main__":
    main()
