"""The database's own record of who began which step and who stored its result: the judge of what was done twice.

Triggers write it, so that it holds whatever the code under test believes of itself.
"""

import time
from dataclasses import dataclass

from django.db import connection

_TABLE = """
CREATE TABLE chaos_journal (
    id {key}, step_id bigint NOT NULL, kind text NOT NULL, event text NOT NULL, fence integer NOT NULL,
    owner text NOT NULL, held integer NOT NULL, at double precision NOT NULL
)
"""
_FIRINGS = "CREATE TABLE chaos_firing (number integer NOT NULL, at double precision NOT NULL)"
_SQLITE = (
    _TABLE.format(key="integer PRIMARY KEY AUTOINCREMENT"),
    """
    CREATE TRIGGER chaos_begun AFTER UPDATE ON transcripts_step
    WHEN NEW.status = 'running' AND NEW.fence > OLD.fence BEGIN
        INSERT INTO chaos_journal (step_id, kind, event, fence, owner, held, at)
        VALUES (NEW.id, NEW.kind, 'begun', NEW.fence, NEW.owner,
                OLD.status = 'running' AND julianday(OLD.lease_until) > julianday('now'),
                (julianday('now') - 2440587.5) * 86400.0);
    END
    """,
    """
    CREATE TRIGGER chaos_stored AFTER UPDATE ON transcripts_step
    WHEN NEW.status = 'done' BEGIN
        INSERT INTO chaos_journal (step_id, kind, event, fence, owner, held, at)
        VALUES (NEW.id, NEW.kind, 'stored', NEW.fence, OLD.owner, 0, (julianday('now') - 2440587.5) * 86400.0);
    END
    """,
)
_POSTGRESQL = (
    _TABLE.format(key="bigserial PRIMARY KEY"),
    """
    CREATE FUNCTION chaos_note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.status = 'running' AND NEW.fence > OLD.fence THEN
            INSERT INTO chaos_journal (step_id, kind, event, fence, owner, held, at)
            VALUES (NEW.id, NEW.kind, 'begun', NEW.fence, NEW.owner,
                    (OLD.status = 'running' AND OLD.lease_until > clock_timestamp())::int,
                    extract(epoch FROM clock_timestamp()));
        END IF;
        IF NEW.status = 'done' THEN
            INSERT INTO chaos_journal (step_id, kind, event, fence, owner, held, at)
            VALUES (NEW.id, NEW.kind, 'stored', NEW.fence, OLD.owner, 0, extract(epoch FROM clock_timestamp()));
        END IF;
        RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER chaos_noted AFTER UPDATE ON transcripts_step FOR EACH ROW EXECUTE FUNCTION chaos_note()",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """`held`: somebody else's lease on the step had not ended. `at` is in seconds since the epoch."""

    step_id: int
    kind: str
    event: str
    fence: int
    owner: str
    held: bool
    at: float


def install() -> None:
    with connection.cursor() as cursor:
        for statement in (_FIRINGS, *(_SQLITE if connection.vendor == "sqlite" else _POSTGRESQL)):
            cursor.execute(statement)


def fired(number: int) -> None:
    """What a schedule calls: its effect, that can be counted."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO chaos_firing (number, at) VALUES (%s, %s)", [number, time.time()])


def firings() -> list[tuple[int, float]]:
    """Number and time of each call of `fired`, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, at FROM chaos_firing ORDER BY at")
        return [(number, at) for number, at in cursor.fetchall()]


def entries() -> list[Entry]:
    """In the order in which they were written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT step_id, kind, event, fence, owner, held, at FROM chaos_journal ORDER BY id")
        return [
            Entry(step_id, kind, event, fence, owner, bool(held), at)
            for step_id, kind, event, fence, owner, held, at in cursor.fetchall()
        ]
