"""The stand-in for Whereby as the platform of this site: the product finds it by its own settings."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.standins.whereby import API_KEY, WherebyStandIn
from tests.whereby.reports import SECRET


@pytest.fixture
def whereby(settings: Settings) -> Iterator[WherebyStandIn]:
    with WherebyStandIn() as standin:
        settings.WHEREBY_API_URL = standin.api_url
        settings.WHEREBY_API_KEY = API_KEY
        settings.WHEREBY_WEBHOOK_SECRET = SECRET
        yield standin
