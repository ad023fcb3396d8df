"""How the tests speak with the stand-in: with the real client, in a hurry."""

from meetings.platforms.daily.client import DailyClient
from reflector_site.http import Limits
from tests.standins.daily import API_KEY, DailyStandIn

HASTY = Limits(attempts=4, total_s=5, connect_s=1, read_s=0.5, first_wait_s=0.005, longest_wait_s=0.02)


def a_client(daily: DailyStandIn, *, api_key: str = API_KEY) -> DailyClient:
    return DailyClient(api_key, api_url=daily.api_url, limits=HASTY, list_interval_s=0)
