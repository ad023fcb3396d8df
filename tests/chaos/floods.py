"""More at once than ever comes: writers beside the workers, and a storm of webhooks."""

import json
import statistics
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import uuid4

import requests

from recordings.models import Recording, WebhookEvent
from tests.chaos.kills import PATIENCE_S
from tests.chaos.meetings import START, a_meeting, bring_in
from tests.chaos.outcome import Outcome, account
from tests.chaos.site import Site
from tests.standins.daily import ready_to_download, signed_webhook

SECRET = b64encode(b"chaos" * 8).decode()
EVENTS, STORM_S = 500, 10.0
HUGE = 10 << 20


@dataclass(frozen=True, slots=True)
class Delivery:
    """A request to be made at a time after the start."""

    at_s: float
    body: bytes
    secret: str = SECRET


def web_writers(site: Site) -> Outcome:
    seconds = 8 if site.short else 20
    outcome = Outcome(f"8 clients deliver webhooks without a pause for {seconds} s while both clusters work")
    site.environment["DAILY_WEBHOOK_SECRET"] = SECRET
    site.sweeper()
    site.clusters()
    room_name = a_meeting().room_name
    with site.web() as address:
        load = bring_in(4 if site.short else 10, tracks=3, pace_s=0.3)
        url, deadline = f"{address}/v1/daily/webhook", time.monotonic() + seconds
        with ThreadPoolExecutor(8) as writers:
            writing = [writers.submit(_write_until, url, deadline, room_name) for _ in range(8)]
            answers = [answer for written in writing for answer in written.result()]
        delivered = sum(status == 200 for status, _ in answers)
        handled = WebhookEvent.objects.filter(status=WebhookEvent.Status.DONE)
        site.wait(lambda: handled.count() == delivered, 4 * PATIENCE_S, "every event is handled")
        site.wait_for(load, PATIENCE_S)
    times = sorted(seconds for _, seconds in answers)
    p99 = times[int(0.99 * len(times))]
    outcome.notes.append(
        f"{len(answers)} requests, p50 {1000 * statistics.median(times):.0f} ms, p99 {1000 * p99:.0f} ms"
    )
    locked = site.logged("database is locked")
    outcome.require(delivered == len(answers), f"{len(answers) - delivered} requests were refused")
    outcome.require(locked == 0, f"the database was locked {locked} times")
    return account(outcome, load)


def storm(site: Site) -> Outcome:
    outcome = Outcome(f"{EVENTS} webhooks in {STORM_S:.0f} s: a third again, a tenth badly signed, one of 10 MB")
    site.environment["DAILY_WEBHOOK_SECRET"] = SECRET
    site.sweeper()
    site.clusters()
    ids = [str(uuid4()) for _ in range(EVENTS - EVENTS // 3 - EVENTS // 10 - 1)]
    with site.web() as address:
        url = f"{address}/v1/daily/webhook"
        for _ in range(20):
            requests.get(f"{address}/empty/", timeout=30)
        begin = time.monotonic() + 1
        moments = [begin + i * STORM_S / EVENTS for i in range(EVENTS)]
        with ThreadPoolExecutor(32) as posting, ThreadPoolExecutor(32) as asking:
            empty = [asking.submit(_timed, at, _get(f"{address}/empty/")) for at in moments]
            storming = [posting.submit(_timed, begin + it.at_s, _post(url, it)) for it in _deliveries(ids)]
            statuses = Counter(it.result()[0] for it in storming)
            p95, p95_empty = (_p95(it.result()[1] for it in asked) for asked in (storming, empty))
        site.wait(lambda: Recording.objects.count() >= len(ids), 2 * PATIENCE_S, "every recording is stored")
        handled = WebhookEvent.objects.filter(status=WebhookEvent.Status.DONE)
        site.wait(lambda: handled.count() == len(ids), PATIENCE_S, "every event is handled")
    outcome.recordings = (Recording.objects.filter(pk__in=ids).count(), len(ids))
    outcome.lost = len(ids) - outcome.recordings[0]
    outcome.notes.append(f"answered {dict(sorted(statuses.items()))}")
    outcome.notes.append(f"p95 {1000 * p95:.0f} ms, of an empty view {1000 * p95_empty:.0f} ms")
    expected = {200: len(ids) + EVENTS // 3, 401: EVENTS // 10, 413: 1}
    outcome.require(statuses == expected, f"not answered as expected: {expected}")
    outcome.require(Recording.objects.count() == len(ids), "recordings were stored twice")
    outcome.require(p95 <= 3 * p95_empty, "p95 is more than 3 times that of an empty view")
    return outcome


def announce(url: str, recordings: int) -> None:
    """Webhooks of recordings of somebody else's meetings, one after another."""
    for _ in range(recordings):
        _post(url, Delivery(0, _announcement(str(uuid4()))))()


def _deliveries(ids: list[str]) -> list[Delivery]:
    """Spread evenly over the storm: first and repeated deliveries mixed, each bad signature a recording of its own."""
    good = [_announcement(recording_id) for recording_id in ids]
    again = good[: EVENTS // 3]
    forged = [_announcement(str(uuid4())) for _ in range(EVENTS // 10)]
    another = b64encode(b"wrong" * 8).decode()
    bodies = [(body, SECRET) for body in good + again] + [(body, another) for body in forged] + [(b" " * HUGE, SECRET)]
    mixed = [bodies[(i * 211) % len(bodies)] for i in range(len(bodies))]
    return [Delivery(i * STORM_S / len(mixed), body, secret) for i, (body, secret) in enumerate(mixed)]


def _announcement(recording_id: str) -> bytes:
    recording = {
        "id": recording_id,
        "room_name": "elsewhere-20260110090000",
        "start_ts": int(START.timestamp()),
        "status": "finished",
        "duration": 30,
        "type": "raw-tracks",
        "tracks": [],
    }
    return json.dumps(ready_to_download(recording, event_id=recording_id)).encode()


def _write_until(url: str, deadline: float, room_name: str) -> list[tuple[int, float]]:
    found = []
    while time.monotonic() < deadline:
        body = json.dumps(
            {
                "version": "1.0.0",
                "type": "participant.joined",
                "id": str(uuid4()),
                "payload": {
                    "session_id": str(uuid4()),
                    "joined_at": START.timestamp(),
                    "room": room_name,
                    "user_id": str(uuid4()),
                    "user_name": "Ada",
                },
                "event_ts": START.timestamp(),
            }
        ).encode()
        found.append(_timed(0, _post(url, Delivery(0, body))))
    return found


def _get(url: str) -> Callable[[], int]:
    return lambda: requests.get(url, timeout=60).status_code


def _post(url: str, it: Delivery) -> Callable[[], int]:
    headers = signed_webhook(it.secret, it.body)
    return lambda: requests.post(url, data=it.body, headers=headers, timeout=60).status_code


def _timed(at: float, ask: Callable[[], int]) -> tuple[int, float]:
    """The answer's status, 0 for none, and the seconds it took."""
    time.sleep(max(0.0, at - time.monotonic()))
    began = time.monotonic()
    try:
        status = ask()
    except requests.RequestException:
        status = 0
    return status, time.monotonic() - began


def _p95(seconds: Iterable[float]) -> float:
    found = sorted(seconds)
    return found[int(0.95 * len(found))]
