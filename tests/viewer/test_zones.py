"""Times on all pages, for readers far from Greenwich."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from reflector_site.readers_day import ZONE_COOKIE
from tests.browser import Browser
from tests.builders import (
    a_correction,
    a_failed_transcript,
    a_meeting,
    a_recording,
    a_recording_error,
    a_room,
    a_stay,
    a_telling,
    a_transcript,
    an_unmatched_recording,
)

pytestmark = pytest.mark.browser

LATE = datetime(2026, 1, 10, 22, 15, tzinfo=UTC)
LISTS = ("home", "transcripts", "meetings", "rooms", "recordings", "action-items")
# All that a page says, with what it says only under the pointer, but for the times whose hint gives the UTC as well.
TEXTS = """() => [document.title, document.body.innerText,
    ...[...document.querySelectorAll("[title]:not(time)")].map(element => element.title)].join(" | ")"""


def test_no_page_leaves_a_time_in_another_zone_than_the_readers(browser: Browser, ada: User) -> None:
    recording = a_recording(a_meeting(a_room(), start_date=LATE), recorded_at=LATE)
    talk = a_transcript(recording, title="", written={"short_summary": {"by": "ada", "at": LATE.isoformat()}})
    assert talk.current
    assert talk.meeting
    talk.current.segments.update(corrected_by="ada", corrected_at=LATE)
    a_stay(talk.meeting)
    a_recording_error(talk.meeting)
    a_telling(talk.current)
    a_correction(talk)
    a_failed_transcript()
    an_unmatched_recording()
    rows = (talk, talk.meeting, talk.room, recording)
    of_talk = [reverse(f"transcript-{name}", args=[talk.pk]) for name in ("edit", "history", "summaries")]
    paths = [*(row.get_absolute_url() for row in rows if row), *of_talk, *map(reverse, LISTS)]
    with browser.open(user=ada, timezone_id="Asia/Tokyo") as page:
        texts = {}
        for path in paths:
            page.goto(path)
            texts[path] = str(page.evaluate(TEXTS))
        cookies = {cookie.get("name"): cookie.get("value") for cookie in page.context.cookies()}
    assert [(path, text) for path, text in texts.items() if " UTC" in text] == []
    assert "11 Jan 2026, 07:15" in texts[talk.get_absolute_url()]
    assert cookies[ZONE_COOKIE] == "Asia/Tokyo"  # which day it is there is up to the site
    assert "Edited by ada, 11 Jan 2026, 07:15" in texts[talk.get_absolute_url()]
