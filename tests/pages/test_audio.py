"""The audio, as players ask for it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from reflector_site.tokens import make_token
from tests.builders import a_transcript, a_user
from tests.pages.conftest import SignIn
from tests.s3 import ACCESS_KEY, SECRET_KEY, Bucket
from transcripts.models import Transcript
from transcripts.presenting import audio_files

pytestmark = pytest.mark.django_db

SOUND = bytes(range(256)) * 5
NAME = "mixed/talk/1-1.mp3"


@pytest.fixture
def client(signed_in: SignIn) -> Client:
    return signed_in(a_user(is_superuser=True))


@pytest.fixture
def transcript(settings: Settings, tmp_path: Path) -> Transcript:
    """One with SOUND in a folder."""
    folder = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "audio": folder}
    storages["audio"].save(NAME, ContentFile(SOUND))
    return a_transcript(audio_name=NAME)


def ask(client: Client, transcript: Transcript, wanted: str = "", **options: Any) -> Any:
    headers = {"Range": wanted} if wanted else {}
    return client.get(reverse("transcript-audio", args=[transcript.pk]), headers=headers, **options)


def test_the_whole(client: Client, transcript: Transcript) -> None:
    answer = ask(client, transcript)
    assert answer.status_code == 200
    assert answer.getvalue() == SOUND
    assert answer.headers["Content-Type"] == "audio/mpeg"
    assert answer.headers["Content-Length"] == "1280"
    assert answer.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("wanted", "first", "last"), [("bytes=0-", 0, 1279), ("bytes=100-199", 100, 199), ("bytes=-5", 1275, 1279)]
)
def test_a_range(wanted: str, first: int, last: int, client: Client, transcript: Transcript) -> None:
    answer = ask(client, transcript, wanted)
    assert answer.status_code == 206
    assert answer.getvalue() == SOUND[first : last + 1]
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/1280"
    assert answer.headers["Content-Length"] == str(last - first + 1)


def test_a_client_of_the_api_has_it_with_the_token_that_showed_it_the_address(transcript: Transcript) -> None:
    reader, stranger = a_user(permissions=("transcripts.view_transcript",)), a_user()
    token, strangers = (make_token(user, None) for user in (reader, stranger))
    asked = {"Authorization": f"Bearer {token}", "Range": "bytes=100-199"}
    answer = Client().get(reverse("transcript-audio", args=[transcript.pk]), headers=asked)
    assert (answer.status_code, answer.getvalue()) == (206, SOUND[100:200])
    for header, status in ((f"Bearer {strangers}", 404), ("Bearer nonsense", 401), ("", 302)):
        assert ask(Client(HTTP_AUTHORIZATION=header), transcript).status_code == status, header


def test_a_range_beyond_the_end(client: Client, transcript: Transcript) -> None:
    answer = ask(client, transcript, "bytes=1280-")
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == "bytes */1280"


def test_only_the_headers(client: Client, transcript: Transcript) -> None:
    answer = client.head(reverse("transcript-audio", args=[transcript.pk]), headers={"Range": "bytes=0-9"})
    assert (answer.status_code, answer.content, answer.headers["Content-Length"]) == (206, b"", "10")


def test_the_file_is_read_in_blocks(client: Client, transcript: Transcript, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audio_files, "BLOCK", 500)
    answer = ask(client, transcript, "bytes=10-")
    assert [len(block) for block in answer] == [500, 500, 270]


def test_downloading_names_the_file(client: Client, transcript: Transcript) -> None:
    answer = client.get(reverse("transcript-audio", args=[transcript.pk]), {"download": ""})
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="2026-')
    assert answer.headers["Content-Disposition"].endswith('A talk.mp3"')


def test_audio_that_is_gone_is_not_found(client: Client, transcript: Transcript) -> None:
    storages["audio"].delete(NAME)
    assert ask(client, transcript).status_code == 404
    assert client.get(transcript.get_absolute_url()).status_code == 200


def test_audio_is_for_those_who_may_read(transcript: Transcript, signed_in: SignIn) -> None:
    assert ask(signed_in(a_user("stranger")), transcript).status_code == 404


def test_the_address_in_the_page_changes_with_the_audio(client: Client, transcript: Transcript) -> None:
    address = reverse("transcript-audio", args=[transcript.pk])
    assert f'src="{address}?v=1-1.mp3"' in client.get(transcript.get_absolute_url()).text


@pytest.fixture
def own_s3(settings: Settings, s3: Bucket) -> Callable[..., Transcript]:
    """A transcript with SOUND in a bucket, used with options of the test's own."""

    def ready(**options: Any) -> Transcript:
        keys = {"access_key": ACCESS_KEY, "secret_key": SECRET_KEY}
        where = {"bucket_name": s3.name, "endpoint_url": s3.endpoint_url}
        s3.put(NAME, SOUND)
        bucket = {"BACKEND": "reflector_site.bucket.AudioBucket", "OPTIONS": {**where, **keys, **options}}
        settings.STORAGES = {**settings.STORAGES, "audio": bucket}
        return a_transcript(audio_name=NAME)

    return ready


def test_an_address_of_other_audio_is_not_found(client: Client, transcript: Transcript) -> None:
    address = reverse("transcript-audio", args=[transcript.pk])
    assert client.get(address, {"v": "1-1.mp3"}).status_code == 200
    assert client.get(address, {"v": "1-2.mp3"}).status_code == 404


@pytest.mark.parametrize(("kept", "status"), [('"1-1.mp3"', 206), ('"1-2.mp3"', 200), ("yesterday", 200)])
def test_who_has_a_part_of_other_audio_gets_all_of_this_one(
    kept: str, status: int, client: Client, transcript: Transcript
) -> None:
    assert ask(client, transcript).headers["ETag"] == '"1-1.mp3"'
    answer = client.get(
        reverse("transcript-audio", args=[transcript.pk]), headers={"Range": "bytes=100-199", "If-Range": kept}
    )
    assert (answer.status_code, len(answer.getvalue())) == (status, 100 if status == 206 else len(SOUND))


def test_audio_in_a_bucket_is_fetched_there_with_a_signed_address(
    client: Client, own_s3: Callable[..., Transcript], s3: Bucket
) -> None:
    transcript = own_s3()
    address = ask(client, transcript).headers["Location"]
    assert address.startswith(f"{s3.endpoint_url}/")
    assert requests.get(address, headers={"Range": "bytes=256-511"}, timeout=10).content == SOUND[256:512]
    policy = client.get(transcript.get_absolute_url()).headers["Content-Security-Policy"]
    assert f"media-src 'self' {s3.endpoint_url}" in policy


def test_the_address_is_signed_for_the_bucket_s_region(client: Client, own_s3: Callable[..., Transcript]) -> None:
    signed_for = parse_qs(urlsplit(ask(client, own_s3(region_name="eu-central-1")).headers["Location"]).query)
    assert signed_for["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert "/eu-central-1/s3/" in signed_for["X-Amz-Credential"][0]


def test_words_can_be_read_while_the_bucket_s_keys_are_missing(
    client: Client, own_s3: Callable[..., Transcript], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    transcript = own_s3(access_key="", secret_key="")
    assert client.get(transcript.get_absolute_url()).status_code == 200
    answer = ask(client, transcript)
    assert (answer.status_code, answer.text) == (503, "The audio cannot be had just now.")
