"""Debian's Chromium, driven by Playwright, for tests marked `browser`.

Playwright keeps an event loop in the thread that started it, and beside a running loop Django refuses the ORM. So the
loop lives only inside `with browser.open() as page`: rows are made before it, and looked at after it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.machine import chromium

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_FLAGS = (
    "--no-sandbox",  # the tests may run as root, where Chromium has no sandbox to offer
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    # A page that needs anything from elsewhere fails here as it would behind a firewall.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)

# Two browsers, two servers and whatever else a machine of two cores does: five seconds are sometimes too short there.
_PATIENCE_S = 20
expect.set_options(timeout=_PATIENCE_S * 1000)


@dataclass(frozen=True, slots=True)
class Browser:
    """Opens pages of the live server; paths given to `page.goto` are relative to it."""

    program: Path
    address: str

    @contextmanager
    def open(
        self,
        *,
        user: "User | None" = None,
        width: int = 1280,
        height: int = 800,
        errors_expected: bool = False,
        **wishes: Any,
    ) -> Iterator[Page]:
        """A page in a new browser, signed in as `user`; sizes in CSS pixels, `wishes` as in Playwright's `new_context`.

        Fails at the end when the page logged an error: an exception in a script, something the content security
        policy refused, a file not found. Where that is what the test is about, say `errors_expected`.
        """
        session_key = _session_key(user) if user else ""
        errors: list[str] = []
        with sync_playwright() as playwright:
            chrome = playwright.chromium.launch(executable_path=self.program, args=_FLAGS)
            context = chrome.new_context(base_url=self.address, viewport={"width": width, "height": height}, **wishes)
            if session_key:
                self._sign_in(context, session_key)
            page = context.new_page()
            _note_errors(page, errors)
            yield page
            chrome.close()
        assert errors_expected or not errors, f"the page logged: {errors}"

    def _sign_in(self, context: BrowserContext, session_key: str) -> None:
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session_key, "url": self.address}])


def _session_key(user: "User") -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _note_errors(page: Page, errors: list[str]) -> None:
    def note_console(message: ConsoleMessage) -> None:
        # Chromium asks for /favicon.ico on its own where a page names no icon.
        if message.type == "error" and not message.location["url"].endswith("/favicon.ico"):
            errors.append(message.text)

    def note_exception(error: Error) -> None:
        errors.append(error.message)

    page.on("console", note_console)
    page.on("pageerror", note_exception)


def chromium_or_skip() -> Path:
    """Chromium's program; a machine without it leaves the test out."""
    program = chromium()
    if program is None:
        pytest.skip("Chromium is not installed: apt-get install chromium libatomic1")
    return program


@pytest.fixture
def browser(live_server: LiveServer) -> Browser:
    """A browser on the live server."""
    return Browser(program=chromium_or_skip(), address=live_server.url)


def until(page: Page, condition: str, *, seconds: float = _PATIENCE_S) -> None:
    """Wait for a condition in JavaScript. Playwright's own waiting evaluates strings, which our policy forbids."""
    for _ in range(round(seconds * 20)):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"it never came true: {condition}")


def now(page: Page) -> float:
    """Where the page's audio stands, in seconds."""
    return float(page.evaluate("document.querySelector('audio').currentTime"))
