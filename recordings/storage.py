"""The platform's bucket, where recordings lie: S3 at any endpoint, or a folder that stands in for it.

Remote keys are names to ask for, never paths to write to. Objects are streamed; a whole one is never in memory.
"""

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import boto3
from botocore.exceptions import ClientError
from django.conf import settings

from reflector_site import s3
from reflector_site.partial import partial
from reflector_site.s3 import BLOCK, MISSING, client_config, code_of, explained, refused
from reflector_site.storage_errors import Missing, StorageError
from rooms.models import Platform

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

Progress = Callable[[float], None]


class Bucket(Protocol):
    """Where a platform's recordings can be read. Both calls raise StorageError."""

    def exists(self, key: str) -> bool: ...

    def fetch(self, key: str, path: Path, *, progress: Progress) -> None:
        """Write the object to `path`, going on from where an earlier call was cut off, if it is still the same object.

        `progress` hears the share done, 0 to 1, and may raise to stop.
        """
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
            with source.open("rb") as reading, partial(path, str(source)) as part:
                state = os.fstat(reading.fileno())
                if not part.is_of(str(state.st_mtime_ns), state.st_size):
                    part.begin(str(state.st_mtime_ns), state.st_size)
                reading.seek(part.came)
                while block := reading.read(BLOCK):
                    part.write(block)
                    progress(part.came / state.st_size)
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
        with explained(key, self._name):
            try:
                self._client.head_object(Bucket=self._name, Key=self._folder + key)
            except ClientError as error:
                if code_of(error) not in MISSING:
                    raise
                self._require_bucket(key)  # the answer to HEAD does not tell which of the two is missing
                return False
            return True

    def _require_bucket(self, key: str) -> None:
        try:
            self._client.head_bucket(Bucket=self._name)
        except ClientError as error:
            if code_of(error) not in MISSING:
                raise
            raise refused("NoSuchBucket", key, self._name) from error

    def fetch(self, key: str, path: Path, *, progress: Progress) -> None:
        s3.fetch(self._client, self._name, self._folder + key, path, progress=progress)


@cache
def _s3(endpoint: str, region: str, access_key: str, secret_key: str) -> "S3Client":
    return boto3.client(
        "s3",
        endpoint_url=endpoint or None,
        region_name=region or None,
        aws_access_key_id=access_key or None,
        aws_secret_access_key=secret_key or None,
        config=client_config(),
    )
