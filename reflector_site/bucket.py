"""The bucket for our own audio."""

from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError
from django.core.files import File
from storages.backends.s3 import S3Storage

from reflector_site import s3
from reflector_site.s3 import MISSING, client_config, code_of, explained
from reflector_site.storage_errors import Missing


class AudioBucket(S3Storage):  # type: ignore[misc] # django-storages has no types
    """S3Storage that uploads in the calling thread, whose database connection also renews the step's lease meanwhile.

    Failures are raised as StorageError; a missing file as FileNotFoundError when it is read.
    """

    def get_default_settings(self) -> dict[str, Any]:
        return {
            **super().get_default_settings(),
            "client_config": client_config(),
            "transfer_config": TransferConfig(use_threads=False),
        }

    def url(self, name: str, **options: Any) -> str:
        with explained(name, self.bucket_name):
            return str(super().url(name, **options))

    def delete(self, name: str) -> None:
        with explained(name, self.bucket_name):
            super().delete(name)

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        with explained(name, self.bucket_name):
            folders, files = super().listdir(name)
            return folders, files

    def fetch(self, name: str, path: Path, *, progress: Callable[[float], object]) -> None:
        """Write the file to `path`, as `s3.fetch` does it."""
        try:
            s3.fetch(self.bucket.meta.client, self.bucket_name, name, path, progress=progress)
        except Missing as error:
            raise FileNotFoundError(name) from error

    def _save(self, name: str, content: "File[bytes]") -> str:
        with explained(name, self.bucket_name):
            return str(super()._save(name, content))

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        """The file as it arrives, from its beginning to its end: S3Storage would have it in memory first."""
        with explained(name, self.bucket_name):
            try:
                return _Arriving(self.bucket.Object(name).get()["Body"], name=name, bucket=self.bucket_name)
            except ClientError as error:
                if code_of(error) in MISSING:
                    raise FileNotFoundError(name) from error
                raise


class _Arriving(File):  # type: ignore[type-arg] # it has no parameters when it runs
    """The body of an answer."""

    def __init__(self, body: IO[bytes], *, name: str, bucket: str) -> None:
        super().__init__(body, name)
        self._body = body
        self._bucket = bucket

    def read(self, size: int = -1) -> bytes:
        with explained(str(self.name), self._bucket):
            return self._body.read(size)
