from collections.abc import Callable
from typing import TypeAlias

import pytest
from django.contrib.auth.models import User
from django.test import Client

SignIn: TypeAlias = Callable[[User], Client]


@pytest.fixture
def signed_in() -> SignIn:
    """A client signed in as the given user."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
