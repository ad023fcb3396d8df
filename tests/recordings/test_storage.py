"""The platform's bucket: a folder, a real S3 server, and servers that refuse, are silent, or are not there."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from pytest_django import Settings

from recordings.storage import FolderBucket, bucket_of
from reflector_site import s3 as our_s3
from reflector_site.s3 import BLOCK
from reflector_site.storage_errors import Missing, StorageError
from tests.s3 import ACCESS_KEY, REGION, SECRET_KEY, a_server_that_breaks_off
from tests.s3 import Bucket as ServedBucket

KEY = "acme/standup-20260110042117/1768018896877-890c0eae-e186-4534-a7bd-7c794b7d6d7f-cam-audio-1768018914565"
# What URLs, shells and S3's own encoding of keys each treat in their own way.
ODD_KEYS = ["a b", "a+b", "a%20b", "a%2Fb", "q?x=1&y=2", "hash#tag", "übung/日本", "a:b;c", "'\"`$(x)", "~tilde", "…"]

Put = Callable[[str, bytes], None]


@pytest.fixture
def on_s3(s3: ServedBucket, settings: Settings) -> Put:
    settings.RECORDINGS_DIR = None
    settings.AWS_ENDPOINT_URL_S3 = s3.endpoint_url
    settings.AWS_ACCESS_KEY_ID, settings.AWS_SECRET_ACCESS_KEY = ACCESS_KEY, SECRET_KEY
    settings.DAILYCO_STORAGE_AWS_BUCKET_NAME = s3.name
    settings.DAILYCO_STORAGE_AWS_REGION = REGION
    return s3.put


@pytest.fixture
def in_folder(tmp_path: Path, settings: Settings) -> Put:
    settings.RECORDINGS_DIR = tmp_path / "bucket"

    def put(key: str, content: bytes) -> None:
        path = tmp_path / "bucket" / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    put("something", b"")
    return put


@pytest.fixture(params=["in_folder", "on_s3"])
def put(request: pytest.FixtureRequest) -> Put:
    chosen: Put = request.getfixturevalue(request.param)
    return chosen


def ignore(share: float) -> None:
    """Progress nobody looks at."""


def fetched(key: str, path: Path) -> bytes:
    bucket_of("daily").fetch(key, path, progress=ignore)
    return path.read_bytes()


def test_an_object_is_fetched_as_it_is_with_its_progress(put: Put, tmp_path: Path) -> None:
    content = bytes(range(256)) * (BLOCK * 5 // 512)
    put(KEY, content)
    shares: list[float] = []
    bucket_of("daily").fetch(KEY, tmp_path / "track", progress=shares.append)
    assert (tmp_path / "track").read_bytes() == content
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert len(shares) >= 3


def test_an_empty_object_is_an_empty_file(put: Put, tmp_path: Path) -> None:
    put(KEY, b"")
    assert fetched(KEY, tmp_path / "track") == b""


def test_whether_an_object_is_there_can_be_asked(put: Put) -> None:
    put(KEY, b"audio")
    bucket = bucket_of("daily")
    assert bucket.exists(KEY)
    assert not bucket.exists(KEY + "x")
    assert not bucket.exists("acme")


def test_edge_30_a_missing_object_says_which_and_may_come_yet(put: Put, tmp_path: Path) -> None:
    with pytest.raises(Missing, match=KEY) as caught:
        fetched(KEY, tmp_path / "track")
    assert caught.value.passing


@pytest.mark.parametrize("key", ODD_KEYS)
def test_edge_31_a_key_is_taken_letter_by_letter(put: Put, tmp_path: Path, key: str) -> None:
    put(key, key.encode())
    assert bucket_of("daily").exists(key)
    assert fetched(key, tmp_path / "track") == key.encode()


def test_a_progress_that_raises_stops_the_fetching(put: Put, tmp_path: Path) -> None:
    put(KEY, b"x" * BLOCK * 3)
    shares: list[float] = []

    def stop(share: float) -> None:
        shares.append(share)
        raise LookupError

    with pytest.raises(LookupError):
        bucket_of("daily").fetch(KEY, tmp_path / "track", progress=stop)
    assert len(shares) == 1


def test_a_place_that_cannot_be_written_to_says_so(on_s3: Put, tmp_path: Path) -> None:
    on_s3(KEY, b"audio")
    with pytest.raises(StorageError, match="could not be written to disk") as caught:
        fetched(KEY, tmp_path / "no folder" / "track")
    assert caught.value.passing


@pytest.mark.parametrize("key", ["../outside", "a/../../outside", "/../outside", "link/secret"])
def test_a_key_that_leads_out_of_the_folder_is_refused(in_folder: Put, tmp_path: Path, key: str) -> None:
    (tmp_path / "outside").write_text("secret")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "secret").touch()
    (tmp_path / "bucket" / "link").symlink_to(tmp_path / "secrets")
    for ask in (bucket_of("daily").exists, lambda key: fetched(key, tmp_path / "track")):
        with pytest.raises(StorageError, match="leads out of the folder") as caught:
            ask(key)
        assert not caught.value.passing


@pytest.mark.parametrize("key", ["a\0b", "x" * 5000, "circle/x"])
def test_a_key_that_can_be_no_path_is_refused_in_words(in_folder: Put, tmp_path: Path, key: str) -> None:
    (tmp_path / "bucket" / "circle").symlink_to(tmp_path / "bucket" / "circle")
    for ask in (bucket_of("daily").exists, lambda key: fetched(key, tmp_path / "track")):
        with pytest.raises(StorageError):
            ask(key)


def test_a_folder_in_the_place_of_a_file_says_so(in_folder: Put, tmp_path: Path) -> None:
    in_folder("folder/file", b"")
    with pytest.raises(StorageError, match="could not be copied"):
        fetched("folder", tmp_path / "track")


def test_a_leading_slash_of_a_key_stays_in_the_folder(in_folder: Put, tmp_path: Path) -> None:
    in_folder("etc/passwd", b"ours")
    assert fetched("/etc/passwd", tmp_path / "track") == b"ours"


def test_the_bucket_named_with_the_recording_goes_before_the_configured_one(s3: ServedBucket, on_s3: Put) -> None:
    on_s3(KEY, b"audio")
    s3.client.create_bucket(Bucket="another-bucket")
    assert not bucket_of("daily", "another-bucket").exists(KEY)
    assert bucket_of("daily", s3.name).exists(KEY)


def test_a_bucket_that_is_not_there_is_named(on_s3: Put, tmp_path: Path) -> None:
    bucket = bucket_of("daily", "no-such-bucket")
    for ask in (bucket.exists, lambda key: bucket.fetch(key, tmp_path / "track", progress=ignore)):
        with pytest.raises(StorageError, match="no such bucket: no-such-bucket") as caught:
            ask(KEY)
        assert not caught.value.passing


@pytest.mark.parametrize(
    ("platform", "setting"),
    [("daily", "DAILYCO_STORAGE_AWS_BUCKET_NAME"), ("whereby", "WHEREBY_STORAGE_AWS_BUCKET_NAME")],
)
def test_without_any_bucket_the_missing_setting_is_named(platform: str, setting: str) -> None:
    with pytest.raises(StorageError, match=setting) as caught:
        bucket_of(platform)
    assert not caught.value.passing


def test_each_platform_has_its_own_bucket(on_s3: Put, s3: ServedBucket, settings: Settings) -> None:
    settings.WHEREBY_STORAGE_AWS_BUCKET_NAME = "wherebys"
    s3.client.create_bucket(Bucket="wherebys")
    s3.client.put_object(Bucket="wherebys", Key="x", Body=b"")
    assert bucket_of("whereby").exists("x")
    assert not bucket_of("daily").exists("x")


def test_a_bucket_may_be_named_with_a_folder_in_it(
    on_s3: Put, s3: ServedBucket, settings: Settings, tmp_path: Path
) -> None:
    settings.WHEREBY_STORAGE_AWS_BUCKET_NAME = f"{s3.name}/meetings/"
    s3.put("meetings/x", b"sound")
    s3.put("y", b"not in the folder")
    bucket = bucket_of("whereby")
    bucket.fetch("x", tmp_path / "x", progress=ignore)
    assert (tmp_path / "x").read_bytes() == b"sound"
    assert (bucket.exists("x"), bucket.exists("y")) == (True, False)


def test_without_credentials_it_says_which_settings_to_make(
    on_s3: Put, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    settings.AWS_ACCESS_KEY_ID = settings.AWS_SECRET_ACCESS_KEY = ""
    with pytest.raises(StorageError, match="set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY") as caught:
        bucket_of("daily").exists(KEY)
    assert not caught.value.passing


class _Refusing(BaseHTTPRequestHandler):
    """Answers every request with the server's status and S3's words for it."""

    def do_GET(self) -> None:
        status, code = self.server.refusal  # type: ignore[attr-defined]
        body = f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


@contextmanager
def a_server_that_refuses(status: int, code: str) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Refusing)
    server.refusal = (status, code)  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("code", ["AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch"])
def test_access_that_is_denied_says_what_to_check(on_s3: Put, settings: Settings, tmp_path: Path, code: str) -> None:
    with a_server_that_refuses(403, code) as url:
        settings.AWS_ENDPOINT_URL_S3 = url
        for ask in (bucket_of("daily").exists, lambda key: fetched(key, tmp_path / "track")):
            with pytest.raises(StorageError, match=r"was denied: check the keys") as caught:
                ask(KEY)
            assert not caught.value.passing


def test_another_refusal_is_told_with_its_code_and_may_pass(on_s3: Put, settings: Settings, tmp_path: Path) -> None:
    with a_server_that_refuses(400, "InvalidRequest") as url:
        settings.AWS_ENDPOINT_URL_S3 = url
        with pytest.raises(StorageError, match="InvalidRequest") as caught:
            fetched(KEY, tmp_path / "track")
    assert caught.value.passing


def test_a_dead_endpoint_is_an_error_that_may_pass(on_s3: Put, settings: Settings, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.AWS_ENDPOINT_URL_S3 = f"http://127.0.0.1:{taken.getsockname()[1]}"
        for ask in (bucket_of("daily").exists, lambda key: fetched(key, tmp_path / "track")):
            with pytest.raises(StorageError, match="Could not connect") as caught:
                ask(KEY)
            assert caught.value.passing


def test_a_silent_endpoint_is_given_up_in_time(
    on_s3: Put, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(our_s3, "READ_TIMEOUT_S", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.AWS_ENDPOINT_URL_S3 = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(StorageError, match="No answer from the bucket") as caught:
            fetched(KEY, tmp_path / "track")
    assert caught.value.passing


def test_an_object_that_breaks_off_is_an_error_and_no_short_file_taken_for_whole(
    on_s3: Put, settings: Settings, tmp_path: Path
) -> None:
    with a_server_that_breaks_off() as settings.AWS_ENDPOINT_URL_S3, pytest.raises(StorageError) as caught:
        fetched(KEY, tmp_path / "track")
    assert caught.value.passing


def test_a_file_that_may_not_be_read_says_whose_rights_to_check(tmp_path: Path) -> None:
    class Unreadable(type(tmp_path)):  # type: ignore[misc]
        """A path whose file is another user's; root, who may run the tests, would read it all the same."""

        def open(self, *arguments: object, **named: object) -> object:
            raise PermissionError(13, "Permission denied")

    folder = Unreadable(tmp_path)
    (tmp_path / "track").touch()
    with pytest.raises(StorageError, match="may not be read: check the rights") as caught:
        FolderBucket(folder).fetch("track", tmp_path / "copy", progress=ignore)
    assert not caught.value.passing
