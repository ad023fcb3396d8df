"""The faults by number."""

from collections.abc import Callable

from tests.chaos import kills
from tests.chaos.outcome import Outcome
from tests.chaos.site import Site

FAULTS: dict[str, Callable[[Site], Outcome]] = {
    "1": kills.busy_worker,
    "1b": kills.any_process,
    "1c": kills.watchdog,
    "2": kills.whole_cluster,
    "12": kills.asked_to_end,
}
