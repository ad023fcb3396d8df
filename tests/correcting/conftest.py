import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.correcting.editing import a_talk, an_editor
from transcripts.models import Transcript


@pytest.fixture
def ada() -> User:
    return an_editor()


@pytest.fixture
def talk() -> Transcript:
    return a_talk()


@pytest.fixture
def client(ada: User) -> Client:
    """Signed in as Ada."""
    client = Client()
    client.force_login(ada)
    return client
