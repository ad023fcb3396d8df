"""A transcript on paper: the words, and nothing of the machine that shows them."""

import re

import pytest
from django.contrib.auth.models import User

from tests.browser import Browser
from tests.viewer.talks import a_long_talk

pytestmark = pytest.mark.browser

A4_WIDTH, A4_HEIGHT = 673, 990  # CSS pixels within our margins
FOR_HANDS = """() => [...document.querySelectorAll(".top, .skip, .player, .actions, .to-words, dialog, #to-now, \
    button:not(.tick), input, select, a[href*='/action-items/']")]
    .filter(element => element.checkVisibility()).map(element => element.outerHTML.slice(0, 90))"""
# How light each of paper and ink is, from 0 to 255.
LIGHT = """() => ["body", ".turn p", ".meta", ".claims"].map(name => {
    const style = getComputedStyle(document.querySelector(name));
    return Math.max(...(name === "body" ? style.backgroundColor : style.color).match(/\\d+/g).slice(0, 3).map(Number));
})"""


def test_print_has_the_words_and_nothing_to_press(browser: Browser, ada: User) -> None:
    talk = a_long_talk()
    talk.short_summary = "Speaker number 0: The launch moves."
    talk.save()
    with browser.open(user=ada, width=A4_WIDTH, height=A4_HEIGHT) as page:
        page.goto(talk.get_absolute_url())
        page.fill("#find-text", "launch")
        page.emulate_media(media="print", color_scheme="dark")
        assert page.evaluate(FOR_HANDS) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        paper, *ink = page.evaluate(LIGHT)
        text = page.inner_text("main")
        pdf = page.pdf(format="A4")
    assert paper == 255
    assert max(ink) < 110
    assert [part for part in ("A long talk", "Summary", "Topics", "Topic number 7", " 39.") if part not in text] == []
    assert 3 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 8
