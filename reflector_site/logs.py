"""Log lines that name the work they belong to.

`work(name)` marks all lines of a block, e.g. `[transcribe 41] track fetched`; a ContextVar carries the name, so callers
need not hand it on.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("work", default="")


@contextmanager
def work(name: str) -> Iterator[None]:
    """Mark every line logged inside the block with `[name]`."""
    token = _current.set(name)
    try:
        yield
    finally:
        _current.reset(token)


class WorkFilter(logging.Filter):
    """Gives each record the attribute `work`: empty, or the name in brackets and a blank."""

    def filter(self, record: logging.LogRecord) -> bool:
        name = _current.get()
        record.work = f"[{name}] " if name else ""
        return True


def configuration(*, level: str) -> dict[str, object]:
    """A `logging.dictConfig` for standard error; the queue's own chatter only from warnings on."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "work": {"()": WorkFilter},
            "as sentence": {"()": "reflector_site.database_errors.AsSentence"},  # which settings cannot import
        },
        "formatters": {"line": {"format": "{asctime} {levelname} {name}: {work}{message}", "style": "{"}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "filters": ["as sentence", "work"], "formatter": "line"}
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            **{app: {"level": level} for app in ("rooms", "meetings", "recordings", "transcripts", "reflector_site")},
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "django-q": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        },
    }
