"""The product's settings in surroundings of the tests' own: a fresh data folder and database, all else by default.

Neither the caller's environment nor a `.env` file reaches the tests, so none can touch a real account or database.
Each process of a parallel run loads this module and so has a folder and a database to itself.
"""

import os
import re
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEST_DATABASE_URL = os.environ.get("TEST_DATABASE_URL", "")  # set by tests/postgres.py and nobody else

_SETTING = re.compile(r'\benv\.\w+\(\s*"([A-Z0-9_]+)"')


def _own_environment() -> None:
    """Left in os.environ, so that a process started by a test has the same."""
    source = (ROOT / "reflector_site" / "settings.py").read_text()
    for name in {*_SETTING.findall(source), *(name for name in os.environ if name.startswith("AWS_"))}:
        os.environ.pop(name, None)
    os.environ.update(
        DJANGO_SETTINGS_MODULE="reflector_site.settings",
        PYTHON_DOTENV_DISABLED="1",
        AWS_EC2_METADATA_DISABLED="true",
        DATA_DIR=str(_own_data_folder()),
        DATABASE_URL=TEST_DATABASE_URL,
    )


def _own_data_folder() -> Path:
    """Shares the speech model with the folder beside the code, where it is put together once."""
    folder = Path(tempfile.mkdtemp(prefix="reflector-tests-")).resolve()
    models = ROOT / "var" / "models"
    models.mkdir(parents=True, exist_ok=True)
    (folder / "models").symlink_to(models)
    return folder


_own_environment()

from reflector_site.settings import *  # noqa: E402, F403 - read from what has just been set

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one is slow on purpose
