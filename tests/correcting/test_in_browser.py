"""Edit mode in a real browser, and the same work without scripts."""

from collections.abc import Callable
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.db import connection
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser import Browser
from tests.correcting.editing import a_talk, an_editor, lines, names, segment, shown, speakers, split, write_text
from transcripts.models import Transcript

pytestmark = pytest.mark.browser


@pytest.fixture
def ada(live_server: LiveServer) -> User:
    del live_server
    return an_editor()


@pytest.fixture
def talk(ada: User) -> Transcript:
    del ada
    return a_talk()


def elsewhere(act: Callable[[], object]) -> None:
    """In another thread: in this one the browser's event loop runs, beside which Django refuses the database."""

    def run() -> None:
        act()
        connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join()


def start_editing(page: Page, transcript: Transcript) -> None:
    page.goto(transcript.get_absolute_url())
    page.keyboard.press("e")
    expect(page.locator("#edit-bar")).to_be_visible()


def type_over(page: Page, position: int, text: str) -> None:
    page.locator(f".seg[data-n='{position}']").fill(text)


def test_a_text_is_saved_when_one_leaves_it_and_says_so(browser: Browser, ada: User, talk: Transcript) -> None:
    with browser.open(user=ada) as page:
        start_editing(page, talk)
        type_over(page, 0, "We launch in March, Joe.")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#edit-state")).to_have_text("Saved.")
        type_over(page, 1, "March, then.")
        page.focus("#edit")
        expect(page.locator(".seg[data-n='1']")).to_have_class("seg edited")
        page.keyboard.press("e")
        expect(page.locator("#edit-bar")).to_be_hidden()
        page.reload()
        expect(page.locator(".seg[data-n='0']")).to_have_text("We launch in March, Joe.")
    assert [segment(talk, position).text for position in (0, 1)] == ["We launch in March, Joe.", "March, then."]


def test_escape_leaves_a_text_as_it_was_and_no_key_is_a_shortcut_while_typing(
    browser: Browser, ada: User, talk: Transcript
) -> None:
    with browser.open(user=ada) as page:
        start_editing(page, talk)
        page.click(".seg[data-n='0']")
        page.keyboard.type("jkle ")
        expect(page.locator("#edit-bar")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator(".seg[data-n='0']")).to_have_text("We lunch in March.")
    assert shown(talk).revision == 0


def test_of_two_people_the_later_sees_both_texts_and_decides(browser: Browser, ada: User, talk: Transcript) -> None:
    bob = an_editor("bob")
    with browser.open(user=ada, errors_expected=True) as page:
        start_editing(page, talk)
        elsewhere(lambda: write_text(talk, 0, "We launch in May.", bob))
        type_over(page, 0, "We munch in March.")
        page.keyboard.press("Control+Enter")
        conflict = page.locator(".conflict")
        expect(conflict).to_contain_text("bob changed this meanwhile")
        expect(conflict).to_contain_text("We launch in May.")
        expect(page.locator(".seg[data-n='0']")).to_have_text("We munch in March.")
        page.click("text=Save mine instead")
        expect(page.locator("#edit-state")).to_have_text("Saved.")
        expect(conflict).to_have_count(0)
    assert segment(talk, 0).text == "We munch in March."


def test_a_text_that_cannot_be_saved_stays_and_is_saved_when_the_site_is_back(
    browser: Browser, ada: User, talk: Transcript
) -> None:
    with browser.open(user=ada, errors_expected=True) as page:
        start_editing(page, talk)
        page.route("**/v1/**", lambda route: route.abort())
        type_over(page, 0, "We launch.")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#edit-state")).to_contain_text("Not saved: the site does not answer")
        page.click("#edit")
        expect(page.locator("#edit-bar")).to_be_visible()
        page.unroute("**/v1/**")
        page.click("#edit-again")
        expect(page.locator("#edit-state")).to_have_text("Saved.")
    assert segment(talk, 0).text == "We launch."


def test_a_row_is_given_to_a_new_speaker_and_one_goes_on_editing(browser: Browser, ada: User, talk: Transcript) -> None:
    with browser.open(user=ada, errors_expected=True) as page:
        start_editing(page, talk)
        page.click(".seg[data-n='2']")
        page.click("#t2 >> text=Speaker…")
        page.select_option("#give_to", "new")
        page.click("button[value=give]")
        expect(page.locator("#edit-dialog")).to_contain_text("Give the new speaker a name.")
        page.fill("#give_name", "<script>alert(1)</script>")
        page.click("button[value=give]")
        expect(page.locator("#t2 header b")).to_have_text("<script>alert(1)</script>")
        expect(page.locator("#edit-state")).to_have_text("Saved.")
        expect(page.locator("#edit")).to_have_text("Done")
    assert (speakers(talk), names(talk)[2]) == ([0, 1, 2, 1, 0], "<script>alert(1)</script>")


def test_a_segment_is_split_at_the_cursor_and_the_rest_given_to_somebody_else(
    browser: Browser, ada: User, talk: Transcript
) -> None:
    with browser.open(user=ada) as page:
        start_editing(page, talk)
        page.click(".seg[data-n='0']")
        page.keyboard.press("Home")
        for _ in "We lunch ":
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Alt+Enter")
        expect(page.locator("#edit-dialog label:has(:checked)")).to_have_text("in")
        expect(page.locator("#edit-dialog input:checked")).to_be_focused()
        expect(page.locator("#split_name")).to_be_hidden()
        expect(page.locator("#edit-dialog").get_by_text("Cancel")).to_have_count(0)
        expect(page.get_by_role("button", name="Close")).to_have_count(1)
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Tab")
        page.select_option("#split_to", "1")
        page.click("#edit-dialog button[value=split]")
        expect(page.locator(".seg[data-n='5']")).to_have_text("March.")
        expect(page.locator(".turn:has(.seg[data-n='5']) header b")).to_have_text("Bob")
        expect(page.locator("#edit")).to_have_text("Done")
    assert lines(talk)[:3] == [(0, "We lunch in"), (1, "March."), (1, "March it is.")]


def test_parts_are_joined_again_from_the_same_tool(browser: Browser, ada: User, talk: Transcript) -> None:
    split(talk, 0, 2, ada)
    with browser.open(user=ada) as page:
        start_editing(page, talk)
        page.click(".seg[data-n='0']")
        page.click("#t0 >> text=Split…")
        page.click("#edit-dialog button[value=join]")
        expect(page.locator(".seg[data-n='0']")).to_have_text("We lunch in March.")
    assert segment(talk, 0).cut_at is None


def test_a_speaker_is_renamed_from_the_lanes_and_the_title_from_the_bar(
    browser: Browser, ada: User, talk: Transcript
) -> None:
    with browser.open(user=ada) as page:
        start_editing(page, talk)
        page.click("[aria-label='Rename or merge Bob']")
        page.fill("#edit-dialog #text_text", "Robert Ångström")
        page.keyboard.press("Enter")
        expect(page.locator("#t1 header b")).to_have_text("Robert Ångström")
        page.click("#edit-bar >> text=Title")
        page.fill("#edit-dialog #text_text", "Launch in March")
        page.keyboard.press("Enter")
        expect(page.locator("h1").first).to_have_text("Launch in March")
        expect(page.locator(".meta")).to_contain_text("title edited")
    assert (names(talk)[1], shown(talk).title) == ("Robert Ångström", "Launch in March")


def test_without_scripts_everything_is_changed_and_undone_by_forms(
    browser: Browser, ada: User, talk: Transcript
) -> None:
    with browser.open(user=ada, errors_expected=True) as page:
        page.route("**/*.js", lambda route: route.abort())
        page.goto(talk.get_absolute_url())
        page.click("text=Edit")
        page.click("text=Edit what Ada says at 0:00")
        page.fill("#text_text", "We launch in March.")
        page.click("button[value=write]")
        expect(page.locator("#t0")).to_contain_text("We launch in March.")
        page.goto(reverse("transcript-history", args=[talk.pk]))
        expect(page.locator("del")).to_have_text("lunch")
        expect(page.locator("ins")).to_have_text("launch")
        page.click("text=Undo")
        expect(page.locator(".messages")).to_have_text("Undone.")
        page.goto(reverse("transcript-edit-segment", args=[talk.pk, 2]))
        page.click("label:has-text('budget?')")
        page.click("button[value=split]")
        expect(page.locator(".seg[data-n='5']")).to_have_text("budget?")
    assert [text for _, text in lines(talk)[:4]] == ["We lunch in March.", "March it is.", "And the", "budget?"]


def test_a_word_is_replaced_where_one_wants_it(browser: Browser, ada: User, talk: Transcript) -> None:
    with browser.open(user=ada) as page:
        page.goto(talk.get_absolute_url())
        page.click("summary:has-text('More')")
        page.click("text=Replace words")
        page.fill("#replace_find", "march")
        page.fill("#replace_put", "May")
        page.click("text=Show the places")
        expect(page.locator(".entry ins")).to_have_text(["May", "May", "May"])
        page.uncheck(".entry:has-text('it is') >> input")
        page.click("text=Replace in those chosen")
        expect(page.locator(".messages")).to_contain_text("Replaced in 2 places.")
        expect(page.locator("#t0 .seg")).to_have_text("We lunch in May.")
    assert [text for _, text in lines(talk)][:2] == ["We lunch in May.", "March it is."]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_editing_is_an_obstacle_or_scrolls_sideways(
    scheme: str, browser: Browser, ada: User, talk: Transcript
) -> None:
    write_text(talk, 0, "We launch in March.", ada)
    paths = [
        reverse("transcript-edit", args=[talk.pk]),
        reverse("transcript-edit-segment", args=[talk.pk, 0]),
        reverse("transcript-edit-field", args=[talk.pk, "short_summary"]),
        reverse("transcript-edit-speaker", args=[talk.pk, 0]),
        reverse("transcript-history", args=[talk.pk]),
        f"{reverse('transcript-replace', args=[talk.pk])}?find=march&put=May",
    ]
    found = []
    with browser.open(user=ada, width=390) as page:
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for path in paths:
            page.goto(path)
            found += obstacles(page)
        start_editing(page, talk)
        page.click(".seg[data-n='1']")
        found += obstacles(page)
        page.click("#t1 >> text=Speaker…")
        expect(page.locator("#give_to")).to_be_visible()
        found += obstacles(page)
        page.keyboard.press("Escape")
        page.click("#t1 >> text=Split…")
        expect(page.locator("#split_to")).to_be_visible()
        found += obstacles(page)
    assert found == []


def obstacles(page: Page) -> list[str]:
    violations = Axe().run(page).response["violations"]
    serious = [
        f"{page.url} {each['id']} {each['nodes'][0]['html']}"
        for each in violations
        if each["impact"] in ("serious", "critical")
    ]
    return serious + (
        [f"{page.url} is too wide"] if page.evaluate("document.documentElement.scrollWidth > innerWidth") else []
    )
