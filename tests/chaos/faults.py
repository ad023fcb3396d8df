"""The faults by number."""

from collections.abc import Callable

from tests.chaos import clocks, floods, hangs, hints, hosts, kills, shortages, soak, tracks
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
    "12b": hints.from_an_older_release,
    "13": clocks.polls,
    "13b": clocks.schedules,
    "14": floods.storm,
    "15": shortages.disk_full,
    "15b": tracks.damaged,
    "15c": tracks.odd,
    "16": hosts.two_hosts,
    "soak": soak.soak,
}
