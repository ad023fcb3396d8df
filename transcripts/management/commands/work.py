"""`manage.py work`: the workers of both queues on one machine, under one watchdog."""

import os
import signal
import subprocess
import sys
import time
from types import FrameType

from django.conf import settings
from django.core.management.base import BaseCommand

from reflector_site.queue import Queue
from transcripts import jobs

LOOK_EVERY_S = 1.0
# A cluster told to stop waits for what its workers are at; the leases make a kill cheap, so it need not wait for long.
ENDING_S = 20.0
# One that ends at once again and again must not keep a core busy with starting it.
PAUSE_S = 5.0


class Cluster:
    """One `qcluster` in a session of its own, so that it can be ended with everything it started."""

    def __init__(self, queue: Queue) -> None:
        self.queue = queue
        self._started = 0.0
        self._process = self._start()

    def look(self) -> bool:
        """Start it again if it has ended; whether that was so."""
        if self._process.poll() is None or time.monotonic() - self._started < PAUSE_S:
            return False
        self.kill()
        self._process = self._start()
        return True

    def stop(self) -> None:
        """Ask it to end; only its main process, which tells the others."""
        self._process.send_signal(signal.SIGTERM)

    def ended(self) -> bool:
        return self._process.poll() is not None

    def kill(self) -> None:
        """End every process of the session, also those that outlived their guard."""
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    def _start(self) -> subprocess.Popen[bytes]:
        self._started = time.monotonic()
        return subprocess.Popen(
            [sys.executable, str(settings.BASE_DIR / "manage.py"), "qcluster"],
            env={**os.environ, "Q_CLUSTER_NAME": str(self.queue)},
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )


class Command(BaseCommand):
    help = "Run the workers of both queues until interrupted; one that ends is started again."

    def handle(self, *args: object, **options: object) -> None:
        self._ending = False
        signal.signal(signal.SIGTERM, self._end)
        signal.signal(signal.SIGINT, self._end)
        jobs.sweep()
        clusters = [Cluster(queue) for queue in Queue]
        self.stderr.write(f"Working on the queues {' and '.join(Queue)}. Stop with Ctrl-C.")
        while not self._ending:
            for cluster in clusters:
                if cluster.look():
                    self.stderr.write(f"The workers of the queue {cluster.queue} had ended and were started again.")
            time.sleep(LOOK_EVERY_S)
        self._stop(clusters)

    def _end(self, number: int, frame: FrameType | None) -> None:
        self._ending = True

    def _stop(self, clusters: list[Cluster]) -> None:
        for cluster in clusters:
            cluster.stop()
        deadline = time.monotonic() + ENDING_S
        while time.monotonic() < deadline and not all(cluster.ended() for cluster in clusters):
            time.sleep(0.1)
        for cluster in clusters:
            cluster.kill()
