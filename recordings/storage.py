"""The platform's bucket, where recordings lie: S3 at any endpoint, or a folder that stands in for it.

Remote keys are names to ask for, never paths to write to. Objects are streamed; a whole one is never in memory.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import boto3
from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, NoCredentialsError
from django.conf import settings

from rooms.models import Platform

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BLOCK = 1024 * 1024
# They keep a dead endpoint from holding a worker.
CONNECT_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 30.0
_MISSING = {"404", "NoSuchKey", "NotFound"}
_DENIED = {"401", "403", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "Forbidden"}
_NO_BUCKET = {"NoSuchBucket"}

Progress = Callable[[float], None]


class StorageError(Exception):
    """An object could not be had; the sentence says what to do. `passing`: whether trying again can help."""

    def __init__(self, message: str, *, passing: bool) -> None:
        super().__init__(message)
        self.passing = passing


class Missing(StorageError):
    """The object is not there."""

    def __init__(self, key: str, where: str) -> None:
        # The platform may announce a recording shortly before its files can be read.
        super().__init__(f"The file {key} is not in {where}.", passing=True)


class Bucket(Protocol):
    """Where a platform's recordings can be read. Both calls raise StorageError."""

    def exists(self, key: str) -> bool: ...

    def fetch(self, key: str, path: Path, *, progress: Progress) -> None:
        """Write the object to `path`; `progress` hears the share done, 0 to 1, and may raise to stop."""
        ...


def bucket_of(platform: str, name: str = "") -> Bucket:
    """The bucket that holds recordings of `platform`: the folder RECORDINGS_DIR when set, else S3.

    `name` is the bucket as stored with the recording; the configured one is used without it. A bucket may be named
    with a folder in it, `bucket/folder`, as Whereby takes it. Raises StorageError.
    """
    if settings.RECORDINGS_DIR is not None:
        return FolderBucket(settings.RECORDINGS_DIR)
    daily = platform == Platform.DAILY
    setting = "DAILYCO_STORAGE_AWS_BUCKET_NAME" if daily else "WHEREBY_STORAGE_AWS_BUCKET_NAME"
    bucket_name = name or getattr(settings, setting)
    if not bucket_name:
        raise StorageError(f"No bucket to read recordings from: set {setting}, or RECORDINGS_DIR.", passing=False)
    bucket_name, _, folder = bucket_name.partition("/")
    return S3Bucket(
        bucket_name,
        folder=folder,
        endpoint=settings.AWS_ENDPOINT_URL_S3,
        region=settings.DAILYCO_STORAGE_AWS_REGION if daily else "",
        access_key=settings.AWS_ACCESS_KEY_ID,
        secret_key=settings.AWS_SECRET_ACCESS_KEY,
    )


class FolderBucket:
    """A folder in place of a bucket: an object's key is its path below it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def exists(self, key: str) -> bool:
        path = self._path(key)
        try:
            return path.is_file()
        except OSError as error:
            raise StorageError(f"The file {key} could not be looked for: {error.strerror}.", passing=True) from error

    def fetch(self, key: str, path: Path, *, progress: Progress) -> None:
        source = self._path(key)
        try:
            size = source.stat().st_size
            with source.open("rb") as reading, path.open("wb") as writing:
                while block := reading.read(BLOCK):
                    writing.write(block)
                    progress(writing.tell() / size)
        except FileNotFoundError as error:
            raise Missing(key, f"the folder {self._folder}") from error
        except PermissionError as error:
            raise StorageError(
                f"The file {key} may not be read: check the rights on {source}.", passing=False
            ) from error
        except OSError as error:
            raise StorageError(f"The file {key} could not be copied: {error.strerror}.", passing=True) from error

    def _path(self, key: str) -> Path:
        try:
            path = (self._folder / key.lstrip("/")).resolve()
        except (OSError, RuntimeError, ValueError) as error:  # too long, a circle of links, or with a NUL in it
            raise StorageError(f"The key {key!r} cannot be the path of a file.", passing=False) from error
        if not path.is_relative_to(self._folder):
            raise StorageError(f"The key {key} leads out of the folder RECORDINGS_DIR.", passing=False)
        return path


class S3Bucket:
    """A bucket at Amazon or any server that speaks S3."""

    def __init__(
        self, name: str, *, folder: str = "", endpoint: str, region: str, access_key: str, secret_key: str
    ) -> None:
        self._name = name
        self._folder = f"{folder.strip('/')}/" if folder.strip("/") else ""
        self._client = _s3(endpoint, region, access_key, secret_key)

    def exists(self, key: str) -> bool:
        try:
            self._client.head_object(Bucket=self._name, Key=self._folder + key)
        except ClientError as error:
            if _code(error) not in _MISSING:
                raise self._explained(error, key) from error
            self._require_bucket(key)  # the answer to HEAD does not tell which of the two is missing
            return False
        except (BotoCoreError, Boto3Error) as error:
            raise self._explained(error, key) from error
        return True

    def _require_bucket(self, key: str) -> None:
        try:
            self._client.head_bucket(Bucket=self._name)
        except ClientError as error:
            if _code(error) in _MISSING:
                raise self._refused("NoSuchBucket", key, f"the bucket {self._name}") from error
        except (BotoCoreError, Boto3Error) as error:
            raise self._explained(error, key) from error

    def fetch(self, key: str, path: Path, *, progress: Progress) -> None:
        try:
            answer = self._client.get_object(Bucket=self._name, Key=self._folder + key)
            size, body = answer["ContentLength"], answer["Body"]
            with path.open("wb") as writing:
                for block in body.iter_chunks(BLOCK):
                    writing.write(block)
                    progress(writing.tell() / size)
        except (ClientError, BotoCoreError, Boto3Error) as error:
            raise self._explained(error, key) from error
        except OSError as error:
            raise StorageError(
                f"The file {key} could not be written to disk: {error.strerror}.", passing=True
            ) from error

    def _explained(self, error: Exception, key: str) -> StorageError:
        where = f"the bucket {self._name}"
        if isinstance(error, NoCredentialsError):
            return StorageError(
                f"No credentials for {where}: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.", passing=False
            )
        if isinstance(error, ClientError):
            return self._refused(_code(error), key, where)
        if isinstance(error, HTTPClientError):
            return StorageError(f"No answer from {where} in time; is AWS_ENDPOINT_URL_S3 right?", passing=True)
        return StorageError(f"Reading {key} from {where} failed: {error}", passing=True)

    @staticmethod
    def _refused(code: str, key: str, where: str) -> StorageError:
        if code in _MISSING:
            return Missing(key, where)
        if code in _DENIED:
            return StorageError(
                f"Access to {key} in {where} was denied: check the keys and their rights.", passing=False
            )
        if code in _NO_BUCKET:
            return StorageError(f"There is no such bucket: {where.removeprefix('the bucket ')}.", passing=False)
        return StorageError(f"Reading {key} from {where} failed: {code}", passing=True)


@cache
def _s3(endpoint: str, region: str, access_key: str, secret_key: str) -> "S3Client":
    config = Config(
        connect_timeout=CONNECT_TIMEOUT_S,
        read_timeout=READ_TIMEOUT_S,
        retries={"max_attempts": 3, "mode": "standard"},
    )
    return boto3.client(
        "s3",
        endpoint_url=endpoint or None,
        region_name=region or None,
        aws_access_key_id=access_key or None,
        aws_secret_access_key=secret_key or None,
        config=config,
    )


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
