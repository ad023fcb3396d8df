"""How servers of S3 are spoken to, how an object is fetched from one, and what their errors mean."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, NoCredentialsError

from reflector_site.partial import Partial, partial
from reflector_site.storage_errors import Missing, StorageError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

logger = logging.getLogger(__name__)

# A dead endpoint must not hold a worker for as long as a lease of 90 s, with all attempts together.
CONNECT_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 20.0
MOST_ATTEMPTS = 3
MISSING = {"404", "NoSuchKey", "NotFound"}
_DENIED = {"401", "403", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "Forbidden"}
_NO_BUCKET = {"NoSuchBucket"}
# The object has been replaced since a part of it arrived, or is shorter than that part.
_REPLACED = {"412", "PreconditionFailed", "416", "InvalidRange"}
BLOCK = 1024 * 1024


def client_config() -> Config:
    """For every client. Signed addresses need version 4 of the signature: newer regions know no other."""
    return Config(
        connect_timeout=CONNECT_TIMEOUT_S,
        read_timeout=READ_TIMEOUT_S,
        retries={"max_attempts": MOST_ATTEMPTS, "mode": "standard"},
        signature_version="s3v4",
    )


@contextmanager
def explained(key: str, bucket: str) -> Iterator[None]:
    """Raises StorageError for what goes wrong inside with the object `key` of `bucket`."""
    try:
        yield
    except NoCredentialsError as error:
        text = f"No credentials for the bucket {bucket}: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        raise StorageError(text, passing=False) from error
    except ClientError as error:
        raise refused(code_of(error), key, bucket) from error
    except HTTPClientError as error:
        text = f"No answer from the bucket {bucket} in time; is AWS_ENDPOINT_URL_S3 right?"
        raise StorageError(text, passing=True) from error
    except (BotoCoreError, Boto3Error) as error:
        raise StorageError(f"The bucket {bucket} could not be used for {key}: {error}", passing=True) from error


def refused(code: str, key: str, bucket: str) -> StorageError:
    """What the server's error code means."""
    if code in MISSING:
        return Missing(key, f"the bucket {bucket}")
    if code in _DENIED:
        text = f"Access to {key} in the bucket {bucket} was denied: check the keys and their rights."
        return StorageError(text, passing=False)
    if code in _NO_BUCKET:
        return StorageError(f"There is no such bucket: {bucket}.", passing=False)
    return StorageError(f"The bucket {bucket} could not be used for {key}: {code}", passing=True)


def code_of(error: ClientError) -> str:
    """The server's error code; that of HTTP where an answer has no body."""
    return str(error.response.get("Error", {}).get("Code", ""))


def fetch(client: "S3Client", bucket: str, key: str, path: Path, *, progress: Callable[[float], object]) -> None:
    """Write an object to `path`, a block at a time, going on from where an earlier call was cut off.

    A connection that breaks is taken up again at once as long as a block comes each time. `progress` hears the share
    done, 0 to 1, and may raise to stop. Raises StorageError.
    """
    try:
        with explained(key, bucket), partial(path, f"s3://{bucket}/{key}") as part:
            while not part.complete:
                came = part.came
                try:
                    _receive(client, bucket, key, part, progress)
                except BotoCoreError as error:
                    if part.came - came < BLOCK:
                        raise
                    logger.info("%s broke off after %s bytes, and goes on there: %s", key, part.came, error)
    except OSError as error:
        raise StorageError(f"The file {key} could not be written to disk: {error.strerror}.", passing=True) from error


def _receive(client: "S3Client", bucket: str, key: str, part: Partial, progress: Callable[[float], object]) -> None:
    answer = _rest(client, bucket, key, part)
    size = part.came + answer["ContentLength"]
    for block in answer["Body"].iter_chunks(BLOCK):
        part.write(block)
        progress(part.came / size)


def _rest(client: "S3Client", bucket: str, key: str, part: Partial) -> Any:
    """The response with the bytes still missing; with all of the object where it has been replaced meanwhile."""
    wanted: dict[str, Any] = {"Range": f"bytes={part.came}-", "IfMatch": part.mark} if part.can_go_on else {}
    try:
        answer = client.get_object(Bucket=bucket, Key=key, **wanted)
    except ClientError as error:
        if not wanted or code_of(error) not in _REPLACED:
            raise
        answer = client.get_object(Bucket=bucket, Key=key)
    if answer["ResponseMetadata"]["HTTPStatusCode"] != HTTPStatus.PARTIAL_CONTENT:
        part.begin(answer.get("ETag", ""), answer["ContentLength"])
    return answer
