"""Reflector on the bundled meetings, end to end: `script/demo` calls this.

A stand-in speaks Daily's API over HTTP, a folder stands in for the bucket; all else is the product as it runs for real:
the site under gunicorn, the workers of both queues, the client of Daily, the webhook, the speech model.
"""

import argparse
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

import requests

from tests.standins.daily import ready_to_download, signed_webhook

ROOT = Path(__file__).resolve().parent.parent
DATA_DIR = ROOT / "var" / "demo"
FIXTURES = ROOT / "tests" / "fixtures"
# Each meeting as Daily answers it, and the folder that its tracks' keys are paths below.
MEETINGS = (
    (FIXTURES / "verified_example" / "daily.json", FIXTURES / "verified_example" / "bucket"),
    (FIXTURES / "meetings" / "launch" / "daily.json", FIXTURES / "meetings" / "launch"),
)
API_KEY = "demo-key"
USER = "demo"
PASSWORD = "demo"  # noqa: S105 - the site listens on this machine only
PATIENCE_S = 900.0
GRACE_S = 25
MOST_PORT = 65_535


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Set up, work, and serve or end; the exit code."""
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with ExitStack() as running:
        try:
            return _demo(options, running)
        except KeyboardInterrupt:
            say("\nStopped.")
            return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/demo", description="See Reflector turn meetings into transcripts.")
    parser.add_argument("--once", action="store_true", help="end when every transcript is ready")
    parser.add_argument(
        "--port", type=int, default=8000, help="where the site is served (default: 8000, or a free one)"
    )
    options = parser.parse_args()
    if not 0 <= options.port <= MOST_PORT:
        parser.error(f"--port is a number up to {MOST_PORT}")
    return options


def _demo(options: argparse.Namespace, running: ExitStack) -> int:
    port = _free_port(options.port)
    _lay_out_folder()
    api_url = running.enter_context(_daily_stand_in())
    environment = _environment(port, api_url)
    os.environ.update(environment)
    say("Setting up the database")
    _run("manage.py", "migrate", "--verbosity", "0")
    _run("-m", "script.demo_rows", USER, PASSWORD, *(str(daily) for daily, _ in MEETINGS))
    running.enter_context(_process("manage.py", "work"))
    site = running.enter_context(_site(port))
    say(f"The site is at {site}/ (user {USER}, password {PASSWORD}).")
    reader = Reader(site)
    _announce_by_webhook(site, environment["DAILY_WEBHOOK_SECRET"], reader)
    say("Asking Daily (the stand-in) for its recordings")
    _run("manage.py", "poll_recordings")
    all_ready = _watch(reader, _expected())
    _print_table(reader)
    if options.once:
        return 0 if all_ready else 1
    say(f"\nRead them at {site}/ (user {USER}, password {PASSWORD}). Ctrl-C ends the demo.")
    signal.pause()
    return 0


def _free_port(wanted: int) -> int:
    """The port wanted, or any other when somebody listens there; any for 0."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _lay_out_folder() -> None:
    """A fresh data folder, but for the speech model; and the bucket's stand-in with every meeting's tracks."""
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    for path in DATA_DIR.iterdir():
        if path.name == "models":
            continue
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for daily, tracks in MEETINGS:
        for key in _track_keys(json.loads(daily.read_text())):
            target = DATA_DIR / "bucket" / key
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(tracks / key, target)


def _track_keys(answers: dict[str, Any]) -> Iterator[str]:
    for recording in answers["recordings"]["data"]:
        for track in recording["tracks"]:
            yield track["s3Key"]


def _environment(port: int, api_url: str) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "reflector_site.settings",
        "PYTHON_DOTENV_DISABLED": "1",
        "DATA_DIR": str(DATA_DIR),
        "DATABASE_URL": "",
        "PUBLIC_URL": f"http://localhost:{port}",
        "DAILY_API_KEY": API_KEY,
        "DAILY_API_URL": api_url,
        "DAILY_WEBHOOK_SECRET": b64encode(secrets.token_bytes(32)).decode(),
        "RECORDINGS_DIR": str(DATA_DIR / "bucket"),
        "LOG_LEVEL": "WARNING",
    }


@contextmanager
def _daily_stand_in() -> Iterator[str]:
    """Its address, while it runs."""
    fixtures = [str(daily) for daily, _ in MEETINGS]
    with _process("-m", "tests.standins.daily", "--api-key", API_KEY, *fixtures, stdout=subprocess.PIPE) as process:
        said = process.stdout.readline() if process.stdout else b""
        yield said.decode().strip()


@contextmanager
def served(data_dir: Path) -> Iterator[str]:
    """The address of the site on what a demo left in its folder, without workers, while it runs."""
    port = _free_port(0)
    environment = {
        "PYTHON_DOTENV_DISABLED": "1",
        "DATA_DIR": str(data_dir),
        "DATABASE_URL": "",
        "PUBLIC_URL": f"http://localhost:{port}",
    }
    with _site(port, environment) as site:
        yield site


@contextmanager
def _site(port: int, environment: Mapping[str, str] = MappingProxyType({})) -> Iterator[str]:
    """Its address, while gunicorn serves it."""
    bound = ("--bind", f"127.0.0.1:{port}", "--threads", "4", "--log-level", "warning")
    with _process("-m", "gunicorn", "reflector_site.wsgi", *bound, environment=environment):
        site = f"http://localhost:{port}"
        _wait_for_site(site)
        yield site


@contextmanager
def _process(
    *arguments: str, stdout: int | None = None, environment: Mapping[str, str] = MappingProxyType({})
) -> Iterator[subprocess.Popen[bytes]]:
    """A Python process that is asked to end, and then made to, when the demo does."""
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        stdout=stdout,
        env={**os.environ, **environment},
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            process.kill()


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True)


def _wait_for_site(site: str) -> None:
    for _ in range(150):
        try:
            if requests.get(f"{site}/admin/login/", timeout=5).ok:
                return
        except requests.RequestException:  # not there yet, or too busy to answer in time
            time.sleep(0.2)
    raise SystemExit(f"The site does not answer at {site}.")


def _announce_by_webhook(site: str, secret: str, reader: "Reader") -> None:
    """Deliver the event of one recording as Daily would, and wait until it is known; the poll finds the others."""
    recording = json.loads(MEETINGS[-1][0].read_text())["recordings"]["data"][0]
    body = json.dumps(ready_to_download(recording)).encode()
    headers = signed_webhook(secret, body, timestamp=str(int(time.time())))
    answer = requests.post(f"{site}/v1/daily/webhook", data=body, headers=headers, timeout=10)
    say(f"Delivered the webhook of recording {recording['id']}: {answer.status_code}")
    given_up = time.monotonic() + 60
    while recording["id"] not in reader.recordings():
        if time.monotonic() > given_up:
            raise SystemExit("The recording of the webhook was not stored within a minute.")
        time.sleep(0.2)


def _expected() -> set[str]:
    return {
        recording["id"] for daily, _ in MEETINGS for recording in json.loads(daily.read_text())["recordings"]["data"]
    }


class Reader:
    """A signed-in client of the REST API."""

    def __init__(self, site: str) -> None:
        self._site = site
        self._session = requests.Session()
        page = self._session.get(f"{site}/admin/login/", timeout=10)
        page.raise_for_status()
        form = {"username": USER, "password": PASSWORD, "csrfmiddlewaretoken": self._session.cookies["csrftoken"]}
        self._session.post(f"{site}/admin/login/", data=form, timeout=10).raise_for_status()

    def get(self, path: str) -> Any:
        answer = self._session.get(f"{self._site}/v1/{path}", timeout=30)
        answer.raise_for_status()
        return answer.json()

    def recordings(self) -> set[str]:
        """The ids of those that are known."""
        return {recording["id"] for recording in self.get("recordings/")["results"]}

    def transcripts(self) -> list[Any]:
        found: list[Any] = self.get("transcripts/")["results"]
        return found


def _watch(reader: Reader, expected: set[str]) -> bool:
    """Tell each change until every expected transcript is ready; False when one failed or it took too long."""
    begun = time.monotonic()
    told: dict[str, str] = {}
    while time.monotonic() - begun < PATIENCE_S:
        for transcript in reader.transcripts():
            if told.get(transcript["recording"]) != transcript["status"]:
                told[transcript["recording"]] = transcript["status"]
                say(f"{time.monotonic() - begun:6.1f} s  {transcript['recording'][:8]}  {transcript['status']}")
        ended = {recording for recording, status in told.items() if status in {"ready", "failed"}}
        if ended >= expected:
            return all(told[recording] == "ready" for recording in expected)
        time.sleep(0.5)
    say(f"Not ready after {PATIENCE_S:.0f} s.")
    return False


def _print_table(reader: Reader) -> None:
    say("")
    say(f"{'recording':10}{'status':12}{'length':>8}  {'words':>6}  {'speakers':40}  title")
    for listed in reader.transcripts():
        transcript = reader.get(f"transcripts/{listed['id']}/")
        words = sum(len(segment["words"]) for segment in transcript["segments"])
        names = ", ".join(f"{p['speaker']} {p['name']}" for p in transcript["participants"])
        length = f"{transcript['duration'] or 0:.0f} s"
        title = transcript["title"] or "(no title)"
        say(f"{listed['recording'][:8]:10}{listed['status']:12}{length:>8}  {words:6}  {names:40}  {title}")
        for warning in transcript["warnings"]:
            say(f"{'':10}{warning}")


if __name__ == "__main__":
    sys.exit(main())
