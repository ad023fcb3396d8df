"""Summaries and action items in a real browser: another one made, compared and used; items ticked."""

from collections.abc import Callable
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.db import connection
from django.urls import reverse
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.browser import Browser
from tests.builders import START, a_meeting, a_recording, a_room, a_telling, a_user, an_action_item
from tests.pipeline.working import MIXED, make_ready, work_off
from tests.site.llm import llm
from tests.standins.llm import MODEL, LlmStandIn
from transcripts import pipeline
from transcripts.models import ActionItem, Step, Transcript
from transcripts.summary.outline import Statement, Summary

__all__ = ["llm"]

pytestmark = pytest.mark.browser

SAID = (
    "We launch the new website on the first of March. Mina will fix the discount codes before Thursday. "
    "The advertising budget stays at twelve thousand dollars. Kenji asks the landlord about the office lease."
)


@pytest.fixture
def ada(live_server: LiveServer) -> User:
    del live_server
    return a_user("ada", is_superuser=True)


@pytest.fixture
def transcript(ada: User) -> Transcript:
    """Made by the pipeline, with its embedded summary and no audio."""
    transcript = pipeline.begin(a_recording(a_meeting(a_room(name="launch", owner=ada))))
    make_ready(transcript, SAID)
    Step.objects.filter(kind="mix").update(result={**MIXED, "audio_name": ""})
    Transcript.objects.update(audio_name="")
    return transcript


def in_another_thread(work: Callable[[], None]) -> None:
    """In this one the browser's event loop runs, beside which Django refuses the database."""

    def run() -> None:
        work()
        connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join()


def test_another_summary_is_made_compared_and_used(
    browser: Browser, ada: User, transcript: Transcript, llm: LlmStandIn
) -> None:
    with browser.open(user=ada) as page:
        page.goto(transcript.get_absolute_url())
        page.click("text=Summaries")
        page.fill("#id_instructions", "Name the budget first.")
        page.uncheck("#id_use")
        page.click("text=Make it")
        expect(page.locator("#underway")).to_contain_text(f"Another summary by {MODEL}")
        in_another_thread(work_off)
        expect(page.locator("tbody tr").first).to_contain_text(MODEL)
        expect(page.locator("#underway")).to_have_text("")
        expect(page.locator(".pair mark").first).to_be_visible()
        page.click("tbody tr >> nth=0 >> text=Use this one")
        expect(page.locator(".messages")).to_contain_text("Readers now see summary 2.")
        expect(page.locator("tbody tr").first).to_contain_text("shown")
        page.goto(transcript.get_absolute_url())
        expect(page.locator(".made-by")).to_contain_text(f"By {MODEL}")
    assert any("Name the budget first." in rules for rules in llm.rules)


def test_items_are_ticked_in_place_and_found_by_filters(browser: Browser, ada: User, transcript: Transcript) -> None:
    an_action_item(transcript, "Fix the cart.", owner_name="Mina", due="2026-01-16")
    an_action_item(transcript, "Call Wren.", owner_name="Kenji")
    with browser.open(user=ada) as page:
        page.goto("/action-items/")
        box = page.get_by_role("checkbox", name="Done: Fix the cart.")
        box.click()
        expect(box).to_have_attribute("aria-checked", "true")
        assert page.url.endswith("/action-items/")
        page.select_option("#id_person", "Kenji")
        page.click("text=Filter")
        expect(page.locator(".item")).to_have_count(1)
        expect(page.locator(".item")).to_contain_text("Call Wren.")
        page.goto("/action-items/?state=done")
        page.get_by_role("checkbox", name="Done: Fix the cart.").press("Space")
        expect(page.get_by_role("checkbox")).to_have_attribute("aria-checked", "false")
    assert not ActionItem.objects.filter(done_at__isnull=False).exists()


def test_without_scripts_items_are_ticked_by_the_form(browser: Browser, ada: User, transcript: Transcript) -> None:
    an_action_item(transcript, "Fix the cart.")
    with browser.open(user=ada, errors_expected=True) as page:
        page.route("**/*.js", lambda route: route.abort())
        page.goto("/action-items/?state=all")
        page.get_by_role("checkbox").click()
        expect(page.get_by_role("checkbox")).to_have_attribute("aria-checked", "true")
        assert page.url.endswith("?state=all")
    assert ActionItem.objects.get(text="Fix the cart.").done_by == ada


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_no_page_of_theirs_has_an_obstacle_or_scrolls_sideways(
    scheme: str, width: int, browser: Browser, ada: User, transcript: Transcript
) -> None:
    assert transcript.versions.get().chosen
    item = an_action_item(transcript, "Fix the cart.", likely=True, supported=False, due="2026-01-16", start_ms=1_000)
    an_action_item(transcript, "Call Wren.", done_at=START, done_by=ada)
    unsupported = Summary(title="Moon", statements=(Statement("A moon base.", (), None, supported=False),))
    a_telling(transcript.versions.get(), unsupported, chosen=False)
    paths = [
        "/action-items/?state=all",
        item.get_absolute_url(),
        transcript.get_absolute_url(),
        reverse("transcript-summaries", args=[transcript.pk]),
        reverse("action-item-add", args=[transcript.pk]),
    ]
    found: list[object] = []
    with browser.open(user=ada, width=width) as page:
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for path in paths:
            page.goto(path)
            violations = Axe().run(page).response["violations"]
            found += [(path, each["id"], each["nodes"][0]["html"]) for each in violations if each["impact"] != "minor"]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append((path, "scrolls sideways"))
    assert found == []
