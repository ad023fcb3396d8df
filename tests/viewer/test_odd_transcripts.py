"""Transcripts at the edge of what there can be: readable on a screen and on a phone, and nothing of them is run."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser import Browser
from tests.builders import a_topic, an_action_item
from tests.viewer.talks import LINE, a_talk_of
from transcripts.models import Transcript

pytestmark = pytest.mark.browser

EVIL = "<script>alert(1)</script>"
ENDLESS = "Donaudampfschifffahrtsgesellschaftskapitän" * 6  # as long as a title can be, about
# What reaches over an edge of the window.
OVER_THE_EDGE = """() => [...document.querySelectorAll("main, main *")]
    .filter(element => element.checkVisibility() && !element.closest("svg, .hidden-text, .chapters, .scroll, .bar"))
    .filter(element => {
        const { width, left, right } = element.getBoundingClientRect();
        return width && (left < -1 || right > innerWidth + 1);
    })
    .map(element => element.outerHTML.slice(0, 90))"""


def one_word() -> Transcript:
    return a_talk_of(["Ada"], ["Yes."])


def no_words() -> Transcript:
    return a_talk_of(["Ada"], [])


def right_to_left() -> Transcript:
    return a_talk_of(
        ["שרה כהן", "محمد علي"], ["שלום, מה שלומך היום?", "بخير، شكرا لك."], title="פגישת השקה", language="he"
    )


def emoji() -> Transcript:
    return a_talk_of(["👩🏽‍🚀 Zoë 🎉", "🏴󠁧󠁢󠁷󠁬󠁳󠁿"], ["🎉 Well done 👍🏽", "🙏"], title="🚀 Launch")


def markup() -> Transcript:
    talk = a_talk_of([EVIL, f'"{EVIL}'], [EVIL, LINE], title=EVIL, short_summary=f"{EVIL}: {EVIL}", warnings=[EVIL])
    assert talk.current
    a_topic(talk.current, EVIL, summary=EVIL)
    an_action_item(talk, EVIL, owner_name=EVIL, due_as_said=EVIL)
    return talk


def two_hundred_speakers() -> Transcript:
    return a_talk_of([f"Speaker with number {number}" for number in range(200)], [LINE] * 200)


def no_audio_any_more() -> Transcript:
    return a_talk_of(["Ada"], [LINE], audio_name="mixed/gone/1-1.mp3")


def endless_words() -> Transcript:
    talk = a_talk_of([ENDLESS, "Ada"], [ENDLESS, LINE], title=ENDLESS, short_summary=f"{ENDLESS}: {ENDLESS}")
    assert talk.current
    a_topic(talk.current, ENDLESS, summary=ENDLESS)
    an_action_item(talk, ENDLESS, owner_name=ENDLESS)
    return talk


ODD: tuple[Callable[[], Transcript], ...] = (
    one_word,
    no_words,
    right_to_left,
    emoji,
    markup,
    two_hundred_speakers,
    no_audio_any_more,
    endless_words,
)


def wrong_with(page: Page, path: str, texts: list[str]) -> list[str]:
    """What the page at the path cuts off, lacks of the texts, or runs."""
    page.goto(path)
    shown = page.text_content("main") or ""
    found = [text for text in texts if text not in shown]
    found += page.evaluate(OVER_THE_EDGE)
    found += ["scrolls sideways"] if page.evaluate("document.documentElement.scrollWidth > innerWidth") else []
    found += ["was run"] if page.evaluate("window.ran === true") else []
    return [f"{page.viewport_size} {page.title()[:30]}: {each}" for each in found]


def test_every_odd_transcript_is_readable_and_nothing_of_it_is_run(browser: Browser, ada: User) -> None:
    talks = [make() for make in ODD]
    paths: dict[str, list[str]] = {reverse(name): [] for name in ("transcripts", "action-items", "recordings")}
    for talk in talks:
        assert talk.current
        paths[talk.get_absolute_url()] = list(talk.current.segments.values_list("text", flat=True))
    paths[reverse("transcript-edit", args=[talks[-1].pk])] = []
    found = []
    with browser.open(user=ada, errors_expected=True) as page:
        page.add_init_script("window.alert = () => { window.ran = true }")
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 800})
            for path, texts in paths.items():
                found += wrong_with(page, path, texts)
    assert found == []


def test_audio_that_is_gone_is_told_and_the_times_still_lead_to_the_rows(browser: Browser, ada: User) -> None:
    talk = a_talk_of(["Ada", "Bob"], [LINE] * 40, audio_name="mixed/gone/1-1.mp3")
    with browser.open(user=ada, errors_expected=True) as page:
        page.goto(talk.get_absolute_url())
        expect(page.locator("#no-sound")).to_be_visible()
        page.click("#play")
        expect(page.locator("#no-sound")).to_be_visible()
        page.click("#t5 a.time")
        expect(page.locator("#t5")).to_have_attribute("aria-current", "true")


def test_without_audio_keys_and_lanes_lead_to_the_rows(browser: Browser, ada: User) -> None:
    talk = a_talk_of(["Ada", "Bob"], [LINE] * 40)
    with browser.open(user=ada, reduced_motion="reduce") as page:
        page.goto(talk.get_absolute_url())
        page.keyboard.press("ArrowDown")
        expect(page.locator("#t0")).to_have_attribute("aria-current", "true")
        box = page.locator(".drawing").bounding_box()
        assert box
        page.mouse.click(box["x"] + box["width"] * 0.99, box["y"] + 5)
        expect(page.locator("#t39")).to_have_attribute("aria-current", "true")
        expect(page.locator("#t39")).to_be_in_viewport()
        page.evaluate("scrollTo(0, 0)")
        page.click("#t1 a.time")
        expect(page.locator("#t1")).to_have_attribute("aria-current", "true")
        expect(page.locator("#t1")).to_be_in_viewport()
