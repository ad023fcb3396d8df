"""The pictures of docs/images, taken of what the demo left behind: `script/pictures` calls this.

`python -m script.pictures` alone takes them again without running the demo again.
"""

import os
import subprocess
import sys
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, sync_playwright

from script.demo import DATA_DIR, PASSWORD, ROOT, USER, served
from tests.machine import chromium

IMAGES = ROOT / "docs" / "images"
# The first page tells staff that no workers run beside this site.
NO_STAFF = "from django.contrib.auth.models import User; User.objects.update(is_staff=False)"


@dataclass(frozen=True, slots=True)
class Picture:
    """`link` is what to click at the address; the page it leads to is taken then. Sizes in CSS pixels."""

    name: str
    address: str
    link: str = ""
    width: int = 1280
    height: int = 800
    dark: bool = False


PICTURES = (
    Picture("transcript", "/transcripts/", ".entry-title >> nth=0"),
    Picture("transcript-dark", "/transcripts/", ".entry-title >> nth=0", dark=True),
    Picture("transcript-phone", "/transcripts/", ".entry-title >> nth=0", width=390, height=844),
    Picture("transcripts", "/transcripts/"),
    Picture("meeting", "/meetings/", "tbody tr:last-child a >> nth=0", height=980),
    Picture("search", "/search/?q=launch"),
    Picture("action-items", "/action-items/"),
    Picture("recordings", "/recordings/"),
    Picture("home", "/"),
)


def main() -> int:
    """Take all of them; the exit code."""
    program = chromium()
    if program is None:
        return _give_up("Chromium is not installed: apt-get install chromium libatomic1")
    if not (DATA_DIR / "reflector.sqlite3").exists():
        return _give_up("There is nothing to photograph yet: script/demo --once makes it")
    _take_from_staff()
    with served(DATA_DIR) as site, sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for picture in PICTURES:
            _take(picture, chrome, site)
        chrome.close()
    return 0


def _take(picture: Picture, chrome: Browser, site: str) -> None:
    context = chrome.new_context(
        base_url=site,
        viewport={"width": picture.width, "height": picture.height},
        color_scheme="dark" if picture.dark else "light",
        locale="en-GB",
        timezone_id="UTC",
    )
    page = context.new_page()
    _sign_in(page)
    page.goto(picture.address)
    if picture.link:
        page.click(picture.link)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / f"{picture.name}.png")
    sys.stdout.write(f"docs/images/{picture.name}.png\n")
    context.close()


def _sign_in(page: Page) -> None:
    page.goto("/login/")
    page.fill("[name=username]", USER)
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_load_state()


def _take_from_staff() -> None:
    environment = {**os.environ, "PYTHON_DOTENV_DISABLED": "1", "DATA_DIR": str(DATA_DIR), "DATABASE_URL": ""}
    subprocess.run([sys.executable, "manage.py", "shell", "-v0", "-c", NO_STAFF], cwd=ROOT, env=environment, check=True)


def _give_up(why: str) -> int:
    sys.stderr.write(f"script/pictures: {why}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
