"""A track that takes long to come: what cuts it off costs what was left, and the other work of the queue goes on."""

import errno
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

import pytest
from django_q.models import OrmQ
from django_q.signing import SignedPackage
from django_q.timeout import TimeoutHandler
from pytest_django import Settings

from reflector_site import queue
from reflector_site.file_lock import alone
from reflector_site.partial import Partial, partial
from reflector_site.queue import Queue
from tests.builders import a_recording
from tests.pipeline.test_fetching import (
    KEY,
    SOUND,
    a_fetch,
    data_dir,
    files_below,
    now,
    our_copy,
    own_s3,
    platform_s3,
    put,
)
from tests.pipeline.working import (
    ASSEMBLED,
    a_version_at_work,
    claimed,
    end,
    heard,
    hints,
    let_lease_run_out,
    prepare_all,
    step_of,
    work_off,
)
from tests.s3 import ACCESS_KEY, SECRET_KEY, BadLine, Bucket
from transcripts import pipeline, quick_jobs, steps
from transcripts.making.fetching import fetch
from transcripts.making.track_files import arriving_file, forget_tracks, local_copy, track_name
from transcripts.models import Step
from transcripts.quick_jobs import run_long, run_quick
from transcripts.workers import beating
from transcripts.workers.beating import Beat, LeaseLost

__all__ = ["data_dir", "own_s3", "platform_s3"]

pytestmark = pytest.mark.django_db

OTHER_SOUND = bytes(reversed(SOUND))
MEGABYTE = 1 << 20


@pytest.fixture
def over_a_bad_line(settings: Settings) -> Callable[[BadLine], None]:
    """Makes a server that is running the one of the platform's bucket."""

    def use(line: BadLine) -> None:
        settings.RECORDINGS_DIR = None
        settings.DAILYCO_STORAGE_AWS_BUCKET_NAME = "recordings"
        settings.AWS_ENDPOINT_URL_S3 = line.address
        settings.AWS_ACCESS_KEY_ID, settings.AWS_SECRET_ACCESS_KEY = ACCESS_KEY, SECRET_KEY

    return use


@pytest.fixture(params=["in a folder", "in S3"])
def platform(request: pytest.FixtureRequest) -> Callable[[bytes], None]:
    """Puts a track into the platform's bucket, of either kind."""
    if request.param == "in S3":
        s3: Bucket = request.getfixturevalue("platform_s3")
        return lambda content: s3.put(KEY, content)
    folder: Path = request.getfixturevalue("bucket")
    return lambda content: put(folder, KEY, content)


def cut_off(step: Step, *, at: int) -> None:
    """Fetch until so many blocks have come; then the worker is not wanted any more."""
    heard: list[float] = []

    def listen(share: float) -> None:
        heard.append(share)
        if len(heard) == at:
            raise LeaseLost

    with pytest.raises(LeaseLost):
        fetch(step, listen)


@contextmanager
def no_collector() -> Iterator[None]:
    """Nothing raised by a signal may be lost in a callback of the garbage collector; Hypothesis sets one."""
    gc.disable()
    yield
    gc.enable()


def shares_of(step: Step) -> list[float]:
    shares: list[float] = []
    fetch(step, shares.append)
    return shares


def hinted_limits() -> dict[str, object]:
    """The limit that each hint was given, by the function it calls."""
    tasks = [SignedPackage.loads(row.payload) for row in OrmQ.objects.all()]
    return {task["func"]: task.get("timeout") for task in tasks}


class TestCutOff:
    def test_what_was_cut_off_goes_on_from_there(self, platform: Callable[[bytes], None], data_dir: Path) -> None:
        platform(SOUND)
        step = a_fetch()
        cut_off(step, at=2)
        assert arriving_file(track_name(step.version_id, 0)).stat().st_size == 2 * MEGABYTE
        assert shares_of(step) == [1.0]
        assert our_copy(step.version) == SOUND
        assert not files_below(data_dir / "tmp")

    @pytest.mark.parametrize("other", [OTHER_SOUND, OTHER_SOUND[:100]], ids=["as long", "shorter"])
    def test_two_different_files_are_never_joined(self, platform: Callable[[bytes], None], other: bytes) -> None:
        platform(SOUND)
        step = a_fetch()
        cut_off(step, at=2)
        platform(other)
        fetch(step, _unheard)
        assert our_copy(step.version) == other

    def test_what_is_left_of_another_file_is_not_taken_for_this_one(self, bucket: Path, data_dir: Path) -> None:
        put(bucket, KEY, SOUND)
        put(bucket, "another", OTHER_SOUND)
        step = a_fetch()
        with partial(arriving_file(track_name(step.version_id, 0)), str(bucket / "another")) as other:
            other.begin(str((bucket / "another").stat().st_mtime_ns), len(OTHER_SOUND))
            other.write(OTHER_SOUND)
        fetch(step, _unheard)
        assert our_copy(step.version) == SOUND

    def test_a_line_that_breaks_is_taken_up_at_once_as_long_as_more_comes(
        self, over_a_bad_line: Callable[[BadLine], None]
    ) -> None:
        with BadLine(SOUND, most=MEGABYTE).serving() as line:
            over_a_bad_line(line)
            step = a_fetch()
            run_long(step.pk)
        assert (now(step).status, now(step).attempts) == ("done", 1)
        assert our_copy(step.version) == SOUND
        assert line.asked == ["", "bytes=1048576-", "bytes=2097152-"]

    def test_one_over_which_nothing_comes_is_given_up_until_later(
        self, over_a_bad_line: Callable[[BadLine], None], data_dir: Path
    ) -> None:
        with BadLine(SOUND, most=0).serving() as line:
            over_a_bad_line(line)
            step = a_fetch()
            run_long(step.pk)
        assert (now(step).status, line.asked) == ("queued", [""])
        assert not files_below(data_dir)

    def test_what_its_time_limit_ends_says_so_and_goes_on_later(
        self, over_a_bad_line: Callable[[BadLine], None]
    ) -> None:
        with BadLine(SOUND, most=2 * MEGABYTE, silent=True).serving() as line:
            over_a_bad_line(line)
            step = a_fetch()
            with no_collector(), pytest.raises(queue.TimeIsUp), TimeoutHandler(1):
                run_long(step.pk)
            said = "It took too long and was ended (Task exceeded maximum timeout value (1 seconds))."
            assert (now(step).status, now(step).error) == ("queued", said)
            fetch(step, _unheard)
        assert our_copy(step.version) == SOUND
        assert line.asked == ["", "bytes=2097152-"]

    def test_a_track_that_has_come_is_not_fetched_again_because_it_could_not_be_sent_on(
        self, own_s3: Bucket, over_a_bad_line: Callable[[BadLine], None], data_dir: Path
    ) -> None:
        with BadLine(SOUND, most=len(SOUND)).serving() as line:
            over_a_bad_line(line)
            step = a_fetch()
            cut_off(step, at=4)  # on its way into our own bucket
            assert set(shares_of(step)) == {1.0}
        assert line.asked == [""]
        assert our_copy(step.version) == SOUND
        assert not files_below(data_dir)

    def test_what_our_own_bucket_breaks_off_goes_on_too(
        self, own_s3: Bucket, settings: Settings, data_dir: Path
    ) -> None:
        with BadLine(SOUND, most=MEGABYTE).serving() as line:
            own = settings.STORAGES["audio"]
            moved = {**own, "OPTIONS": {**own["OPTIONS"], "endpoint_url": line.address}}
            settings.STORAGES = {**settings.STORAGES, "audio": moved}
            assert local_copy("tracks/1/track-1", alive=lambda: None).read_bytes() == SOUND
        assert len(line.asked) == 3
        assert files_below(data_dir) == ["cache/copies/tracks/1/track-1"]

    def test_a_version_that_is_given_up_leaves_no_part_of_a_track(self, bucket: Path, data_dir: Path) -> None:
        put(bucket, KEY, SOUND)
        step = a_fetch()
        cut_off(step, at=1)
        forget_tracks(step.version_id)
        assert not files_below(data_dir)

    def test_two_never_write_to_one_file(self, bucket: Path) -> None:
        put(bucket, KEY, SOUND)
        step = a_fetch()
        with partial(arriving_file(track_name(step.version_id, 0)), "held by a worker that hangs"):
            run_long(step.pk)
        assert (now(step).status, now(step).error) == (
            "queued",
            "Another worker of this machine is still at that file.",
        )

    def test_a_full_disk_is_given_back_what_came(self, tmp_path: Path) -> None:
        path = tmp_path / "track"
        with _FullDisk(path, "w+b") as stream:
            part = Partial(stream, path, "somewhere")
            part.begin("one", 4 * MEGABYTE)
            part.write(b"half a track")
            with pytest.raises(OSError, match="No space left"):
                part.write(bytes(MEGABYTE))
        assert (part.came, path.stat().st_size) == (0, 0)


class TestBesideOtherWork:
    def test_a_track_may_take_hours_and_nothing_else_of_its_queue_may(self, settings: Settings) -> None:
        a_version_at_work()
        assert hinted_limits() == {pipeline.LONG_JOB: settings.LONG_LIMIT_S, pipeline.QUICK_JOB: None}
        assert settings.LONG_LIMIT_S >= 6 * 3_600

    def test_what_a_language_model_is_asked_takes_turns_with_the_fetching(self, settings: Settings) -> None:
        settings.LLM_URL = "http://127.0.0.1:9"
        version = a_version_at_work()
        prepare_all(version)
        end(version, Step.Kind.TRANSCRIBE, "0:0", result=heard("Hello there."))
        end(version, Step.Kind.ASSEMBLE, result=ASSEMBLED)
        OrmQ.objects.all().delete()
        end(version, Step.Kind.SUMMARISE)
        asked = step_of(version, Step.Kind.RETELL)
        assert (pipeline.LONG_JOB, asked.pk) in hints(Queue.QUICK)
        assert steps.next_due(pipeline.LONG_KINDS) == asked.pk
        assert steps.next_due(pipeline.SHORT_KINDS) is None

    def test_while_one_worker_fetches_the_others_do_not(self, bucket: Path, data_dir: Path) -> None:
        put(bucket, KEY, SOUND)
        step = a_fetch()
        with alone(data_dir / "long.lock"):
            run_long(step.pk)
        assert (now(step).status, now(step).attempts) == ("queued", 0)

    def test_the_one_that_fetches_fetches_all_that_is_due(self, bucket: Path) -> None:
        put(bucket, KEY, SOUND)
        first, second = a_fetch(), a_fetch()
        run_long(second.pk)
        assert (now(first).status, now(second).status) == ("done", "done")

    def test_it_ends_its_call_now_and_then_and_hints_at_what_is_left(
        self, bucket: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(quick_jobs, "SHIFT_S", 0.0)
        put(bucket, KEY, SOUND)
        first, second = a_fetch(), a_fetch()
        OrmQ.objects.all().delete()
        run_long(first.pk)
        assert (now(first).status, now(second).status) == ("done", "queued")
        assert (pipeline.LONG_JOB, second.pk) in hints(Queue.QUICK)

    def test_every_track_of_a_meeting_comes(self, bucket: Path) -> None:
        keys = [f"{KEY}{number}" for number in range(5)]
        for key in keys:
            put(bucket, key, SOUND[:100])
        version = pipeline.begin(a_recording(track_keys=keys)).versions.get()
        work_off(Queue.QUICK)
        assert set(version.steps.filter(kind=Step.Kind.FETCH).values_list("status", "attempts")) == {("done", 1)}

    def test_after_a_long_step_no_other_is_begun_in_what_is_left_of_the_time(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(quick_jobs, "ROOM_FOR_ANOTHER_S", 0.0)
        interrupted = step_of(a_version_at_work(), Step.Kind.PARTICIPANTS)
        claimed(interrupted)
        let_lease_run_out(interrupted)
        run_quick(step_of(a_version_at_work(), Step.Kind.PARTICIPANTS).pk)
        assert now(interrupted).status == "running"

    def test_a_track_that_was_interrupted_waits_for_the_worker_that_fetches(self, bucket: Path) -> None:
        put(bucket, KEY, SOUND)
        interrupted = a_fetch()
        claimed(interrupted)
        let_lease_run_out(interrupted)
        run_quick(step_of(a_version_at_work(), Step.Kind.PARTICIPANTS).pk)
        assert now(interrupted).status == "running"


class TestAttempts:
    def test_workers_may_die_as_often_as_they_like_while_each_gets_further(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(beating, "EVERY_S", 0.0)
        step = a_fetch()
        for attempt in range(3 * steps.MOST_ATTEMPTS):
            self.die(step, shares=(attempt / 20, (attempt + 1) / 20))
        assert now(step).status == "queued"

    def test_those_that_die_where_the_last_one_did_are_counted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(beating, "EVERY_S", 0.0)
        step = a_fetch()
        for _ in range(steps.MOST_ATTEMPTS):
            self.die(step, shares=(1.0, 1.0))
        assert now(step).error == "The worker died 6 times while at it."

    def die(self, step: Step, *, shares: tuple[float, ...]) -> None:
        beat = Beat(claimed(step), lasting=True)
        for share in shares:
            beat(share)
        let_lease_run_out(step)
        pipeline.sweep()


class _FullDisk(FileIO):
    """A file on a disk with room for a hundred bytes."""

    def write(self, block: "bytes | memoryview", /) -> int:  # type: ignore[override]
        if self.tell() + len(block) > 100:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(block)


def _unheard(share: float) -> None:
    """Progress that nobody looks at."""
