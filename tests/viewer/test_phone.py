"""The pages on a phone: what it is about comes first, and the way to other pages is one button."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from tests.browser import Browser
from tests.viewer.talks import a_long_talk

pytestmark = pytest.mark.browser


def test_the_title_stands_above_what_can_be_done(browser: Browser, ada: User) -> None:
    talk = a_long_talk(speakers=2, turns=4)
    with browser.open(user=ada, width=390, height=844) as page:
        page.goto(talk.get_absolute_url())
        boxes = [page.locator(name).bounding_box() for name in ("header.top", "h1", ".actions", "#player")]
        tops = [box["y"] for box in boxes if box]
        assert len(tops) == 4
        assert tops == sorted(tops)
        expect(page.get_by_role("button", name="Unsure words")).to_be_visible()
        page.click("summary:has-text('Download')")
        box = page.locator(".menu-items >> nth=0").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390


def test_the_menu_leads_everywhere_without_scripts(browser: Browser, ada: User) -> None:
    with browser.open(user=ada, width=390, height=844, java_script_enabled=False) as page:
        page.goto("/")
        expect(page.get_by_role("link", name="Recordings", exact=True)).to_be_hidden()
        page.click("text=Menu")
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="Menu")).to_be_focused()
        page.keyboard.press("Enter")
        page.get_by_role("link", name="Recordings", exact=True).click()
        expect(page.locator("h1")).to_have_text("Recordings")
