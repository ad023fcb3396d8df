"""The transcript page by keyboard alone: all can be reached, seen while it has the focus, and left again."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from tests.browser import Browser
from tests.viewer.talks import a_long_talk

pytestmark = pytest.mark.browser

# What is wrong with the element that has the focus; "" when it is in view, uncovered and outlined, null past the last.
LOOK = """() => {
    const element = document.activeElement;
    if (element === document.body) return null;
    (window.reached ??= new Set()).add(element);
    const box = element.getBoundingClientRect();
    const middle = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    const top = document.elementFromPoint(...middle);
    const wrong = [];
    if (box.top < 0 || box.bottom > innerHeight || middle[0] < 0 || middle[0] > innerWidth) wrong.push("out of view");
    else if (!top || !(element.contains(top) || top.contains(element))) wrong.push(`beneath ${top?.outerHTML}`);
    if (getComputedStyle(element).outlineStyle === "none") wrong.push("without an outline");
    return wrong.length ? `${element.outerHTML.slice(0, 90)}: ${wrong}` : "";
}"""
NOT_REACHED = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary")]
    .filter(element => element.checkVisibility() && !element.closest(".turn-tools") && !window.reached.has(element))
    .map(element => element.outerHTML.slice(0, 90))"""
MOST_PRESSES = 400


def tab_through(page: Page, key: str) -> list[str]:
    """Press the key until the focus has been everywhere; what was wrong on the way."""
    found: list[str] = []
    for _ in range(MOST_PRESSES):
        page.keyboard.press(key)
        wrong = page.evaluate(LOOK)
        if wrong is None:
            return found
        found += [wrong] if wrong else []
    pytest.fail(f"{key} never leaves the page")


@pytest.mark.parametrize(("key", "width", "height"), [("Tab", 390, 844), ("Shift+Tab", 1280, 800)])
def test_whatever_has_the_focus_is_in_view_and_nothing_covers_it(
    key: str, width: int, height: int, browser: Browser, ada: User
) -> None:
    talk = a_long_talk()
    with browser.open(user=ada, width=width, height=height) as page:
        page.goto(talk.get_absolute_url())
        assert tab_through(page, key) == []
        assert page.evaluate(NOT_REACHED) == []


def test_one_can_skip_to_the_words_leave_menus_and_dialogs_and_turn_the_keys_off(browser: Browser, ada: User) -> None:
    talk = a_long_talk(speakers=2, turns=4)
    with browser.open(user=ada) as page:
        page.goto(talk.get_absolute_url())
        for key in ("Tab", "Tab", "Enter", "Tab"):
            page.keyboard.press(key)
        assert page.evaluate("document.activeElement.closest('#rows') !== null")

        page.locator("summary", has_text="Download").press("Enter")
        expect(page.locator("text=Subtitles, SRT")).to_be_visible()
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")
        expect(page.locator("text=Subtitles, SRT")).to_be_hidden()
        expect(page.locator("summary", has_text="Download")).to_be_focused()
        page.keyboard.press("Enter")
        page.click("h1")
        expect(page.locator("text=Subtitles, SRT")).to_be_hidden()

        page.focus("#help")
        page.keyboard.press("?")
        page.uncheck("#keys-on")
        page.keyboard.press("Escape")
        expect(page.locator("#help")).to_be_focused()
        page.reload()
        page.keyboard.press("?")
        page.keyboard.press("/")
        expect(page.locator("#shortcuts")).to_be_hidden()
        expect(page.locator("#find-text")).not_to_be_focused()


def test_the_page_glides_to_a_row_only_for_who_does_not_mind(browser: Browser, ada: User) -> None:
    talk = a_long_talk(speakers=2)
    glide = "() => { document.querySelector('.chapters a:last-child').click(); return scrollY }"
    with browser.open(user=ada, reduced_motion="reduce") as page:
        page.goto(talk.get_absolute_url())
        assert page.evaluate(glide) > 0
        expect(page.locator(".turn.current")).to_be_in_viewport()
        page.emulate_media(reduced_motion="no-preference")
        page.goto(talk.get_absolute_url())
        assert page.evaluate(glide) == 0
        expect(page.locator(".turn.current")).to_be_in_viewport()
        expect(page.locator("#action-items-title")).to_be_in_viewport()  # the summary stays beside the words
