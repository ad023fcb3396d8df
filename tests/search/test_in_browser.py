"""Searching in a real browser: from the box in the header to the moment in the transcript."""

from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser import Browser
from tests.builders import a_meeting, a_recording, a_room, a_topic, a_transcript, a_user
from transcripts.models import Transcript
from transcripts.searching.passages import index_transcript

pytestmark = pytest.mark.browser

SAID = ("Good morning.", "The launches move to March.", "March it is.", "And the launch budget?", "Fine.")


@pytest.fixture
def ada(live_server: LiveServer) -> User:
    del live_server
    return a_user("ada", is_superuser=True)


@pytest.fixture
def transcript(ada: User) -> Transcript:
    made = a_transcript(a_recording(a_meeting(a_room(name="launch", owner=ada))), said=SAID, title="Launch of March")
    assert made.current
    a_topic(made.current, "Budget of the launch", start_ms=5000, end_ms=12_000)
    index_transcript(made.pk)
    return made


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [issue["id"] for issue in found if issue["impact"] in ("serious", "critical")]


def test_from_the_header_to_the_moment(browser: Browser, ada: User, transcript: Transcript) -> None:
    with browser.open(user=ada) as page:
        page.goto(reverse("transcripts"))
        page.keyboard.press("/")
        page.keyboard.type("budget launches")
        page.keyboard.press("Enter")
        expect(page.locator("mark")).to_have_text(["Budget", "launch", "launch", "budget"])
        page.get_by_role("link", name="And the launch budget?").click()
        assert page.url.endswith("?t=7.5&q=launch+budget#t3")
        expect(page.locator("#find-text")).to_have_value("launch budget")
        expect(page.locator("#find-count")).to_have_text("1 of 1")
        expect(page.locator(".turn.has-hit")).to_have_count(1)


def test_words_that_do_not_stand_together_are_found_one_by_one(
    browser: Browser, ada: User, transcript: Transcript
) -> None:
    with browser.open(user=ada) as page:
        page.goto(f"{transcript.get_absolute_url()}?t=5&q=launches+march")
        expect(page.locator("#find-count")).to_have_text("3 of 3")


def test_on_the_transcripts_page_the_slash_stays_with_its_own_find(
    browser: Browser, ada: User, transcript: Transcript
) -> None:
    with browser.open(user=ada) as page:
        page.goto(transcript.get_absolute_url())
        page.keyboard.press("/")
        expect(page.locator("#find-text")).to_be_focused()


def test_a_find_in_one_transcript_leads_to_the_search_in_all(
    browser: Browser, ada: User, transcript: Transcript
) -> None:
    with browser.open(user=ada) as page:
        page.goto(transcript.get_absolute_url())
        expect(page.locator("#find-everywhere")).to_be_hidden()
        page.locator("#find-text").fill("launch & budget")
        page.locator("#find-everywhere").click()
        expect(page.locator("#id_q")).to_have_value("launch & budget")


def test_days_are_those_of_the_browser(browser: Browser, ada: User, transcript: Transcript) -> None:
    zone = "Intl.DateTimeFormat().resolvedOptions().timeZone"
    with browser.open(user=ada) as page:
        page.goto(f"{reverse('search')}?q=launch")
        page.get_by_text("Narrow and sort").click()
        page.locator("#id_since").fill("2026-01-02")
        page.get_by_role("button", name="Apply").click()
        page.wait_for_url("**since=2026-01-02**")
        address = parse_qs(urlsplit(page.url).query)
        assert address == {"q": ["launch"], "since": ["2026-01-02"], "sort": ["best"], "zone": [page.evaluate(zone)]}
        expect(page.locator(".narrowed")).to_contain_text(f"2 Jan 2026 ({page.evaluate(zone)})")
        page.get_by_role("link", name="From: 2 Jan 2026").click()
        expect(page.locator(".narrowed")).to_have_count(0)


def test_nothing_serious_stands_in_the_way_of_anybody(browser: Browser, ada: User, transcript: Transcript) -> None:
    with browser.open(user=ada, width=390, height=844) as page:
        for query in ("", "?q=launch", "?q=zebra&speaker=Ada"):
            page.goto(reverse("search") + query)
            assert serious(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            page.emulate_media(color_scheme="dark")
            assert serious(page) == []
            page.emulate_media(color_scheme="light")
