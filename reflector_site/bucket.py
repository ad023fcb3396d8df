"""A bucket for our own audio."""

from typing import Any

from boto3.s3.transfer import TransferConfig
from storages.backends.s3 import S3Storage


class AudioBucket(S3Storage):  # type: ignore[misc] # django-storages has no types
    """Files are sent by the thread that asks for it: it keeps the lease of a step meanwhile, on its own connection."""

    def get_default_settings(self) -> dict[str, Any]:
        return {**super().get_default_settings(), "transfer_config": TransferConfig(use_threads=False)}
