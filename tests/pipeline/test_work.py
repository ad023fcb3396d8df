"""`manage.py work`: the real clusters of both queues, at work, killed, and told to stop."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

from tests.builders import a_recording
from tests.pipeline.working import let_lease_run_out, let_pause_pass
from tests.settings import ROOT
from tests.speech.engine import wait_until
from tests.speech.sounds import tone, track
from transcripts import pipeline
from transcripts.models import Step, Transcript

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

TRACKS = 4
ENOUGH_S = 90


@dataclass(frozen=True, slots=True)
class Site:
    """A folder for one site, and the environment of its processes."""

    folder: Path
    environment: dict[str, str]

    @contextmanager
    def working(self) -> Iterator[subprocess.Popen[bytes]]:
        command = [sys.executable, str(ROOT / "manage.py"), "work"]
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(40)
            for pid in self.processes():
                os.kill(pid, signal.SIGKILL)

    def processes(self, part: str = "") -> list[int]:
        """The site's processes: those that were told of its folder, with `part` in their command."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                command, environment = ((process / name).read_bytes() for name in ("cmdline", "environ"))
            except OSError:
                continue
            if str(self.folder).encode() in command + environment and part.encode() in command:
                found.append(int(process.name))
        return found

    def log(self) -> str:
        return (self.folder / "log").read_text()


@pytest.fixture
def site(process_environment: dict[str, str], tmp_path: Path) -> Site:
    """A site of its own on the database of the tests, its bucket a folder with a track for each of `TRACKS`."""
    folder = tmp_path / "site"
    (folder / "data").mkdir(parents=True)
    own = {
        "DATA_DIR": str(folder / "data"),
        "RECORDINGS_DIR": str(folder / "bucket"),
        "DJANGO_SECRET_KEY": settings.SECRET_KEY,  # it signs what is queued
    }
    return Site(folder, {**process_environment, **own})


@pytest.fixture(scope="module")
def long_track(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A minute and a half without a word: the engine is at it for a while, and needs no model."""
    return track(tmp_path_factory.mktemp("sounds") / "track", [(0, tone(90))])


def a_recording_of(sound: Path, site: Site) -> Transcript:
    keys = [
        f"acme/room/1768018885102-6513270e-269e-4d37-b2a7-4de452e6b43{n}-cam-audio-1768018885102" for n in range(TRACKS)
    ]
    for key in keys:
        (site.folder / "bucket" / key).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(sound, site.folder / "bucket" / key)
    return pipeline.begin(a_recording(track_keys=keys))


def status(transcript: Transcript) -> str:
    return Transcript.objects.values_list("status", flat=True).get(pk=transcript.pk)


def at_work(transcript: Transcript) -> list[Step]:
    return list(Step.objects.filter(version__transcript=transcript, status="running", kind__in=pipeline.SPEECH_KINDS))


def becomes_ready(transcript: Transcript, site: Site) -> None:
    try:
        wait_until(lambda: status(transcript) in {"ready", "failed"}, timeout_s=ENOUGH_S)
    finally:
        steps = list(Step.objects.filter(version__transcript=transcript).values_list("kind", "part", "status", "error"))
        assert status(transcript) == "ready", f"{steps}\n{site.log()}"


def time_passes(transcript: Transcript) -> None:
    """The leases of workers that are gone run out, pauses pass, and the sweep of the minute comes."""
    for step in at_work(transcript):
        let_lease_run_out(step)
    for step in Step.objects.filter(version__transcript=transcript, status="queued").exclude(error=""):
        let_pause_pass(step)
    pipeline.sweep()


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def test_a_recording_becomes_ready_and_the_workers_end_when_told_leaving_nothing_behind(
    site: Site, long_track: Path
) -> None:
    with site.working() as work:
        transcript = a_recording_of(long_track, site)
        becomes_ready(transcript, site)
        assert site.processes("transcripts.speech.child")
        work.send_signal(signal.SIGTERM)
        assert work.wait(30) == 0
        wait_until(lambda: site.processes() == [], timeout_s=5)
    kept = {"secret_key", "long.lock"}
    files = [path for path in (site.folder / "data").rglob("*") if path.is_file() and path.name not in kept]
    assert [path.suffix for path in files] == [".mp3"]


def test_they_end_when_told_also_in_the_middle_of_work(site: Site, long_track: Path) -> None:
    with site.working() as work:
        transcript = a_recording_of(long_track, site)
        wait_until(lambda: len(at_work(transcript)) > 0, timeout_s=ENOUGH_S)
        work.send_signal(signal.SIGTERM)
        assert work.wait(30) == 0
        wait_until(lambda: site.processes() == [], timeout_s=5)
    with site.working():
        time_passes(transcript)
        becomes_ready(transcript, site)


def kill_the_engine(site: Site) -> None:
    os.kill(site.processes("transcripts.speech.child")[0], signal.SIGKILL)


def kill_the_worker(site: Site) -> None:
    os.kill(parent_of(site.processes("transcripts.speech.child")[0]), signal.SIGKILL)


def kill_the_cluster(site: Site) -> None:
    os.killpg(os.getsid(parent_of(site.processes("transcripts.speech.child")[0])), signal.SIGKILL)


@pytest.mark.parametrize("kill", [kill_the_engine, kill_the_worker, kill_the_cluster])
def test_work_is_finished_whatever_is_killed_in_the_middle_of_it(
    site: Site, long_track: Path, kill: Callable[[Site], None]
) -> None:
    with site.working():
        transcript = a_recording_of(long_track, site)
        wait_until(lambda: len(at_work(transcript)) == 2, timeout_s=ENOUGH_S)
        done_before = set(_results(transcript))
        engine = site.processes("transcripts.speech.child")
        kill(site)
        wait_until(lambda: not set(engine) & set(site.processes()))
        if kill is kill_the_engine:  # its worker lives on and tells; another's silence is noticed by the lease
            wait_until(lambda: not at_work(transcript))
        time_passes(transcript)
        becomes_ready(transcript, site)
    assert done_before <= set(_results(transcript))
    assert Transcript.objects.get(pk=transcript.pk).warnings == []


def _results(transcript: Transcript) -> list[tuple[str, str, int]]:
    """Kind, part and fence of what is done: a step that is done again has another fence."""
    done = Step.objects.filter(version__transcript=transcript, status="done")
    return list(done.values_list("kind", "part", "fence"))
