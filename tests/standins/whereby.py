"""A stand-in for Whereby's REST API that speaks real HTTP on the loopback.

It answers as https://docs.whereby.com/reference/whereby-rest-api-reference says: Bearer key, lists in pages with a
cursor, rooms whose names begin with the prefix. Tests change what it holds through its attributes.
"""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

from meetings.platforms.whereby.signature import sign
from tests.standins.http import Answer, HttpStandIn, SeenRequest

API_KEY = "stand-in-key"
LONGEST_PREFIX = 39
Entry = dict[str, Any]


def signed_webhook(secret: str, body: bytes, *, timestamp: str = "1768478400") -> dict[str, str]:
    """The headers with which Whereby would deliver this body."""
    return {"Whereby-Signature": sign(secret, timestamp, body)}


class WherebyStandIn(HttpStandIn):
    """The server, and what it holds, in Whereby's own JSON.

    `recordings` and `sessions` come out in the order they are in; `participants` maps a session's id to its list.
    """

    def __init__(self, *, api_key: str = API_KEY) -> None:
        super().__init__()
        self.api_key = api_key
        self.recordings: list[Any] = []
        self.sessions: list[Entry] = []
        self.participants: dict[str, list[Entry]] = {}
        self.rooms: list[Entry] = []

    def answer(self, request: SeenRequest, authorization: str | None) -> Answer:
        """What Whereby would say."""
        if authorization != f"Bearer {self.api_key}":
            return _refusal(401, "Access token is missing or invalid")
        if (request.method, request.path) == ("POST", "/meetings"):
            return self._create_room(request)
        if request.path.startswith("/recordings/"):
            wanted = unquote(request.path.removeprefix("/recordings/"))
            return next((Answer(200, entry) for entry in self.recordings if entry["recordingId"] == wanted), _GONE)
        lists: dict[str, Callable[[], Sequence[Any]]] = {
            "/recordings": lambda: self.recordings,
            "/insights/room-sessions": lambda: self._of_room(request),
            "/insights/participants": lambda: self.participants.get(request.query["roomSessionId"], []),
        }
        return _page(lists[request.path](), request) if request.path in lists else _GONE

    def _of_room(self, request: SeenRequest) -> list[Entry]:
        return [session for session in self.sessions if session["roomName"] == request.query.get("roomName")]

    def _create_room(self, request: SeenRequest) -> Answer:
        prefix = request.body.get("roomNamePrefix", "")
        if "endDate" not in request.body or len(prefix) > LONGEST_PREFIX:
            return _refusal(400, "bad request")
        name = f"/{prefix.lower().replace(' ', '')}{uuid4()}"
        self.rooms.append(
            {
                "meetingId": str(len(self.rooms) + 1),
                "roomName": name,
                "roomUrl": f"https://stand-in.whereby.com{name}",
                "startDate": "2026-01-15T12:00:00.000Z",
                "endDate": request.body["endDate"],
            }
        )
        return Answer(201, self.rooms[-1])


def _refusal(status: int, error: str) -> Answer:
    return Answer(status, {"error": error})


_GONE = _refusal(404, "The requested resource doesn't exist")


def _page(entries: Sequence[Any], request: SeenRequest) -> Answer:
    start, limit = int(request.query.get("cursor", 0)), int(request.query.get("limit", 50))
    following = start + limit
    cursor = str(following) if following < len(entries) else None
    return Answer(200, {"results": entries[start:following], "cursor": cursor})
