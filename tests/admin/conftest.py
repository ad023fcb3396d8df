import pytest
from django.test import Client

from tests.builders import a_staff_member


@pytest.fixture
def staff(client: Client, db: None) -> Client:
    """A signed-in superuser."""
    del db
    client.force_login(a_staff_member())
    return client
