"""A database that cannot be used at all: why, and what whoever runs the site can do about it, in a sentence or two."""

import logging

from django.conf import settings
from django.db import DatabaseError, OperationalError

# By the names of SQLite's own result codes: https://www.sqlite.org/rescode.html
_OF_SQLITE = {
    "SQLITE_NOTADB": "The file {} is no SQLite database. Name the right file in DATABASE_URL, or one that is not there"
    " yet.",
    "SQLITE_CORRUPT": "The SQLite database {} is damaged. Put a backup in its place.",
    "SQLITE_CANTOPEN": "The SQLite database {} cannot be opened. See that DATABASE_URL is right, that the folder is"
    " there, and that this user may write to it.",
    "SQLITE_READONLY": "The SQLite database {} cannot be written to. See that this user may write to it and to its"
    " folder.",
}
_OF_A_SERVER = (
    "See that its server is up, that DATABASE_URL has the right host, user and password, and that the database it names"
    " was created."
)


def unusable(error: BaseException | None) -> str:
    """What is wrong and what to do, where an error means that the database cannot be used; "" for all other errors."""
    if not isinstance(error, DatabaseError):
        return ""
    cause = error.__cause__
    name = getattr(cause, "sqlite_errorname", None)
    if name is not None:
        return _OF_SQLITE.get(name, "").format(settings.DATABASES["default"]["NAME"])
    # Errors that the server itself reports have a code; without one there was no connection, or it broke off.
    if isinstance(error, OperationalError) and cause is not None and getattr(cause, "sqlstate", "") is None:
        return f"The database cannot be used: {one_line(error)}\n{_OF_A_SERVER}"
    return ""


def one_line(error: Exception) -> str:
    """What the database said; a client that tried in two ways says it twice, in two lines."""
    return "; ".join(dict.fromkeys(line.strip() for line in str(error).splitlines() if line.strip()))


class AsSentence(logging.Filter):
    """Has lines of the log end in what to do about a database that cannot be used, and not in where that was met."""

    def filter(self, record: logging.LogRecord) -> bool:
        sentence = unusable(record.exc_info[1]) if record.exc_info else ""
        if sentence:
            record.msg, record.args = f"{record.getMessage()}: {sentence}", ()
            record.exc_info = record.exc_text = None
        return True
