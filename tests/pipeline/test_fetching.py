"""A track on its way from the platform's bucket into our own storage: whole or not at all, under our own name."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread, get_ident

import pytest
from pytest_django import Settings

from reflector_site.storage_errors import StorageError
from tests.builders import a_recording
from tests.pipeline.working import a_version_at_work, make_ready, step_of
from tests.s3 import ACCESS_KEY, SECRET_KEY, Bucket, a_server_that_breaks_off
from transcripts import pipeline
from transcripts.making.fetching import fetch
from transcripts.making.track_files import (
    LONGEST_TEMPORARY_S,
    arriving_file,
    audio_storage,
    clean_up,
    forget_tracks,
    keep,
    local_copy,
    track_name,
    versions_with_tracks,
)
from transcripts.models import Step, Version
from transcripts.quick_jobs import run_long
from transcripts.workers.beating import LeaseLost

pytestmark = pytest.mark.django_db

KEY = "acme/launch-20260115120000/1768478400250-6513270e-269e-4d37-b2a7-4de452e6b438-cam-audio-1768478400872"
SOUND = bytes(range(256)) * 12_000  # three megabytes: several blocks


@pytest.fixture(autouse=True)
def data_dir(settings: Settings, tmp_path: Path) -> Path:
    """A data folder of the test's own, with our audio in a folder below."""
    settings.DATA_DIR = tmp_path / "data"
    options = {"location": str(settings.DATA_DIR / "audio")}
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "audio": storage}
    return tmp_path / "data"


@pytest.fixture
def platform_s3(settings: Settings, s3: Bucket) -> Bucket:
    """The platform's bucket, at a real S3 server."""
    settings.RECORDINGS_DIR = None
    settings.DAILYCO_STORAGE_AWS_BUCKET_NAME = s3.name
    settings.AWS_ENDPOINT_URL_S3 = s3.endpoint_url
    settings.AWS_ACCESS_KEY_ID, settings.AWS_SECRET_ACCESS_KEY = ACCESS_KEY, SECRET_KEY
    return s3


@pytest.fixture
def own_s3(settings: Settings, s3: Bucket) -> Bucket:
    """A bucket for our own audio."""
    options = {
        "bucket_name": s3.name,
        "endpoint_url": s3.endpoint_url,
        "access_key": ACCESS_KEY,
        "secret_key": SECRET_KEY,
        "file_overwrite": True,
    }
    storage = {"BACKEND": "reflector_site.bucket.AudioBucket", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "audio": storage}
    return s3


def a_fetch(key: str = KEY) -> Step:
    return step_of(pipeline.begin(a_recording(track_keys=[key])).versions.get(), Step.Kind.FETCH, "0")


def now(step: Step) -> Step:
    return Step.objects.get(pk=step.pk)


def put(bucket: Path, key: str, content: bytes) -> None:
    (bucket / key).parent.mkdir(parents=True, exist_ok=True)
    (bucket / key).write_bytes(content)


def our_copy(version: Version) -> bytes:
    with audio_storage().open(track_name(version.pk, 0)) as stream:
        return bytes(stream.read())


def files_below(folder: Path) -> list[str]:
    """Names of the files that hold anything, as a lock does not."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock")
    return sorted(path.relative_to(folder).as_posix() for path in files)


class TestFromTheBucket:
    def test_a_track_comes_from_a_folder_whole(self, bucket: Path) -> None:
        put(bucket, KEY, SOUND)
        step = a_fetch()
        run_long(step.pk)
        assert (now(step).status, now(step).result) == ("done", {"size": len(SOUND)})
        assert our_copy(step.version) == SOUND

    def test_a_track_comes_from_s3_whole(self, platform_s3: Bucket) -> None:
        platform_s3.put(KEY, SOUND)
        step = a_fetch()
        run_long(step.pk)
        assert (now(step).status, now(step).result) == ("done", {"size": len(SOUND)})
        assert our_copy(step.version) == SOUND

    def test_the_bucket_that_the_recording_names_is_asked(self, platform_s3: Bucket, settings: Settings) -> None:
        settings.DAILYCO_STORAGE_AWS_BUCKET_NAME = "another"
        platform_s3.put(KEY, SOUND)
        recording = a_recording(track_keys=[KEY], bucket_name=platform_s3.name)
        step = step_of(pipeline.begin(recording).versions.get(), Step.Kind.FETCH, "0")
        run_long(step.pk)
        assert now(step).status == "done"

    def test_a_track_of_no_bytes_is_still_a_track(self, bucket: Path) -> None:
        put(bucket, KEY, b"")
        step = a_fetch()
        run_long(step.pk)
        assert now(step).result == {"size": 0}

    def test_the_share_fetched_is_told(self, bucket: Path) -> None:
        put(bucket, KEY, SOUND)
        shares: list[float] = []
        fetch(a_fetch(), shares.append)
        assert shares == sorted(shares)
        assert len(shares) == 3
        assert shares[-1] == 1.0

    def test_what_comes_again_replaces_what_was_there(self, bucket: Path) -> None:
        put(bucket, KEY, b"first")
        step = a_fetch()
        fetch(step, _unheard)
        put(bucket, KEY, b"second")
        fetch(step, _unheard)
        assert our_copy(step.version) == b"second"


class TestWhatGoesWrong:
    def test_a_file_that_is_not_there_yet_is_asked_for_again(self, bucket: Path) -> None:
        step = a_fetch()
        run_long(step.pk)
        assert now(step).status == "queued"
        assert now(step).error == f"The file {KEY} is not in the folder {bucket}."

    def test_an_object_that_is_not_there_yet_is_asked_for_again(self, platform_s3: Bucket) -> None:
        step = a_fetch()
        run_long(step.pk)
        assert now(step).status == "queued"
        assert now(step).error == f"The file {KEY} is not in the bucket {platform_s3.name}."

    def test_a_bucket_that_does_not_exist_is_named(self, platform_s3: Bucket, settings: Settings) -> None:
        settings.DAILYCO_STORAGE_AWS_BUCKET_NAME = "no-such-bucket"
        step = a_fetch()
        run_long(step.pk)
        assert (now(step).status, now(step).error) == ("failed", "There is no such bucket: no-such-bucket.")

    def test_without_any_bucket_the_missing_setting_is_named(self, settings: Settings) -> None:
        settings.RECORDINGS_DIR = None
        step = a_fetch()
        run_long(step.pk)
        assert now(step).status == "failed"
        assert "DAILYCO_STORAGE_AWS_BUCKET_NAME" in now(step).error

    def test_denied_access_is_told_and_not_tried_again(self, settings: Settings, refusing_s3: str) -> None:
        settings.AWS_ENDPOINT_URL_S3 = refusing_s3
        step = a_fetch()
        run_long(step.pk)
        assert now(step).status == "failed"
        assert (
            now(step).error == f"Access to {KEY} in the bucket recordings was denied: check the keys and their rights."
        )

    def test_a_storage_that_does_not_answer_is_tried_again(self, settings: Settings, refusing_s3: str) -> None:
        settings.AWS_ENDPOINT_URL_S3 = "http://127.0.0.1:9"
        step = a_fetch()
        run_long(step.pk)
        assert now(step).status == "queued"
        assert "Could not connect to the endpoint URL" in now(step).error

    def test_a_key_that_leads_out_of_the_folder_is_refused(self, bucket: Path) -> None:
        put(bucket.parent, "secret", b"not a recording")
        step = a_fetch("../secret")
        run_long(step.pk)
        assert (now(step).status, now(step).error) == (
            "failed",
            "The key ../secret leads out of the folder RECORDINGS_DIR.",
        )

    def test_one_failed_track_does_not_hold_up_another_recording(self, bucket: Path) -> None:
        put(bucket, KEY, SOUND)
        missing, there = a_fetch("acme/gone"), a_fetch()
        for step in (missing, there):
            run_long(step.pk)
        assert (now(missing).status, now(there).status) == ("queued", "done")


class TestHalfAFile:
    def test_half_a_file_is_never_seen_under_the_track_s_name(self, bucket: Path, data_dir: Path) -> None:
        put(bucket, KEY, SOUND)
        step = a_fetch()
        seen: list[bool] = []
        fetch(step, lambda share: seen.append(audio_storage().exists(track_name(step.version_id, 0))))
        assert seen == [False, False, False]
        assert files_below(data_dir / "tmp") == []


class TestNames:
    @pytest.mark.parametrize("key", ["a/../../b", "a\\..\\b", "/etc/passwd", "ä ö/ü", "x" * 900, "a//b", "a?b#c%2e"])
    def test_a_remote_name_is_never_a_path_of_ours(self, platform_s3: Bucket, data_dir: Path, key: str) -> None:
        platform_s3.put(key, SOUND)
        step = a_fetch(key)
        run_long(step.pk)
        assert now(step).status == "done", now(step).error
        assert files_below(data_dir) == [f"audio/tracks/{step.version_id}/track-1"]

    def test_tracks_of_different_versions_never_share_a_name(self) -> None:
        names = {track_name(version, track) for version in (1, 11, 111) for track in (0, 1, 10, 11)}
        assert len(names) == 12


class TestOurOwnStorage:
    def test_a_file_in_our_folder_is_used_where_it_lies(self, data_dir: Path) -> None:
        _keep(b"sound", "tracks/1/0")
        assert _copy("tracks/1/0") == data_dir / "audio" / "tracks" / "1" / "0"

    def test_a_file_that_is_gone_from_our_folder_is_missed(self) -> None:
        with pytest.raises(FileNotFoundError):
            _copy("tracks/1/0")

    def test_a_track_can_be_kept_in_a_bucket(self, bucket: Path, own_s3: Bucket, data_dir: Path) -> None:
        put(bucket, KEY, SOUND)
        step = a_fetch()
        run_long(step.pk)
        assert our_copy(step.version) == SOUND
        assert files_below(data_dir) == []

    def test_a_file_in_our_bucket_is_brought_here_once(self, own_s3: Bucket, data_dir: Path) -> None:
        _keep(b"sound", "tracks/1/0")
        assert _copy("tracks/1/0").read_bytes() == b"sound"
        own_s3.client.delete_object(Bucket=own_s3.name, Key="tracks/1/0")
        assert _copy("tracks/1/0").read_bytes() == b"sound"
        assert files_below(data_dir) == ["cache/copies/tracks/1/0"]

    def test_a_file_that_is_gone_from_our_bucket_is_missed(self, own_s3: Bucket, data_dir: Path) -> None:
        with pytest.raises(FileNotFoundError):
            _copy("tracks/1/0")
        assert files_below(data_dir) == []

    def test_what_our_bucket_refuses_is_told_in_plain_words(
        self, bucket: Path, own_s3: Bucket, data_dir: Path, refusing_s3: str, settings: Settings
    ) -> None:
        put(bucket, KEY, SOUND)
        settings.RECORDINGS_DIR = bucket
        _move_own_bucket(settings, refusing_s3)
        step = a_fetch()
        run_long(step.pk)
        name = track_name(step.version_id, 0)
        said = f"Access to {name} in the bucket {own_s3.name} was denied: check the keys and their rights."
        assert (now(step).status, now(step).error) == ("failed", said)
        with pytest.raises(StorageError, match="was denied"):
            _copy(name)
        assert not files_below(data_dir / "cache")

    def test_a_file_that_breaks_off_on_its_way_from_our_bucket_is_not_taken_for_whole(
        self, own_s3: Bucket, data_dir: Path, settings: Settings
    ) -> None:
        with a_server_that_breaks_off() as address:
            _move_own_bucket(settings, address)
            with pytest.raises(StorageError, match="could not be used for tracks/1/0") as caught:
                _copy("tracks/1/0")
        assert caught.value.passing
        assert files_below(data_dir) == []

    def test_a_new_file_replaces_the_one_in_our_bucket(self, own_s3: Bucket) -> None:
        _keep(b"first", "tracks/1/0")
        _keep(b"second", "tracks/1/0")
        assert _copy("tracks/1/0").read_bytes() == b"second"

    def test_a_worker_shows_life_while_a_large_file_goes_to_our_bucket_and_comes_back(
        self, own_s3: Bucket, data_dir: Path
    ) -> None:
        signs: list[int] = []
        _keep(bytes(20 << 20), "mixed/1", alive=lambda: signs.append(get_ident()))
        assert len(signs) >= 3
        assert set(signs) == {get_ident()}  # a thread of its own would have a connection of its own
        signs.clear()
        local_copy("mixed/1", alive=lambda: signs.append(1))
        assert len(signs) >= 20

    def test_a_worker_that_lost_its_lease_stops_sending(self, own_s3: Bucket, data_dir: Path) -> None:
        with pytest.raises(LeaseLost):
            _keep(SOUND, "mixed/1", alive=_lost)
        assert not audio_storage().exists("mixed/1")
        assert files_below(data_dir) == ["tmp/mixed-1"]

    def test_a_file_moves_to_another_disk_when_our_folder_lies_there(
        self, data_dir: Path, other_disk: Path, settings: Settings
    ) -> None:
        storages = {**settings.STORAGES}
        storages["audio"] = {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(other_disk)},
        }
        settings.STORAGES = storages
        signs: list[int] = []
        _keep(SOUND, "tracks/1/0", alive=lambda: signs.append(1))
        assert _copy("tracks/1/0").read_bytes() == SOUND
        assert files_below(other_disk) == ["tracks/1/0"]
        assert files_below(data_dir) == []
        assert signs

    @pytest.mark.parametrize("elsewhere", [False, True], ids=["in a folder", "in a bucket"])
    def test_a_finished_version_s_tracks_are_deleted_here_and_there(
        self, request: pytest.FixtureRequest, data_dir: Path, elsewhere: bool
    ) -> None:
        if elsewhere:
            request.getfixturevalue("own_s3")
        for name in ("tracks/1/track-1", "tracks/1/track-2", "tracks/2/track-1"):
            _keep(b"sound", name)
            _copy(name)
        forget_tracks(1)
        storage = audio_storage()
        assert [storage.exists(name) for name in ("tracks/1/track-1", "tracks/1/track-2", "tracks/2/track-1")] == [
            False,
            False,
            True,
        ]
        assert not [name for name in files_below(data_dir) if "tracks/1/" in name]

    @pytest.mark.parametrize("elsewhere", [False, True], ids=["in a folder", "in a bucket"])
    def test_copies_of_tracks_go_when_nothing_needs_them_any_more(
        self, request: pytest.FixtureRequest, data_dir: Path, elsewhere: bool
    ) -> None:
        if elsewhere:
            request.getfixturevalue("own_s3")
        finished, without_audio, older = (make_ready(a_version_at_work().transcript) for _ in range(3))
        without_audio.steps.filter(kind=Step.Kind.MIX).update(status="failed", error="The disk is full.")
        pipeline.start_again(older.transcript)
        newer = make_ready(older.transcript)
        at_work = a_version_at_work()
        for version_id in (at_work.pk, finished.pk, without_audio.pk, older.pk, newer.pk, 10**6):
            _keep(b"sound", track_name(version_id, 0))
        assert pipeline.forget_leftovers() == 4
        assert sorted(versions_with_tracks()) == [without_audio.pk, at_work.pk]
        assert pipeline.forget_leftovers() == 0

    def test_without_any_tracks_nothing_is_left(self, data_dir: Path) -> None:
        assert pipeline.forget_leftovers() == 0

    def test_only_what_a_killed_worker_left_behind_is_cleaned_up(self, data_dir: Path) -> None:
        old = time.time() - LONGEST_TEMPORARY_S - 1
        kept = ["cache/copies/tracks/2/track-1", "cache/pages/a.djcache", "audio/mixed/1.mp3"]
        for name in ("tmp/a", "tmp/mix-1-1.mp3", "cache/copies/tracks/1/track-1", *kept):
            put(data_dir, name, b"sound")
            os.utime(data_dir / name, (old, old))
        os.utime(data_dir / kept[0])
        clean_up()
        assert files_below(data_dir) == sorted(kept)

    def test_a_copy_that_somebody_comes_back_for_is_not_cleaned_up_while_it_is_read(
        self, own_s3: Bucket, data_dir: Path
    ) -> None:
        _keep(SOUND, "tracks/1/track-1")
        old = time.time() - LONGEST_TEMPORARY_S - 1
        os.utime(_copy("tracks/1/track-1"), (old, old))
        copy = _copy("tracks/1/track-1")
        clean_up()
        assert copy.read_bytes() == SOUND


@pytest.fixture
def other_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on another disk than that of the tests' own folders."""
    folder = Path(tempfile.mkdtemp(dir="/dev/shm"))
    if folder.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is one disk here")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def refusing_s3(settings: Settings) -> Iterator[str]:
    """The address of an S3 server that denies everything; set up as the platform's."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Refusing)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    settings.RECORDINGS_DIR = None
    settings.DAILYCO_STORAGE_AWS_BUCKET_NAME = "recordings"
    settings.AWS_ACCESS_KEY_ID, settings.AWS_SECRET_ACCESS_KEY = ACCESS_KEY, SECRET_KEY
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


class _Refusing(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        answer = b"<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
        self.send_response(403)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


def _move_own_bucket(settings: Settings, address: str) -> None:
    own = settings.STORAGES["audio"]
    moved = {**own, "OPTIONS": {**own["OPTIONS"], "endpoint_url": address}}
    settings.STORAGES = {**settings.STORAGES, "audio": moved}


def _keep(content: bytes, name: str, *, alive: Callable[[], object] = lambda: None) -> None:
    path = arriving_file(name)
    path.write_bytes(content)
    keep(path, name, alive=alive)


def _copy(name: str) -> Path:
    return local_copy(name, alive=lambda: None)


def _unheard(share: float) -> None:
    """Progress that nobody looks at."""


def _lost() -> None:
    raise LeaseLost
