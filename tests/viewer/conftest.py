import pytest
from django.contrib.auth.models import User
from pytest_django.live_server_helper import LiveServer

from tests.builders import a_user


@pytest.fixture
def ada(live_server: LiveServer) -> User:
    """Who may see and do everything; made after the live server, which empties the database."""
    del live_server
    return a_user("ada", is_superuser=True)
