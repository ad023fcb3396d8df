"""The faults by number."""

from collections.abc import Callable

from tests.chaos import floods, hangs, hints, kills, shortages
from tests.chaos.outcome import Outcome
from tests.chaos.site import Site

FAULTS: dict[str, Callable[[Site], Outcome]] = {
    "1": kills.busy_worker,
    "1b": kills.any_process,
    "1c": kills.watchdog,
    "2": kills.whole_cluster,
    "3": hints.taken_and_lost,
    "4": hints.emptied,
    "5": hints.many_times,
    "6": hangs.frozen_worker,
    "7": hangs.hanging_engine,
    "8": hangs.dying_engine,
    "8b": hangs.greedy_engine,
    "9": hangs.idle_workers_and_monitor,
    "10": shortages.database_away,
    "11": floods.web_writers,
    "12": kills.asked_to_end,
    "13": hints.two_watchdogs,
    "14": floods.storm,
    "15": shortages.disk_full,
    "15b": shortages.damaged_audio,
}
