"""Pages that keep themselves up to date take nothing from their readers: no words half written, and no sound."""

from collections.abc import Callable, Iterator
from threading import Thread

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.urls import reverse
from playwright.sync_api import expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.browser import Browser
from tests.builders import a_meeting, a_recording, a_room, a_step, a_telling, a_transcript, a_user
from tests.pages.tone import a_tone
from transcripts.models import Step, Transcript

pytestmark = pytest.mark.browser

NAME = "mixed/live/1-1.wav"
NOTICE = "This page has changed. Reload"
TELL = {"maker": "embedded", "model": "", "language": "", "instructions": "", "asked_by": None, "use": True}


@pytest.fixture
def ada(live_server: LiveServer) -> User:
    del live_server
    return a_user("ada", is_superuser=True)


@pytest.fixture
def transcript(ada: User) -> Iterator[Transcript]:
    """Being made anew while it is read."""
    storages["audio"].save(NAME, ContentFile(a_tone()))
    recording = a_recording(a_meeting(a_room(owner=ada)))
    made = a_transcript(recording, audio_name=NAME, status="transcribing", title="Launch")
    a_step(made.versions.get(), "mix")
    yield made
    storages["audio"].delete(NAME)


def elsewhere(change: Callable[[], object]) -> None:
    """In another thread: in this one the browser's event loop runs, beside which Django refuses the database."""

    def run() -> None:
        change()
        connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join()


def to_status(transcript: Transcript, status: str) -> None:
    elsewhere(lambda: Transcript.objects.filter(pk=transcript.pk).update(status=status, title="Launch in March"))


def test_what_is_written_in_a_dialog_stays_until_its_writer_loads_the_page(
    browser: Browser, ada: User, transcript: Transcript
) -> None:
    with browser.open(user=ada) as page:
        page.goto(transcript.get_absolute_url())
        page.keyboard.press("e")
        page.click("#edit-bar >> text=Title")
        page.fill("#edit-dialog #text_text", "Launch in May")
        to_status(transcript, "ready")
        expect(page.locator(".changed")).to_have_text(NOTICE)
        expect(page.locator("#edit-dialog #text_text")).to_have_value("Launch in May")
        page.keyboard.press("Escape")
        page.click(".changed a")
        expect(page.locator("h1").first).to_have_text("Launch in March")
        expect(page.locator(".changed")).to_have_count(0)


def test_the_sound_goes_on_and_no_step_of_the_work_ends_it(browser: Browser, ada: User, transcript: Transcript) -> None:
    with browser.open(user=ada) as page:
        page.goto(transcript.get_absolute_url())
        page.click("#play")
        to_status(transcript, "summarising")
        expect(page.locator("#work .badge").first).to_have_text("Being summarised")
        expect(page.locator(".changed")).to_have_count(0)
        to_status(transcript, "ready")
        expect(page.locator(".changed")).to_have_text(NOTICE)
        assert not page.evaluate("document.querySelector('audio').paused")


def test_wishes_that_are_being_written_stay_when_another_summary_is_there(
    browser: Browser, ada: User, transcript: Transcript, settings: Settings
) -> None:
    settings.LLM_URL = "http://llm.invalid"
    version = transcript.versions.get()
    a_step(version, "tell", part="1", status="queued", input=TELL)
    with browser.open(user=ada) as page:
        page.goto(reverse("transcript-summaries", args=[transcript.pk]))
        page.fill("#id_instructions", "Name the budget first.")
        elsewhere(lambda: (a_telling(version), Step.objects.filter(kind="tell").update(status="done")))
        expect(page.locator(".changed")).to_have_text(NOTICE)
        expect(page.locator("#id_instructions")).to_have_value("Name the budget first.")
        expect(page.locator("#underway")).to_have_text("")
