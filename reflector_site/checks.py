"""System checks: settings that do not fit each other, or that do not fit this machine."""

import base64
import binascii
import os
from collections.abc import Sequence
from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from reflector_site.queue import Queue

MOUNTS = Path("/proc/mounts")
_NETWORK_FILE_SYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs"}


@register()
def platforms_are_complete(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """Errors for a key without a place to read recordings from, and a secret that is not what Daily calls `hmac`."""
    found: list[CheckMessage] = []
    if settings.DAILY_API_KEY and not (settings.DAILYCO_STORAGE_AWS_BUCKET_NAME or settings.RECORDINGS_DIR):
        found.append(
            Warning(
                "DAILY_API_KEY is set, but no place to read Daily's recordings from.",
                hint="Set DAILYCO_STORAGE_AWS_BUCKET_NAME, or RECORDINGS_DIR.",
                id="reflector.W001",
            )
        )
    if settings.WHEREBY_API_KEY and not (settings.WHEREBY_STORAGE_AWS_BUCKET_NAME or settings.RECORDINGS_DIR):
        found.append(
            Warning(
                "WHEREBY_API_KEY is set, but no place to read Whereby's recordings from.",
                hint="Set WHEREBY_STORAGE_AWS_BUCKET_NAME, or RECORDINGS_DIR.",
                id="reflector.W002",
            )
        )
    if settings.DAILY_WEBHOOK_SECRET and not _is_base64(settings.DAILY_WEBHOOK_SECRET):
        found.append(
            Error(
                "DAILY_WEBHOOK_SECRET is not base64, so no webhook of Daily's can be verified.",
                hint="Write the value `hmac` that Daily answered when the webhook was created.",
                id="reflector.E001",
            )
        )
    if bool(settings.AWS_ACCESS_KEY_ID) != bool(settings.AWS_SECRET_ACCESS_KEY):
        found.append(
            Error(
                "Only one of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY is set.",
                hint="Set both, or neither to use the machine's own role.",
                id="reflector.E002",
            )
        )
    return found


@register()
def recordings_folder_is_there(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """Without the folder every recording would end as one whose files are missing."""
    folder = settings.RECORDINGS_DIR
    if folder is None or folder.is_dir():
        return []
    return [
        Error(
            f"RECORDINGS_DIR={str(folder)!r} is not a folder.",
            hint="Make it, or name the folder that holds the recordings.",
            id="reflector.E005",
        )
    ]


@register()
def language_model_is_complete(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """An address without a model, or a model without an address."""
    if bool(settings.LLM_URL) == bool(settings.LLM_MODEL):
        return []
    return [Error("LLM_URL and LLM_MODEL belong together.", hint="Set both, or neither.", id="reflector.E003")]


@register()
def cluster_serves_a_queue(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """A cluster of another name would take no task, and say so without end."""
    name = os.environ.get("Q_CLUSTER_NAME", "")
    if not name or name in list(Queue):
        return []
    hint = f"Write {' or '.join(Queue)}."
    return [Error(f"Q_CLUSTER_NAME={name!r} is no queue.", hint=hint, id="reflector.E006")]


@register(Tags.database)
def sqlite_is_on_a_local_disk(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """SQLite's write-ahead log does not work on network file systems."""
    database = settings.DATABASES["default"]
    if database["ENGINE"] != "django.db.backends.sqlite3":
        return []
    kind = _file_system(Path(str(database["NAME"])).parent)
    if kind not in _NETWORK_FILE_SYSTEMS:
        return []
    return [
        Error(
            f"The SQLite database {database['NAME']} lies on {kind}, where it would be damaged.",
            hint="Move it to a local disk with DATA_DIR or DATABASE_URL, or use PostgreSQL.",
            id="reflector.E004",
        )
    ]


def _is_base64(text: str) -> bool:
    try:
        return bool(base64.b64decode(text.strip(), validate=True))
    except (binascii.Error, ValueError):
        return False


def _file_system(folder: Path) -> str:
    """The kind of file system that `folder` lies on, as MOUNTS has it; empty where there is none."""
    if not MOUNTS.is_file():
        return ""
    best, kind = "", ""
    for line in MOUNTS.read_text().splitlines():
        _, where, what, *_ = line.split()
        if folder.is_relative_to(where) and len(where) > len(best):
            best, kind = where, what
    return kind
