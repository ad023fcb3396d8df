from pathlib import Path

import pytest
from pytest_django import Settings

from tests.daily.site import daily

__all__ = ["bucket", "daily"]


@pytest.fixture
def bucket(settings: Settings, tmp_path: Path) -> Path:
    """The folder that stands in for the platform's bucket: empty."""
    folder = tmp_path / "bucket"
    folder.mkdir()
    settings.RECORDINGS_DIR = folder
    return folder
