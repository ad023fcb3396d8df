"""A site of its own for one fault: its processes, begun and ended by the fault, and what they wrote."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests

from reflector_site.queue import Queue
from tests.chaos.meetings import Load, transcripts_of
from tests.chaos.processes import ClusterProcesses, cluster_processes, kill_group
from transcripts.pipeline import ENDED

ROOT = Path(__file__).resolve().parents[2]
WORKERS = {Queue.QUICK: 2, Queue.SPEECH: 1}  # as Q_CLUSTER says


@dataclass(slots=True)
class Running:
    """A process that leads a session, and so a group, of its own."""

    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def pid(self) -> int:
        return self.process.pid

    def kill(self) -> None:
        """With everything it started."""
        kill_group(self.pid)
        self.process.wait()

    def ended_within(self, seconds: float) -> bool:
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True


@dataclass(slots=True)
class Site:
    folder: Path
    short: bool
    environment: dict[str, str] = field(default_factory=dict)
    _all: list[Running] = field(default_factory=list)

    @property
    def logs(self) -> Path:
        """Beside the site's own folder, whose disk may be full."""
        folder = self.folder.with_name(f"{self.folder.name}-logs")
        folder.mkdir(exist_ok=True)
        return folder

    def start(self, *arguments: str, name: str, **environment: str) -> Running:
        """A Python process of this site."""
        log = self.logs / f"{name}-{len(self._all)}.log"
        with log.open("wb") as stream:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env={**os.environ, **self.environment, **environment},
                stdout=stream,
                stderr=stream,
                start_new_session=True,
            )
        running = Running(process, log)
        self._all.append(running)
        return running

    def cluster(self, queue: Queue) -> Running:
        return self.start("manage.py", "qcluster", name=queue, Q_CLUSTER_NAME=str(queue))

    def clusters(self) -> list[Running]:
        return [self.cluster(queue) for queue in Queue]

    def sweeper(self) -> Running:
        """What a timer does where clusters run by themselves."""
        return self.start("-m", "tests.chaos.sweeper", name="sweeper")

    def work(self, **environment: str) -> Running:
        return self.start("manage.py", "work", name="work", **environment)

    def parts(self, cluster: Running, queue: Queue) -> ClusterProcesses:
        return cluster_processes(cluster.pid, workers=WORKERS[queue])

    @contextmanager
    def web(self, **environment: str) -> Iterator[str]:
        """The address of the site, served as docs/running.md says."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        options = ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "8", "--log-level", "warning"]
        server = self.start("-m", "gunicorn", "reflector_site.wsgi", *options, name="web", **environment)
        address = f"http://127.0.0.1:{port}"
        try:
            self.wait(lambda: _answers(f"{address}/empty/"), 60, "the site answers")
            yield address
        finally:
            server.process.send_signal(signal.SIGTERM)
            server.ended_within(5)
            server.kill()

    def wait(self, condition: Callable[[], bool], seconds: float, what: str) -> None:
        """Raises TimeoutError."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError(f"not within {seconds:.0f} s: {what}")
            time.sleep(0.1)

    def wait_for(self, load: Load, seconds: float) -> None:
        """Until every transcript of it has ended, or the time is over: accounting tells which."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if transcripts_of(load).filter(status__in=ENDED).count() == len(load.recordings):
                return
            time.sleep(0.2)

    def logged(self, text: str) -> int:
        """How many lines of all logs hold the text."""
        return sum(
            text in line for running in self._all for line in running.log.read_text(errors="replace").split("\n")
        )

    def end(self) -> None:
        for running in self._all:
            running.kill()


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=5).ok
    except requests.RequestException:
        return False
