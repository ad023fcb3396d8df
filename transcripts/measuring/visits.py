"""What a page costs the server, from the request to the last byte of the answer, in this process."""

import time
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse

from transcripts.measuring.crowd import RARELY_NAMED, Crowd

WARM_UP = 2


class VisitFailed(Exception):
    """A page that is to be measured answered with something else than itself."""


class Visitor:
    """A signed-in reader whose browser takes compressed pages."""

    def __init__(self, user: User) -> None:
        self._client = Client(headers={"host": "localhost", "accept-encoding": "gzip"})
        self._client.force_login(user)

    def size(self, path: str) -> int:
        """Bytes of the answer as they are transferred. Raises VisitFailed."""
        answer = self._client.get(path)
        if answer.status_code != 200:
            raise VisitFailed(f"{path} answered {answer.status_code}")
        return len(answer.content)

    def once_ms(self, path: str) -> float:
        """One visit. Raises VisitFailed."""
        # SQLite works in this process, so that its processor time is all there is, whatever else the machine does.
        clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
        begun = clock()
        self.size(path)
        return (clock() - begun) * 1000


def quickest_ms(visits: Sequence[Callable[[], float]], rounds: int) -> tuple[float, ...]:
    """Of each kind of visit the quickest of so many: the one that nothing else on the machine held up.

    They are made in turn: a machine that becomes slower or faster meanwhile does so for all of them alike.
    """
    turns = [[visit() for visit in visits] for _ in range(WARM_UP + rounds)]
    return tuple(min(times) for times in zip(*turns[WARM_UP:], strict=True))


def lists_of(crowd: Crowd) -> Mapping[str, Sequence[str]]:
    """The addresses of all lists, first pages, deep ones and filtered ones, by the user name of their reader.

    In the same order whatever the size of the crowd.
    """
    room, quiet = crowd.rooms[0].pk, crowd.quiet.pk
    common = [reverse(name) for name in ("home", "transcripts", "meetings", "rooms", "recordings", "action-items")]
    api = [f"/v1/{name}/" for name in ("transcripts", "meetings", "recordings", "action-items", "rooms")]
    filtered = [
        "/transcripts/?status=ready",
        "/transcripts/?status=failed",
        "/transcripts/?status=working",
        "/recordings/?fate=ready",
        "/recordings/?fate=queued",
        "/recordings/?fate=failed",
        "/recordings/?fate=no_audio",
        "/v1/transcripts/?status=failed",
        "/v1/recordings/?outcome=no_meeting",
        "/action-items/?state=done",
        "/action-items/?state=all",
        f"/action-items/?person={RARELY_NAMED}&state=all",
        "/action-items/?person=Ada&due=overdue",
        "/v1/action-items/?done=false",
        f"/v1/action-items/?owner={RARELY_NAMED}",
    ]
    deep = [
        in_the_middle(path, crowd.middle()) for path in (*common[1:3], *common[4:], *api[:4], filtered[0], filtered[3])
    ]
    return {
        "staff": [*common, *api, *deep, *filtered, *_of_room(quiet), "/recordings/?fate=no_meeting"],
        "owner": [
            *common,
            *api,
            *deep,
            *filtered,
            f"/transcripts/?room={room}&status=failed",
            f"/recordings/?room={room}&fate=failed",
            f"/recordings/?room={room}&fate=no_audio",
        ],
        "single": [*common, *api, *deep, *filtered],
        "new": [*common, *api, *deep, *filtered, *_of_room(quiet)],
    }


def in_the_middle(path: str, moment: datetime) -> str:
    """The address of a list's page that begins at a moment: pages are named by where they begin, not by number."""
    key = "recording-" if "/recordings/" in path else "0" if "/action-items/" in path else UUID(int=0)
    place = f"{moment.isoformat()}~{key}"
    if path.startswith("/v1/"):
        query = {"cursor": b64encode(urlencode({"p": place}).encode()).decode()}
    else:
        query = {"older": place}
    return f"{path}{'&' if '?' in path else '?'}{urlencode(query)}"


def _of_room(room: object) -> list[str]:
    lists = ("transcripts", "meetings", "recordings", "action-items")
    return [f"/rooms/{room}/", *(f"/{place}{name}/?room={room}" for place in ("", "v1/") for name in lists)]
