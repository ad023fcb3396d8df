"""One of several processes that are told of the same recordings at once.

    python -m tests.recordings.roads webhook|poll|both daily.json

says "ready", waits for a line, and then goes its road three times over.
"""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import django

django.setup()

from meetings.platforms.base import PlatformError  # noqa: E402 - needs the apps
from recordings.polling import poll  # noqa: E402
from tests.recordings.deliveries import deliver, work_off  # noqa: E402
from tests.standins.daily import ready_to_download  # noqa: E402

TIMES = 3


def by_webhook(recordings: list[Mapping[str, Any]]) -> None:
    for recording in recordings:
        assert deliver(ready_to_download(recording)).status_code == 200
        work_off()


def by_poll(recordings: list[Mapping[str, Any]]) -> None:
    poll("daily")


def by_both(recordings: list[Mapping[str, Any]]) -> None:
    by_poll(recordings)
    by_webhook(recordings)


ROADS: Mapping[str, Callable[[list[Mapping[str, Any]]], None]] = {
    "webhook": by_webhook,
    "poll": by_poll,
    "both": by_both,
}


def main(road: str, fixture: str) -> int:
    recordings = json.loads(Path(fixture).read_text())["recordings"]["data"]
    print("ready", flush=True)  # noqa: T201 - for the test that started this
    sys.stdin.readline()
    try:
        for _ in range(TIMES):
            ROADS[road](recordings)
    except PlatformError as error:
        sys.exit(str(error))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
