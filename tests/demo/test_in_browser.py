"""The demo's own transcripts in a real browser, from the door on: heard, read, corrected, downloaded and found."""

import csv
import json
import re
from collections.abc import Callable
from io import BytesIO, StringIO
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import now, until
from tests.demo.left import BOTH, LAUNCH, ONE, SILENT

pytestmark = [pytest.mark.slow, pytest.mark.model, pytest.mark.browser]

PEOPLE = ["Joe Alvarez", "Mina Park", "Kenji Mori"]
PLAYING = "!document.querySelector('audio').paused"


def told(page: Page, recording: str) -> dict[str, str]:
    """The transcript of a recording as the API tells of it."""
    (found,) = page.request.get(f"/v1/transcripts/?recording={recording}").json()["results"]
    return dict(found)


def address_of(page: Page, recording: str) -> str:
    return f"/transcripts/{told(page, recording)['id']}/"


def read(page: Page, recording: str = LAUNCH) -> None:
    page.goto(address_of(page, recording))


def said(page: Page) -> str:
    """All words on the page, in order."""
    return " ".join(page.locator(".seg").all_text_contents())


class TestTheTranscript:
    def test_the_first_screen_has_title_date_people_player_lanes_turns_and_summary(self, page: Page) -> None:
        read(page)
        first_turns = [f"#rows .turn >> nth={number}" for number in range(2)]
        for part in ("h1", ".meta time", "#play", ".drawing", "aside h2:has-text('Summary')", *first_turns):
            expect(page.locator(part).first).to_be_in_viewport(ratio=1)
        for name in PEOPLE:
            expect(page.locator(".meta")).to_contain_text(name)
            expect(page.locator(f".lane-names button:has-text('{name}')")).to_be_in_viewport(ratio=1)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    def test_it_plays_from_a_time_marks_the_word_and_comes_back_to_it(self, page: Page) -> None:
        read(page)
        turn = page.locator("#rows .turn >> nth=3")
        turn.locator("a.time").click()
        until(page, PLAYING)
        until(page, "CSS.highlights.get('word')?.size === 1")
        expect(turn).to_have_attribute("aria-current", "true")
        page.mouse.move(400, 600)
        page.mouse.wheel(0, 3000)
        expect(turn).not_to_be_in_viewport()
        page.click("#to-now")
        expect(page.locator(".turn[aria-current]")).to_be_in_viewport()
        expect(page.locator("#to-now")).to_be_hidden()
        page.keyboard.press("k")
        before = now(page)
        page.click("#forth")
        assert now(page) == pytest.approx(before + 10, abs=0.1)

    def test_the_silence_before_the_first_word_is_skipped_when_asked(self, page: Page) -> None:
        read(page)
        first = seconds_in(page.locator(".turn a.time >> nth=0").inner_text())
        assert first >= 3
        page.click("#skip-silence")
        page.evaluate("addEventListener('seeked', () => { window.skipped = true; }, true)")
        page.click("#play")
        until(page, "window.skipped === true")
        assert now(page) >= first - 1

    def test_find_counts_what_stands_there_and_its_keys_walk_through_it(self, page: Page) -> None:
        read(page)
        count = len(re.findall("launch", said(page), re.IGNORECASE))
        assert count > 1
        page.keyboard.press("/")
        page.keyboard.type("launch")
        expect(page.locator("#find-count")).to_have_text(str(count))
        expect(page.locator(".found-mark")).to_have_count(count)
        page.keyboard.press("Enter")
        page.locator("#find-text").blur()
        for key, place in (("n", 2), ("Shift+N", 1)):
            page.keyboard.press(key)
            expect(page.locator("#find-count")).to_have_text(f"{place} of {count}")

    def test_every_share_of_talk_is_told_and_one_person_can_be_read_alone(self, page: Page) -> None:
        read(page)
        shares = [
            int(share) for share in re.findall(r"(\d+) %", " ".join(page.locator(".lane-names").all_inner_texts()))
        ]
        assert len(shares) == len(PEOPLE)
        assert sum(shares) == pytest.approx(100, abs=2)
        page.click(".lane-names button:has-text('Mina Park')")
        visible = page.locator("#rows .turn:visible header b")
        assert set(visible.all_text_contents()) == {"Mina Park"}


class TestBesideTheText:
    def test_every_time_beside_the_text_leads_to_a_row_that_is_there(self, page: Page) -> None:
        read(page)
        times = page.locator("aside a.time")
        targets = [str(link.get_attribute("href")).partition("#")[2] for link in times.all()]
        assert len(targets) > 5
        assert [target for target in targets if page.locator(f"#{target}").count() != 1] == []
        times.first.click()
        expect(page.locator(f"#{targets[0]}")).to_be_in_viewport()
        until(page, PLAYING)

    def test_topics_follow_one_another_and_lead_to_their_beginning(self, page: Page) -> None:
        read(page)
        chapters = page.locator(".chapters a")
        starts = [seconds_in(text) for text in chapters.all_inner_texts()]
        assert len(starts) > 2
        assert all(one < other for one, other in pairwise(starts))
        chapters.nth(2).click()
        assert now(page) == pytest.approx(starts[2], abs=1)


def seconds_in(text: str) -> int:
    minutes, seconds = re.findall(r"(\d+):(\d\d)", text)[0]
    return int(minutes) * 60 + int(seconds)


class TestCorrecting:
    def test_a_corrected_word_is_in_the_subtitles_the_search_and_the_history_until_it_is_undone(
        self, page: Page
    ) -> None:
        read(page)
        transcript = page.url
        before, times = subtitles(page), word_times(page)
        page.keyboard.press("e")
        segment = page.locator(".seg").first
        segment.fill(segment.inner_text().replace("Good", "Splendid"))
        page.keyboard.press("Control+Enter")
        expect(page.locator("#edit-state")).to_have_text("Saved.")
        assert subtitles(page) == before.replace("Good", "Splendid", 1)
        assert word_times(page) == times
        page.goto("/search/?q=splendid")
        expect(page.locator(".hit mark")).to_have_text("Splendid")
        page.goto(f"{transcript}history/")
        expect(page.locator(".entry >> nth=0")).to_contain_text("demo")
        expect(page.locator("ins")).to_have_text("Splendid")
        page.click("button:has-text('Undo') >> nth=0")
        expect(page.locator(".messages")).to_have_text("Undone.")
        page.goto(transcript)
        assert (subtitles(page), word_times(page)) == (before, times)

    def test_a_merged_speaker_is_one_everywhere_until_it_is_undone(self, page: Page) -> None:
        read(page)
        transcript, before = page.url, subtitles(page)
        page.keyboard.press("e")
        page.click("[aria-label='Rename or merge Kenji Mori']")
        page.select_option("#edit-dialog select", label="Joe Alvarez")
        page.click("#edit-dialog button[value=merge]")
        expect(page.locator(".lane-names button")).to_have_count(2)
        merged = subtitles(page)
        assert "Kenji Mori" not in merged
        assert merged == before.replace("<v Kenji Mori>", "<v Joe Alvarez>")
        page.goto(f"{transcript}history/")
        page.click("button:has-text('Undo') >> nth=0")
        page.goto(transcript)
        assert subtitles(page) == before


def subtitles(page: Page) -> str:
    link = str(page.locator(".menu-items a[download] >> nth=0").get_attribute("href"))
    return page.request.get(link).text()


def word_times(page: Page) -> list[tuple[float, float]]:
    link = str(page.locator(".menu-items a[href$=json]").get_attribute("href"))
    return [
        (word["start"], word["end"])
        for segment in page.request.get(link).json()["segments"]
        for word in segment["words"]
    ]


def _is_subtitles(content: bytes) -> bool:
    return b"-->" in content


def _is_text(content: bytes) -> bool:
    return b"launch date" in content.lower()


def _is_word_document(content: bytes) -> bool:
    return any("launch date" in paragraph.text for paragraph in docx.Document(BytesIO(content)).paragraphs)


def _is_table(content: bytes) -> bool:
    _, *rows = csv.reader(StringIO(content.decode("utf-8-sig")))
    return {name for row in rows for name in PEOPLE if name in row} == set(PEOPLE)


def _is_json(content: bytes) -> bool:
    return len(json.loads(content)["segments"]) > 20


def _is_mp3(content: bytes) -> bool:
    return len(content) > 100_000 and (content.startswith(b"ID3") or content[0] == 0xFF)


FORMS: dict[str, Callable[[bytes], bool]] = {
    "vtt": _is_subtitles,
    "numbers.vtt": _is_subtitles,
    "srt": _is_subtitles,
    "txt": _is_text,
    "times.txt": _is_text,
    "md": _is_text,
    "docx": _is_word_document,
    "csv": _is_table,
    "json": _is_json,
    "mp3": _is_mp3,
}


class TestDownloads:
    def test_the_menu_has_every_form_each_by_a_name_of_its_own(self, page: Page) -> None:
        read(page)
        name = f"2026-01-15 {page.locator('h1').inner_text()}"
        links = page.locator(".menu-items a[download]")
        found = {}
        for number in range(links.count()):
            page.click("summary:has-text('Download')")
            with page.expect_download() as download:
                links.nth(number).click()
            found[download.value.suggested_filename] = Path(download.value.path()).read_bytes()
            page.keyboard.press("Escape")
        assert set(found) == {f"{name}.{ending}" for ending in FORMS}
        assert [ending for ending, is_right in FORMS.items() if not is_right(found[f"{name}.{ending}"])] == []

    def test_on_paper_are_the_words_and_not_the_player(self, page: Page) -> None:
        read(page)
        page.emulate_media(media="print")
        expect(page.locator("#player .bar")).to_be_hidden()
        expect(page.locator(".seg").last).to_be_visible()


class TestTheMeeting:
    def test_three_recordings_lie_on_one_clock_and_one_of_them_inside_another(self, page: Page) -> None:
        read(page, BOTH)
        page.click(".meta a:has(time)")
        bars = page.locator("table.bars")
        for recording in ("Recording 1", "Recording 2", "Recording 3"):
            expect(bars.locator(f"tr:has-text('{recording}') svg rect")).to_have_count(1)
        expect(page.locator(".warning")).to_contain_text("Recording 3 lies inside recording 2.")
        expect(page.locator("#takes-section .entry")).to_have_count(3)
        for recording in (SILENT, BOTH, ONE):
            expect(page.locator(f"#takes-section a:has-text('{recording}')")).to_be_visible()
        page.click("summary:has-text('ids')")
        expect(page.locator("dl.facts")).to_contain_text("instanceId")
        page.click("#takes-section .entry-title >> nth=1")
        expect(page.locator(".meta")).to_contain_text("test2, test")
        expect(page.locator("aside")).to_contain_text("Same meeting")

    def test_who_was_there_is_drawn_by_name(self, page: Page) -> None:
        read(page)
        page.click(".meta a:has(time)")
        for name in PEOPLE:
            expect(page.locator(f"table.bars tr:has(th:text-is('{name}')) svg rect")).to_have_count(1)

    def test_one_account_that_came_twice_has_a_bar_for_each_time(self, page: Page) -> None:
        read(page, BOTH)
        page.click(".meta a:has(time)")
        for name, times in (("test", 2), ("test2", 1)):
            expect(page.locator(f"table.bars tr:has(th:text-is('{name}')) svg rect")).to_have_count(times)


class TestLists:
    def test_a_filter_stands_in_the_address_and_is_kept_by_it(self, page: Page) -> None:
        page.goto("/transcripts/")
        expect(page.locator("#entries .entry")).to_have_count(4)
        page.select_option("#id_room", label="launch")
        page.click(".filters button")
        expect(page.locator("#entries .entry")).to_have_count(1)
        assert "room=" in page.url
        page.reload()
        expect(page.locator("#entries .entry")).to_have_count(1)
        page.click("text=Show all")
        expect(page.locator("#entries .entry")).to_have_count(4)

    def test_every_recording_is_in_the_ledger_with_what_became_of_it(self, page: Page) -> None:
        page.goto("/recordings/")
        expect(page.locator("tbody tr")).to_have_count(4)
        expect(page.locator("tbody tr:has-text('Ready')")).to_have_count(4)

    def test_the_first_page_has_the_newest_and_says_what_stands_still(self, page: Page) -> None:
        page.goto("/")
        expect(page.locator(".columns .entry-title").first).to_have_text(told(page, LAUNCH)["title"])
        expect(page.locator(".attention")).to_contain_text("No host has workers for it")


class TestSearch:
    def test_a_hit_leads_to_the_moment_it_was_said(self, page: Page) -> None:
        page.goto("/")
        page.keyboard.press("/")
        page.keyboard.type('"discount code" -website')
        page.keyboard.press("Enter")
        hit = page.locator(".hit:not(.told) a.said").first
        expect(hit.locator("b")).to_have_text("Mina Park")
        expect(hit.locator("mark").first).to_have_text("discount")
        hit.click()
        expect(page.locator("#find-text")).to_have_value("discount code")
        assert now(page) == pytest.approx(seconds_in(page.locator(".turn.has-hit a.time").inner_text()), abs=15)
        expect(page.locator(".turn.has-hit")).to_be_in_viewport()

    def test_what_one_person_said_is_found_by_other_forms_of_the_word(self, page: Page) -> None:
        page.goto("/search/?q=budgets&speaker=Kenji")
        assert set(page.locator(".hit:not(.told) a.said b").all_inner_texts()) == {"Kenji Mori"}


PAGES = (
    "/",
    "/transcripts/",
    "/meetings/",
    "/rooms/",
    "/recordings/",
    "/action-items/",
    "/search/",
    "/search/?q=launch",
    "/search/?q=zebra",
    "/tokens/",
)


def addresses_of(page: Page) -> list[str]:
    """Of the site's pages, those of the demo's rows among them."""
    rows = [address_of(page, recording) for recording in (LAUNCH, BOTH, SILENT)]
    return [*PAGES, *rows, f"{rows[0]}history/", f"{rows[0]}edit/", f"/recordings/{LAUNCH}/"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_obstacle_for_anybody(scheme: str, page: Page) -> None:
    found = []
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for address in addresses_of(page):
        answer = page.goto(address)
        assert answer, address
        assert answer.ok, address
        issues = Axe().run(page, options={"rules": {"target-size": {"enabled": True}}}).response["violations"]
        found += [(address, each["id"]) for each in issues if each["impact"] in ("serious", "critical")]
    assert found == []


@pytest.mark.parametrize("width", [360, 1280, 2560])
def test_no_page_scrolls_sideways(width: int, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    wide = []
    for address in addresses_of(page):
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(address)
    assert wide == []
