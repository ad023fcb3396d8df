"""One run of the demo for all tests of this folder, and its site for those that look at it in a browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from script.demo import PASSWORD, USER, served
from tests.browser import Browser, chromium_or_skip
from tests.demo.left import Demo, the_demo


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return the_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def site(demo: Demo) -> Iterator[str]:
    with served(demo.folder) as address:
        yield address


@pytest.fixture
def page(site: str) -> Iterator[Page]:
    """A browser in UTC, signed in through the door."""
    with Browser(chromium_or_skip(), site).open(timezone_id="UTC") as opened:
        opened.goto("/")
        opened.fill("[name=username]", USER)
        opened.fill("[name=password]", PASSWORD)
        opened.click("main button")
        opened.wait_for_url(f"{site}/")
        yield opened
