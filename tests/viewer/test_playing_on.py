"""Coming back to a transcript, and playing it from outside of the page: on a lock screen, by the keys of a headset."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from playwright.sync_api import Page, expect

from tests.browser import Browser
from tests.builders import a_topic
from tests.pages.tone import a_tone
from tests.viewer.talks import LINE, a_talk_of
from transcripts.models import Transcript

pytestmark = pytest.mark.browser

NAME = "mixed/playing-on/1-1.mp3"
GO_ON = re.compile("Go on from 0:1[0-5]")
KEPT = "Object.keys(localStorage).some(key => key.startsWith('reflector.place.'))"
AUDIO = "document.querySelector('audio')"
# What the page asks the browser to do for the system around it; there is none around a headless one.
SYSTEM = """
    window.asked = {};
    const { setActionHandler, setPositionState } = MediaSession.prototype;
    MediaSession.prototype.setActionHandler = function (name, act) {
        window.asked[name] = act;
        setActionHandler.call(this, name, act);
    };
    MediaSession.prototype.setPositionState = function (state) {
        window.position = state;
        setPositionState.call(this, state);
    };
"""
SHOWN = """() => {
    const { title, artist, album, artwork, chapterInfo } = navigator.mediaSession.metadata;
    return [title, artist, album, artwork[0].type, chapterInfo.map(({ title, startTime }) => [title, startTime])];
}"""


@pytest.fixture
def talk(ada: User) -> Iterator[Transcript]:
    """Twenty turns of two seconds, each beginning 2.5 seconds after the one before; the last ends at 49.5 seconds."""
    del ada
    storages["audio"].save(NAME, ContentFile(a_tone()))
    made = a_talk_of(["Ada", "Bob"], [LINE] * 20, audio_name=NAME, duration_ms=60_000, title="Launch")
    assert made.current
    a_topic(made.current, "Launch date", start_ms=0, end_ms=20_000)
    a_topic(made.current, "Budget", position=1, start_ms=20_000, end_ms=49_500)
    yield made
    storages["audio"].delete(NAME)


def hear(page: Page, *, until_s: float) -> None:
    """Play as fast as the browser can from wherever it stands, and pause."""
    page.evaluate(f"{AUDIO}.playbackRate = 16; document.getElementById('play').click()")
    for _ in range(400):
        if page.evaluate(f"{AUDIO}.currentTime") >= until_s:
            break
        page.wait_for_timeout(10)
    page.evaluate(f"{AUDIO}.pause()")
    assert page.evaluate(f"{AUDIO}.currentTime") >= until_s


def test_who_comes_back_goes_on_where_they_stopped(browser: Browser, ada: User, talk: Transcript) -> None:
    path = talk.get_absolute_url()
    with browser.open(user=ada, width=390, height=844) as page:
        offer, go_on = page.locator("#go-on"), page.get_by_role("button", name="Go on from")
        page.goto(path)
        expect(offer).to_be_hidden()
        hear(page, until_s=12)
        page.goto(path)
        expect(go_on).to_have_text(GO_ON)
        assert page.evaluate(f"{AUDIO}.currentTime") == 0
        go_on.press("Enter")
        expect(page.locator(".turn.current")).to_be_in_viewport()
        assert 10 <= page.evaluate(f"{AUDIO}.currentTime") < 20
        expect(offer).to_be_hidden()
        expect(page.locator("#play")).to_be_focused()

        page.goto(f"{path}?t=30")
        expect(offer).to_be_hidden()
        hear(page, until_s=33)  # too little to lose the place by
        page.goto(path)
        expect(go_on).to_have_text(GO_ON)
        page.get_by_label("Forget this place").click()
        expect(offer).to_be_hidden()
        assert not page.evaluate(KEPT)


def test_what_was_heard_to_its_end_is_not_gone_on_with(browser: Browser, ada: User, talk: Transcript) -> None:
    with browser.open(user=ada) as page:
        page.goto(f"{talk.get_absolute_url()}?t=28")
        hear(page, until_s=39)
        assert page.evaluate(KEPT)
        hear(page, until_s=46)  # the last who talks has hardly more to say
        assert not page.evaluate(KEPT)


def test_the_system_shows_what_plays_and_its_keys_work(browser: Browser, ada: User, talk: Transcript) -> None:
    assert talk.room
    with browser.open(user=ada, timezone_id="UTC") as page:
        page.add_init_script(SYSTEM)
        page.goto(talk.get_absolute_url())
        page.evaluate("asked.play()")
        expect(page.locator("#play")).to_have_attribute("aria-label", "Pause")
        written = page.inner_text(".meta time")
        topics = [["Launch date", 0], ["Budget", 20]]
        assert page.evaluate(SHOWN) == ["Launch", talk.room.name, written, "image/svg+xml", topics]
        page.evaluate("asked.pause()")
        expect(page.locator("#play")).to_have_attribute("aria-label", "Play")
        page.evaluate("asked.seekto({ seekTime: 30 })")
        page.evaluate("asked.seekforward({})")
        page.evaluate("asked.seekbackward({ seekOffset: 5 })")
        assert page.evaluate(f"{AUDIO}.currentTime") == 35
        expect(page.locator("#t14")).to_have_attribute("aria-current", "true")
        page.select_option("#speed", "1.5")
        for _ in range(40):
            if page.evaluate("position.playbackRate === 1.5"):
                break
            page.wait_for_timeout(25)
        assert page.evaluate("position") == {"duration": 60, "playbackRate": 1.5, "position": 35}


@pytest.mark.parametrize("refusal", ["throw new DOMException('denied', 'SecurityError')", "return null"])
def test_a_browser_that_keeps_nothing_plays_all_the_same(
    refusal: str, browser: Browser, ada: User, talk: Transcript
) -> None:
    with browser.open(user=ada) as page:
        page.add_init_script(f"Object.defineProperty(window, 'localStorage', {{ get() {{ {refusal}; }} }})")
        page.goto(talk.get_absolute_url())
        page.select_option("#speed", "1.5")
        assert page.evaluate(f"{AUDIO}.playbackRate") == 1.5
        hear(page, until_s=13)
        page.keyboard.press("l")
        expect(page.locator("#go-on")).to_be_hidden()
