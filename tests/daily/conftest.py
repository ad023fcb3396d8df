from collections.abc import Iterator

import pytest

from meetings.platforms.daily.client import DailyClient
from tests.daily.connect import a_client
from tests.standins.daily import DailyStandIn


@pytest.fixture
def daily() -> Iterator[DailyStandIn]:
    with DailyStandIn() as standin:
        yield standin


@pytest.fixture
def client(daily: DailyStandIn) -> DailyClient:
    return a_client(daily)
