"""How servers of S3 are spoken to, and what their errors mean."""

from collections.abc import Iterator
from contextlib import contextmanager

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, NoCredentialsError

from reflector_site.storage_errors import Missing, StorageError

# A dead endpoint must not hold a worker for as long as a lease of 90 s, with all attempts together.
CONNECT_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 20.0
MOST_ATTEMPTS = 3
MISSING = {"404", "NoSuchKey", "NotFound"}
_DENIED = {"401", "403", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "Forbidden"}
_NO_BUCKET = {"NoSuchBucket"}


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
