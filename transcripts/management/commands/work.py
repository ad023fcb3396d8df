"""`manage.py work`: the workers of the queues on one machine, under one watchdog."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, OperationalError, close_old_connections, connection
from django.db.migrations.executor import MigrationExecutor

from reflector_site.database_errors import one_line, unusable
from reflector_site.queue import Queue
from reflector_site.storage_errors import StorageError
from transcripts import jobs
from transcripts.watching import heartbeats
from transcripts.watching.health import queue_is_well, workers_are_well

LOOK_EVERY_S = 1.0
# A cluster told to stop waits for what its workers are at; the leases make a kill cheap, so it need not wait for long.
ENDING_S = 20.0
# One that ends at once again and again must not keep a core busy with starting it.
PAUSE_S = 5.0
# A single look may fall between the end of a task and its being written down.
BAD_LOOKS = 3


class Cluster:
    """One `qcluster` under a keeper, in a session of its own, so that it ends with everything it started."""

    def __init__(self, queue: Queue) -> None:
        self.queue = queue
        self._bad_looks = 0
        self._since = 0.0
        self._process = self._start()

    def trouble(self) -> str:
        """Why it must be restarted, in a word or two; empty when it need not be. Raises DatabaseError."""
        age = time.monotonic() - self._since
        if self._process.poll() is not None:
            return "ended" if age > PAUSE_S else ""
        # A cluster can hang with all its processes alive, after one of them was killed.
        hung = age > heartbeats.SILENCE.total_seconds() and not self._well()
        self._bad_looks = self._bad_looks + 1 if hung else 0
        return "stopped taking tasks" if self._bad_looks >= BAD_LOOKS else ""

    def _well(self) -> bool:
        """Whether these workers take tasks: those of this host beat, and somebody takes the steps that are due."""
        return queue_is_well(self.queue).well and workers_are_well(self.queue, settings.HOST_NAME).well

    def excuse(self) -> None:
        """Do not count the time until now: while the database was away, there could be no heartbeat."""
        self._since = time.monotonic()

    def restart(self) -> None:
        """Kill it with everything it started, and start it again."""
        self.kill()
        self._process.wait()
        self._process = self._start()

    def stop(self) -> None:
        """Ask it to end, by a SIGTERM to the main process alone, which stops the others."""
        self._process.send_signal(signal.SIGTERM)

    def ended(self) -> bool:
        return self._process.poll() is not None

    def kill(self) -> None:
        """End every process of the session, also those that outlived their guard."""
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    def _start(self) -> "subprocess.Popen[bytes]":
        self._since = time.monotonic()
        self._bad_looks = 0
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "qcluster"]
        return subprocess.Popen(
            [sys.executable, "-m", "reflector_site.keeper", *command],
            cwd=settings.BASE_DIR,
            env={**os.environ, "Q_CLUSTER_NAME": str(self.queue)},
            stdin=subprocess.PIPE,  # closed by the kernel when this process is gone
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )


class Command(BaseCommand):
    help = "Run the workers of both queues, or of those named, until interrupted; one that ends or hangs is restarted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "queues",
            nargs="*",
            type=Queue,
            metavar="quick|speech",
            default=list(Queue),
            help="quick, speech; both if none",
        )

    def handle(self, *args: object, queues: Sequence[Queue], **options: Any) -> None:
        self._ending = False
        signal.signal(signal.SIGTERM, self._end)
        signal.signal(signal.SIGINT, self._end)
        if not self._database_answers():
            return
        if _lacks_migrations():
            raise CommandError("The database is not as this release needs it: run manage.py migrate first.")
        clusters = [Cluster(queue) for queue in queues]
        self.stderr.write(f"Working on {' and '.join(queues)}. Stop with Ctrl-C.")
        sweep_at = 0.0
        while not self._ending:
            if time.monotonic() >= sweep_at:
                sweep_at = time.monotonic() + settings.SWEEP_EVERY_S
                self._sweep()
            for cluster in clusters:
                self._look(cluster)
            time.sleep(LOOK_EVERY_S)
        self._stop(clusters)

    def _database_answers(self) -> bool:
        """Wait until it does; False when told to end meanwhile. A file that cannot be used is not waited for.

        Where no server answers, clusters would end again and again, each with a long error.
        """
        told = ""
        while not self._ending:
            try:
                connection.ensure_connection()
                return True
            except OperationalError as error:
                if connection.vendor == "sqlite":
                    raise
                if told != (told := unusable(error) or one_line(error)):
                    self.stderr.write(f"{told}\nThe work begins when it answers.")
            time.sleep(LOOK_EVERY_S)
        return False

    def _sweep(self) -> None:
        """Sweep here as well, since the schedule of the quick queue may hang."""
        close_old_connections()
        try:
            jobs.sweep()
        except (DatabaseError, OSError, StorageError) as error:
            self.stderr.write(f"What was forgotten cannot be taken up now: {error}")

    def _look(self, cluster: Cluster) -> None:
        close_old_connections()
        try:
            trouble = cluster.trouble()
        except DatabaseError as error:
            # While the database is away nothing is known of the workers, and restarting them would not help.
            self.stderr.write(f"The database does not answer: {one_line(error)}")
            cluster.excuse()
            return
        if trouble:
            self.stderr.write(f"The workers of the queue {cluster.queue} {trouble}; they are started again.")
            cluster.restart()

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
        close_old_connections()
        try:
            for cluster in clusters:
                heartbeats.leave(cluster.queue)
        except DatabaseError as error:
            text = "The database does not answer, so health will miss these workers for a while"
            self.stderr.write(f"{text}: {one_line(error)}")


def _lacks_migrations() -> bool:
    """Clusters would fail again and again at tables that are not there. A database that is busy may have all."""
    try:
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError as error:
        if unusable(error):
            raise
        return False
