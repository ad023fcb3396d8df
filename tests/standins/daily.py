"""A stand-in for Daily's REST API that speaks real HTTP on the loopback, fed from `daily.json` files.

    python -m tests.standins.daily --port 8765 tests/fixtures/verified_example/daily.json

It answers as https://docs.daily.co/reference/rest-api says: Bearer key, lists newest first with `limit` and
`starting_after`, participants in pages that end in a 404, rooms, start and stop of recordings. Tests change what it
holds through its attributes, and script faults with `fail`.
"""

import argparse
import json
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from meetings.platforms.daily.signature import sign
from tests.standins.http import Answer, HttpStandIn, SeenRequest

API_KEY = "stand-in-key"
LARGEST_PAGE = 100
Entry = dict[str, Any]


def refusal(status: int, error: str, info: str = "", *, headers: Mapping[str, str] | None = None) -> Answer:
    """An error in Daily's shape."""
    return Answer(status, {"error": error, "info": info}, headers or {})


def signed_webhook(secret_base64: str, body: bytes, *, timestamp: str = "1700000000000") -> dict[str, str]:
    """The headers with which Daily would deliver this body."""
    return {
        "Content-Type": "application/json",
        "X-Webhook-Timestamp": timestamp,
        "X-Webhook-Signature": sign(secret_base64, timestamp, body),
    }


def ready_to_download(recording: Mapping[str, Any], *, event_id: str | None = None) -> Entry:
    """The webhook body that announces a recording of the REST list. It has no mtgSessionId, as Daily's has none."""
    named_alike = ("room_name", "start_ts", "status", "duration", "max_participants", "tracks", "type")
    payload = {name: recording[name] for name in named_alike if name in recording}
    payload["recording_id"] = recording["id"]
    if "s3key" in recording:
        payload["s3_key"] = recording["s3key"]
    sent_at = recording["start_ts"] + (recording.get("duration") or 0) + 5
    return {
        "version": "1.0.0",
        "type": "recording.ready-to-download",
        "id": event_id or f"rec-rtd-{recording['id']}-{sent_at}",
        "payload": payload,
        "event_ts": sent_at,
    }


class DailyStandIn(HttpStandIn):
    """The server, and what it holds.

    `recordings` and `sessions` are lists in Daily's own JSON, in any order; `participants` maps a session's id to its
    list; `in_call` names the rooms where somebody is; `recording_now` holds (room, instanceId) of running recordings.
    """

    def __init__(self, *fixtures: Path, api_key: str = API_KEY, participants_by_list: bool = True) -> None:
        super().__init__()
        self.api_key = api_key
        self.participants_by_list = participants_by_list
        self.recordings: list[Any] = []
        self.sessions: list[Entry] = []
        self.participants: dict[str, list[Entry]] = {}
        self.rooms: dict[str, Entry] = {}
        self.in_call: set[str] = set()
        self.recording_now: set[tuple[str, str]] = set()
        for fixture in fixtures:
            self._load(json.loads(fixture.read_text(encoding="utf-8")))

    def answer(self, request: SeenRequest, authorization: str | None) -> Answer:
        """What Daily would say."""
        if authorization is None:
            return refusal(400, "authorization-header-error", "missing authorization header")
        if authorization != f"Bearer {self.api_key}":
            return refusal(401, "authentication-error", "bad API key")
        for method, pattern, handler in _ROUTES:
            match = re.fullmatch(pattern, request.path)
            if match and method == request.method:
                with self._lock:
                    return handler(self, request, *(unquote(part) for part in match.groups()))
        return refusal(404, "not-found", "no such endpoint")

    def list_recordings(self, request: SeenRequest) -> Answer:
        return _page(sorted(self.recordings, key=lambda entry: -(_of(entry, "start_ts") or 0)), request.query)

    def get_recording(self, request: SeenRequest, recording_id: str) -> Answer:
        for entry in self.recordings:
            if _of(entry, "id") == recording_id:
                return Answer(200, entry)
        return refusal(404, "not-found", "no such recording")

    def list_sessions(self, request: SeenRequest) -> Answer:
        start, end = int(request.query.get("timeframe_start", 0)), int(request.query.get("timeframe_end", 2**40))
        wanted = request.query.get("room")
        entries = [
            entry
            for entry in self.sessions
            if (wanted is None or entry["room"] == wanted)
            and entry["start_time"] <= end
            and entry["start_time"] + entry.get("duration", 0) >= start
        ]
        return _page(sorted(entries, key=lambda entry: -entry["start_time"]), request.query)

    def list_participants(self, request: SeenRequest, session_id: str) -> Answer:
        entries = sorted(self.participants.get(session_id, []), key=lambda entry: -entry["join_time"])
        ids = [entry["participant_id"] for entry in entries]
        for direction, cursor in request.query.items():
            if direction in {"joined_after", "joined_before"}:
                follows_list = (direction == "joined_after") == self.participants_by_list
                at = ids.index(cursor) if cursor in ids else len(ids)
                entries = entries[at + 1 :] if follows_list else entries[:at]
        limit = min(int(request.query.get("limit", LARGEST_PAGE)), LARGEST_PAGE)
        return Answer(200, {"data": entries[:limit]}) if entries else refusal(404, "not-found", "no participants")

    def create_room(self, request: SeenRequest) -> Answer:
        name = (request.body or {}).get("name", "unnamed")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,128}", name):
            return refusal(400, "invalid-request-error", "name contains invalid characters or is too long")
        if name in self.rooms:
            return refusal(400, "invalid-request-error", f"a room named {name} already exists")
        self.rooms[name] = {
            "id": f"room-{len(self.rooms)}",
            "name": name,
            "api_created": True,
            "privacy": request.body.get("privacy", "public"),
            "url": f"https://stand-in.daily.co/{name}",
            "created_at": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "config": request.body.get("properties", {}),
        }
        return Answer(200, self.rooms[name])

    def get_room(self, request: SeenRequest, name: str) -> Answer:
        return Answer(200, self.rooms[name]) if name in self.rooms else _no_room(name)

    def delete_room(self, request: SeenRequest, name: str) -> Answer:
        return Answer(200, {"deleted": True, "name": name}) if self.rooms.pop(name, None) else _no_room(name)

    def start_recording(self, request: SeenRequest, name: str) -> Answer:
        if name not in self.rooms:
            return _no_room(name)
        if name not in self.in_call:
            return refusal(404, "not-found", f"room {name} does not seem to be hosting a call currently")
        stream = (name, (request.body or {}).get("instanceId", ""))
        if stream in self.recording_now:
            return refusal(400, "invalid-request-error", f"{name} has an active stream")
        self.recording_now.add(stream)
        return Answer(200, {"status": "sent"})

    def stop_recording(self, request: SeenRequest, name: str) -> Answer:
        if name not in self.rooms:
            return _no_room(name)
        stream = (name, (request.body or {}).get("instanceId", ""))
        if stream not in self.recording_now:
            return refusal(400, "invalid-request-error", "no recording is active")
        self.recording_now.remove(stream)
        return Answer(200, {"status": "sent"})

    def _load(self, fixture: Entry) -> None:
        self.recordings += fixture["recordings"]["data"]
        self.sessions += fixture["meetings"]["data"]
        self.participants |= {session: page["data"] for session, page in fixture["participants"].items()}


_ROUTES: Sequence[tuple[str, str, Callable[..., Answer]]] = (
    ("GET", r"/recordings", DailyStandIn.list_recordings),
    ("GET", r"/recordings/([^/]+)", DailyStandIn.get_recording),
    ("GET", r"/meetings", DailyStandIn.list_sessions),
    ("GET", r"/meetings/([^/]+)/participants", DailyStandIn.list_participants),
    ("POST", r"/rooms", DailyStandIn.create_room),
    ("GET", r"/rooms/([^/]+)", DailyStandIn.get_room),
    ("DELETE", r"/rooms/([^/]+)", DailyStandIn.delete_room),
    ("POST", r"/rooms/([^/]+)/recordings/start", DailyStandIn.start_recording),
    ("POST", r"/rooms/([^/]+)/recordings/stop", DailyStandIn.stop_recording),
)


def _of(entry: object, name: str) -> Any:
    return entry.get(name) if isinstance(entry, dict) else None


def _page(entries: Sequence[Any], query: Mapping[str, str]) -> Answer:
    """One page of a list: what comes after the cursor. A cursor that is gone is refused."""
    limit = min(int(query.get("limit", LARGEST_PAGE)), LARGEST_PAGE)
    start = 0
    if cursor := query.get("starting_after"):
        ids = [_of(entry, "id") for entry in entries]
        if cursor not in ids:
            return refusal(400, "invalid-request-error", "starting_after: no such object")
        start = ids.index(cursor) + 1
    page = entries[start : start + limit]
    return Answer(200, {"total_count": len(entries), "data": page})


def _no_room(name: str) -> Answer:
    return refusal(404, "not-found", f"room {name} not found")


def main() -> None:
    """Serve until stopped; the address is printed once it listens."""
    parser = argparse.ArgumentParser(description="A stand-in for Daily's REST API.")
    parser.add_argument("fixtures", nargs="+", type=Path, metavar="daily.json")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--api-key", default=API_KEY)
    options = parser.parse_args()
    standin = DailyStandIn(*options.fixtures, api_key=options.api_key)
    standin.start(options.port)
    print(standin.api_url, flush=True)  # noqa: T201 - the address is this program's output
    threading.Event().wait()


if __name__ == "__main__":
    main()
