"""The stand-in for Daily as the platform of this site: the product finds it by its own settings."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.standins.daily import API_KEY, DailyStandIn

SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


@pytest.fixture
def daily(settings: Settings) -> Iterator[DailyStandIn]:
    with DailyStandIn() as standin:
        settings.DAILY_API_URL = standin.api_url
        settings.DAILY_API_KEY = API_KEY
        yield standin
