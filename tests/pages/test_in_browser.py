"""The transcript page in a real browser: what its scripts add."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser import Browser, now, until
from tests.builders import (
    a_failed_transcript,
    a_meeting,
    a_recording,
    a_room,
    a_stay,
    a_step,
    a_topic,
    a_transcript,
    a_user,
    a_version,
)
from tests.pages.tone import LENGTH_S, a_tone
from transcripts.models import Transcript, Version

pytestmark = pytest.mark.browser

NAME = "mixed/browser/1-1.mp3"
# A page that nobody looks at, as when one listens from another tab: no frame of it is drawn.
UNSEEN = """() => {
    Object.defineProperty(document, "hidden", { value: true });
    window.requestAnimationFrame = () => 0;
    const audio = document.querySelector("audio");
    window.reached = [];
    audio.addEventListener("seeked", () => window.reached.push(audio.currentTime));
}"""
SAID = ("Good morning.", "Morning, everyone.", "The launch moves to March.", "March it is.", "And the budget?", "Fine.")


@pytest.fixture
def ada(live_server: LiveServer) -> User:
    del live_server
    return a_user("ada", is_superuser=True)


@pytest.fixture
def transcript(ada: User) -> Iterator[Transcript]:
    """Six turns of two seconds, each beginning eight seconds after the one before."""
    storages["audio"].save(NAME, ContentFile(a_tone()))
    recording = a_recording(a_meeting(a_room(name="launch", owner=ada)))
    made = a_transcript(
        recording,
        said=SAID,
        audio_name=NAME,
        duration_ms=LENGTH_S * 1000,
        title="Launch",
        short_summary="Ada: The launch moves to March.",
    )
    assert made.current
    for segment in made.current.segments.all():
        start_ms = segment.position * 8000
        segment.start_ms, segment.end_ms = start_ms, start_ms + 2000
        words = segment.text.split()
        segment.words = [
            [start_ms + number * 500, start_ms + number * 500 + 400, f" {word}", 0.9]
            for number, word in enumerate(words)
        ]
        segment.save()
    a_topic(made.current, "Launch date", start_ms=0, end_ms=32_000)
    a_topic(made.current, "Budget", position=1, start_ms=32_000, end_ms=60_000)
    yield made
    storages["audio"].delete(NAME)


@contextmanager
def opened(browser: Browser, user: User, path: str, *, width: int = 1280, height: int = 800) -> Iterator[Page]:
    with browser.open(user=user, width=width, height=height) as page:
        page.goto(path)
        yield page


def paused(page: Page) -> bool:
    return bool(page.evaluate("document.querySelector('audio').paused"))


def test_a_click_on_a_time_plays_from_there(browser: Browser, ada: User, transcript: Transcript) -> None:
    with opened(browser, ada, transcript.get_absolute_url()) as page:
        page.click("#t3 a.time")
        until(page, "document.querySelector('audio').currentTime > 24.2")
        expect(page.locator("#t3")).to_have_attribute("aria-current", "true")
        expect(page.locator(".chapters a").first).to_have_attribute("aria-current", "true")
        assert page.url.endswith("?t=24#t3")
        page.click("#play")
        assert paused(page)
        assert 24 <= now(page) < 32


def test_a_link_with_a_time_opens_there(browser: Browser, ada: User, transcript: Transcript) -> None:
    with opened(browser, ada, f"{transcript.get_absolute_url()}?t=0:33") as page:
        expect(page.locator("#t4")).to_have_class("turn current")
        expect(page.locator("#now")).to_have_text("0:33")
        assert paused(page)


def test_a_link_with_an_end_stops_there(browser: Browser, ada: User, transcript: Transcript) -> None:
    with opened(browser, ada, f"{transcript.get_absolute_url()}?t=8&e=8.5") as page:
        page.click("#play")
        until(page, "document.querySelector('audio').currentTime > 8.2")
        until(page, "document.querySelector('audio').paused")
        # The player counts whole milliseconds, so 8.4996 s is the end as well.
        assert 8.499 < now(page) < 9.5


def test_a_double_click_on_a_word_plays_from_it(browser: Browser, ada: User, transcript: Transcript) -> None:
    with opened(browser, ada, transcript.get_absolute_url()) as page:
        box = page.locator("#t2 .seg").bounding_box()
        assert box
        page.mouse.dblclick(box["x"] + box["width"] - 20, box["y"] + box["height"] / 2)
        until(page, "!document.querySelector('audio').paused")
        assert 18 <= now(page) < 20


def test_the_word_being_heard_is_marked(browser: Browser, ada: User, transcript: Transcript) -> None:
    with opened(browser, ada, transcript.get_absolute_url()) as page:
        page.click("#t1 a.time")
        until(page, "[...(CSS.highlights.get('word') ?? [])].some(range => range.toString() === 'everyone.')")


def test_words_the_model_was_not_sure_of_are_marked_for_who_asks(
    browser: Browser, ada: User, transcript: Transcript
) -> None:
    assert transcript.current
    segment = transcript.current.segments.get(position=2)
    segment.words[1][3] = 0.31
    segment.save()
    with opened(browser, ada, transcript.get_absolute_url()) as page:
        page.click("#unsure")
        until(page, "[...(CSS.highlights.get('unsure') ?? [])].map(String).join() === 'launch'")
        expect(page.locator("#unsure")).to_have_attribute("aria-pressed", "true")
        expect(page.locator("#said")).to_have_text("1 unsure word is marked.")
        page.click("#unsure")
        until(page, "!CSS.highlights.has('unsure')")
        expect(page.locator("#unsure")).to_have_attribute("aria-pressed", "false")


def test_unsure_words_are_gone_through_like_hits_while_nothing_is_looked_for(
    browser: Browser, ada: User, transcript: Transcript
) -> None:
    assert transcript.current
    unsure = list(transcript.current.segments.filter(position__in=[2, 5]).order_by("position"))
    for segment in unsure:
        segment.words[0][3] = 0.31
        segment.save()
    with opened(browser, ada, transcript.get_absolute_url()) as page:
        count, chosen = page.locator("#find-count"), "[...(CSS.highlights.get('chosen') ?? [])].join()"
        page.keyboard.press("u")
        expect(count).to_have_text("2")
        expect(page.locator(".found-mark")).to_have_count(2)
        page.keyboard.press("n")
        expect(count).to_have_text("1 of 2")
        assert page.evaluate(chosen) == unsure[0].text.split()[0]
        page.fill("#find-text", "everyone")
        expect(count).to_have_text("1")
        page.fill("#find-text", "")
        expect(count).to_have_text("2")
        page.locator("#find-text").blur()
        page.keyboard.press("N")
        expect(count).to_have_text("2 of 2")
        page.keyboard.press("u")
        expect(count).to_have_text("")
        expect(page.locator(".found-mark")).to_have_count(0)


def test_keys_play_and_seek_but_not_while_typing(browser: Browser, ada: User, transcript: Transcript) -> None:
    with opened(browser, ada, transcript.get_absolute_url()) as page:
        page.keyboard.press("l")
        assert now(page) == 10
        page.keyboard.press("ArrowDown")
        assert now(page) == 16
        page.keyboard.press("j")
        assert now(page) == 6
        page.keyboard.press(">")
        assert page.input_value("#speed") == "1.25"
        page.keyboard.press("/")
        page.keyboard.type("launch j")
        assert now(page) == 6
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        expect(page.locator("#shortcuts")).to_be_visible()


def test_the_speed_is_remembered(browser: Browser, ada: User, transcript: Transcript) -> None:
    with opened(browser, ada, transcript.get_absolute_url()) as page:
        page.select_option("#speed", "1.5")
        page.reload()
        assert page.input_value("#speed") == "1.5"
        assert page.evaluate("document.querySelector('audio').playbackRate") == 1.5


def test_find_counts_the_hits_and_walks_through_them(browser: Browser, ada: User, transcript: Transcript) -> None:
    with opened(browser, ada, transcript.get_absolute_url()) as page:
        height = page.evaluate("document.getElementById('player').offsetHeight")
        page.fill("#find-text", "MARCH")
        expect(page.locator("#find-count")).to_have_text("2")
        assert page.locator(".found-mark").count() == 2
        page.press("#find-text", "Enter")
        expect(page.locator("#find-count")).to_have_text("1 of 2")
        assert page.evaluate("document.getElementById('player').offsetHeight") == height
        page.press("#find-text", "Shift+Enter")
        expect(page.locator("#find-count")).to_have_text("2 of 2")
        assert now(page) == 0


def test_one_speaker_can_be_read_and_heard_alone(browser: Browser, ada: User, transcript: Transcript) -> None:
    with opened(browser, ada, transcript.get_absolute_url()) as page:
        page.click(".lane-names button >> nth=1")
        expect(page.locator("#t0")).to_be_hidden()
        expect(page.locator("#t1")).to_be_visible()
        page.click("#play")
        until(page, "document.querySelector('audio').currentTime > 7.7")
        page.click(".lane-names button >> nth=1")
        expect(page.locator("#t0")).to_be_visible()


def test_silence_is_skipped_when_asked(browser: Browser, ada: User, transcript: Transcript) -> None:
    with opened(browser, ada, f"{transcript.get_absolute_url()}?t=2.5") as page:
        page.click("#skip-silence")
        page.click("#play")
        until(page, "document.querySelector('audio').currentTime > 7.7")
        page.click("#play")
        page.evaluate(UNSEEN)
        page.evaluate("document.querySelector('audio').currentTime = 10.5")
        page.click("#play")
        until(page, "window.reached.some(at => at > 15.7)")


def test_a_click_on_the_lanes_seeks(browser: Browser, ada: User, transcript: Transcript) -> None:
    with opened(browser, ada, transcript.get_absolute_url()) as page:
        box = page.locator(".drawing").bounding_box()
        assert box
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 5)
        assert abs(now(page) - LENGTH_S / 2) < 0.5


def test_a_row_can_be_copied_as_a_quote(browser: Browser, ada: User, transcript: Transcript) -> None:
    with opened(browser, ada, transcript.get_absolute_url()) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.focus("#t3 a.time")
        page.click("#t3 >> text=Copy quote")
        expect(page.locator("#said")).to_have_text("Copied")
        address = f"{browser.address}{transcript.get_absolute_url()}?t=24#t3"
        assert page.evaluate("navigator.clipboard.readText()") == f"“March it is.” — Bob, 0:24, {address}"


def test_of_selected_words_the_quote_is_of_these_and_its_link_plays_them(
    browser: Browser, ada: User, transcript: Transcript
) -> None:
    with opened(browser, ada, transcript.get_absolute_url()) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.focus("#t3 a.time")
        page.evaluate("""() => {
            const [from, to] = ["#t2 .seg", "#t3 .seg"].map(name => document.querySelector(name).firstChild);
            getSelection().setBaseAndExtent(from, "The ".length, to, "March it".length);
        }""")
        page.click("#t3 >> text=Copy quote")
        expect(page.locator("#said")).to_have_text("Copied")
        address = f"{browser.address}{transcript.get_absolute_url()}?t=16.5&e=24.9#t2"
        quote = f"“launch moves to March.” — Ada\n“March it” — Bob, 0:16, {address}"
        assert page.evaluate("navigator.clipboard.readText()") == quote


def test_who_corrects_a_text_hears_what_is_said_at_the_cursor_and_stays_there(
    browser: Browser, ada: User, transcript: Transcript
) -> None:
    with opened(browser, ada, transcript.get_absolute_url(), height=500) as page:
        page.keyboard.press("e")
        page.click("#t2 .seg")
        page.keyboard.press("Home")
        for _ in "The lau":
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Alt+k")
        until(page, "!document.querySelector('audio').paused")
        assert 16.5 <= now(page) < 18
        place = page.evaluate("scrollY")
        page.evaluate("document.querySelector('audio').currentTime = 39.9")
        expect(page.locator("#t5")).to_have_class("turn current")
        page.keyboard.press("Alt+k")
        assert paused(page)
        page.wait_for_timeout(200)  # as long as a glide would need to begin
        assert page.evaluate("scrollY") == place
        expect(page.locator("#t2 .seg")).to_be_focused()
        page.keyboard.press("Alt+ArrowDown")
        expect(page.locator("#t3 .seg")).to_be_focused()
        page.click("#edit-done")
        expect(page.locator("#t3 a.time")).to_be_focused()


def test_times_are_shown_in_the_readers_own_zone(browser: Browser, ada: User, transcript: Transcript) -> None:
    with browser.open(user=ada) as page:
        page.goto(transcript.get_absolute_url())
        shown = page.evaluate(
            "moment => new Date(moment).toLocaleTimeString('en-GB', {hour: '2-digit', minute: '2-digit'})",
            transcript.recorded_at.isoformat(),
        )
        expect(page.locator(".meta time")).to_contain_text(shown)


def make_ready(transcript: Transcript, version: Version) -> None:
    """From another thread: in this one the browser's event loop runs, beside which Django refuses the database."""

    def change() -> None:
        Transcript.objects.filter(pk=transcript.pk).update(status="ready", current=version, title="Launch")
        connection.close()

    thread = Thread(target=change)
    thread.start()
    thread.join()


def test_the_page_becomes_the_transcript_when_the_work_is_done(browser: Browser, ada: User) -> None:
    recording = a_recording()
    transcript = Transcript.objects.create(
        recording=recording, recorded_at=recording.recorded_at, status="transcribing"
    )
    version = a_version(transcript, said=SAID)
    a_step(version, "transcribe", part="0:0")
    with opened(browser, ada, transcript.get_absolute_url()) as page:
        expect(page.locator("#work")).to_contain_text("waiting for a worker")
        make_ready(transcript, version)
        expect(page.locator("h1")).to_have_text("Launch")
        expect(page.locator("#t2")).to_contain_text("The launch moves to March.")


def test_without_scripts_the_page_reads_plays_and_leads_to_its_times(
    browser: Browser, ada: User, transcript: Transcript
) -> None:
    with browser.open(user=ada, errors_expected=True) as page:
        page.route("**/*.js", lambda route: route.abort())
        page.goto(transcript.get_absolute_url())
        expect(page.locator("audio")).to_be_visible()
        assert page.evaluate("document.querySelector('audio').controls")
        expect(page.locator(".bar")).to_be_hidden()
        expect(page.locator("#t5")).to_contain_text("Fine.")
        page.click("aside a.time >> nth=0")
        expect(page.locator("#t2")).to_be_in_viewport()
        page.click("text=Download")
        expect(page.locator("text=Subtitles, SRT")).to_be_visible()


def test_find_marks_stand_on_the_lanes_of_a_page_without_audio(browser: Browser, ada: User) -> None:
    transcript = a_transcript(a_recording(), said=SAID)
    with opened(browser, ada, transcript.get_absolute_url()) as page:
        page.fill("#find-text", "budget")
        expect(page.locator("#find-count")).to_have_text("1")
        assert page.locator(".found-mark").count() == 1
        page.keyboard.press("Escape")
        page.keyboard.press("l")
        page.click("#t1 a.time")


def pages_of(transcript: Transcript) -> list[str]:
    assert transcript.meeting
    assert transcript.room
    assert transcript.recording
    rows = (transcript, transcript.meeting, transcript.room, transcript.recording)
    lists = [reverse(name) for name in ("home", "transcripts", "meetings", "rooms", "recordings", "room-new")]
    return [*lists, *(row.get_absolute_url() for row in rows)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_obstacle_for_anybody(
    scheme: str, browser: Browser, ada: User, transcript: Transcript
) -> None:
    assert transcript.meeting
    a_stay(transcript.meeting)
    a_failed_transcript()
    found, paths = [], pages_of(transcript)
    with browser.open(user=ada) as page:
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for path in paths:
            page.goto(path)
            violations = Axe().run(page, options={"rules": {"target-size": {"enabled": True}}}).response["violations"]
            found += [
                (path, each["id"], [node["html"] for node in each["nodes"][:3]])
                for each in violations
                if each["impact"] in ("serious", "critical")
            ]
    assert found == []


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_no_page_scrolls_sideways(width: int, browser: Browser, ada: User, transcript: Transcript) -> None:
    wide, paths = [], pages_of(transcript)
    with browser.open(user=ada, width=width) as page:
        for path in paths:
            page.goto(path)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wide.append(path)
    assert wide == []
