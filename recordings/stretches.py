"""Parts of a platform's list of recordings that are still to be walked: newest first, from a place back to a time."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from meetings.platforms.base import RecordingPage


@dataclass(frozen=True, slots=True)
class Stretch:
    """What follows the place `after` in the list, "" for its beginning, back to `until`, None for all there is.

    `reached` is the start of the last recording before it, as far as that is known.
    """

    after: str = ""
    until: datetime | None = None
    reached: datetime | None = None

    def after_page(self, page: RecordingPage) -> Self | None:
        """What is left once its first page was walked; None for nothing."""
        reached = page.recordings[-1].start_date if page.recordings else None
        # Only the last and oldest of a page counts: a wrong date in the middle does not end the walk.
        if not page.cursor or (self.until and reached and reached < self.until):
            return None
        return replace(self, after=page.cursor, reached=reached or self.reached)


def joined(rest: Stretch | None, backlog: Stretch | None, *, known: datetime | None) -> Stretch | None:
    """One stretch for what a walk from the newest left and for what an earlier one had left.

    `known` is when the last walk began. Where the newer one came to it, it only was to look once more at what lies
    between: the backlog goes on where it was, so that it comes to its end even if all walks from the newest are cut
    short. Else it begins anew where the newer one ended.
    """
    if rest is None or backlog is None:
        return rest or backlog
    until = min(rest.until, backlog.until) if rest.until and backlog.until else None
    came_to_known = rest.reached is not None and known is not None and rest.reached <= known
    return replace(backlog if came_to_known else rest, until=until)
