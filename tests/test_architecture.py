"""The shape of the code, held by rules; each rule is shown to catch what it is for."""

from pathlib import Path, PurePosixPath

import pytest

from tests import architecture
from tests.architecture import RULES, Module, Rule, broken, modules_of

ROOT = Path(__file__).resolve().parent.parent
LONG_FUNCTION = "def f():\n" + "    x = 1\n" * architecture.LINES_OF_A_FUNCTION
LONG_FILE = "x = 1\n" * (architecture.LINES_OF_A_FILE + 1)

BROKEN: tuple[tuple[Rule, str, str], ...] = (
    (architecture.apps_import_downwards, "rooms/views.py", "from meetings.models import Meeting"),
    (architecture.apps_import_downwards, "recordings/admin.py", "import transcripts"),
    (architecture.apps_import_downwards, "meetings/opening.py", "from reflector_site import settings"),
    (architecture.apps_import_downwards, "meetings/opening.py", "from reflector_site.urls import urlpatterns"),
    (
        architecture.parts_of_transcripts_import_downwards,
        "transcripts/correcting/desk.py",
        "from transcripts import pipeline",
    ),
    (architecture.parts_of_transcripts_import_downwards, "transcripts/drawer.py", ""),
    (architecture.the_foundation_stands_on_nothing, "reflector_site/http.py", "from meetings.platforms import base"),
    (architecture.the_foundation_stands_on_nothing, "reflector_site/queue.py", "from reflector_site import settings"),
    (architecture.pure_packages_stay_pure, "transcripts/text/words.py", "from django.conf import settings"),
    (architecture.pure_packages_stay_pure, "transcripts/text/speakers.py", "from transcripts.models import Segment"),
    (architecture.pure_packages_stay_pure, "transcripts/text/webvtt.py", "from transcripts.speech import timeline"),
    (architecture.pure_packages_stay_pure, "transcripts/speech/bleed.py", "from transcripts.text import segments"),
    (architecture.pure_packages_stay_pure, "transcripts/speech/engine.py", "from reflector_site import env"),
    (
        architecture.platform_clients_know_no_tables,
        "meetings/platforms/daily/client.py",
        "from rooms.models import Room",
    ),
    (architecture.platform_clients_know_no_tables, "meetings/platforms/base.py", "from django.db import models"),
    (architecture.the_queue_is_called_in_one_place, "recordings/polling.py", "from django_q.tasks import async_task"),
    (architecture.the_product_does_without_its_tests, "rooms/admin.py", "from tests.machine import needs"),
    (architecture.imports_stand_at_the_top, "rooms/models.py", "def f():\n    import json"),
    (
        architecture.imports_stand_at_the_top,
        "rooms/apps.py",
        "class A:\n    def other(self):\n        from rooms import x",
    ),
    (architecture.functions_are_short, "rooms/models.py", LONG_FUNCTION),
    (architecture.functions_are_short, "rooms/models.py", LONG_FUNCTION.replace("def", "async def")),
    (architecture.files_are_short, "tests/test_rooms.py", LONG_FILE),
    (architecture.modules_are_named_for_an_idea, "rooms/utils.py", ""),
    (architecture.modules_are_named_for_an_idea, "transcripts/services/mixing.py", ""),
)
KEPT: tuple[tuple[Rule, str, str], ...] = (
    (architecture.apps_import_downwards, "transcripts/views.py", "from rooms.models import Room"),
    (architecture.apps_import_downwards, "meetings/opening.py", "from reflector_site import queue"),
    (architecture.apps_import_downwards, "reflector_site/urls.py", "from transcripts import views"),
    (architecture.apps_import_downwards, "rooms/names.py", "import meetings_of_others"),
    (architecture.parts_of_transcripts_import_downwards, "transcripts/pipeline.py", "from transcripts import steps"),
    (architecture.pure_packages_stay_pure, "transcripts/speech/engine.py", "from transcripts.text.words import Word"),
    (architecture.pure_packages_stay_pure, "transcripts/pipeline.py", "from django.db import transaction"),
    (architecture.the_queue_is_called_in_one_place, "reflector_site/queue.py", "from django_q.tasks import async_task"),
    (
        architecture.imports_stand_at_the_top,
        "rooms/apps.py",
        "class A:\n    def ready(self):\n        import rooms.checks",
    ),
    (architecture.functions_are_short, "rooms/models.py", LONG_FUNCTION.removesuffix("    x = 1\n")),
    (architecture.files_are_short, "tests/test_rooms.py", LONG_FILE.removesuffix("x = 1\n")),
)


def _module(path: str, source: str) -> Module:
    return Module(PurePosixPath(path), source)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_code_keeps_the_rule(rule: Rule) -> None:
    assert broken(rule, modules_of(ROOT)) == []


@pytest.mark.parametrize(("rule", "path", "source"), BROKEN)
def test_the_rule_catches(rule: Rule, path: str, source: str) -> None:
    assert list(rule(_module(path, source)))


@pytest.mark.parametrize(("rule", "path", "source"), KEPT)
def test_the_rule_allows(rule: Rule, path: str, source: str) -> None:
    assert not list(rule(_module(path, source)))


def test_each_rule_is_shown_to_catch_something() -> None:
    assert {rule for rule, _, _ in BROKEN} == set(RULES)


def test_pages_and_their_scripts_are_short() -> None:
    files = (file for folder in ("templates", "static") for file in (ROOT / folder).rglob("*.*"))
    lines = {file.name: file.read_text().count("\n") for file in files if file.suffix in (".html", ".js")}
    assert {name: count for name, count in lines.items() if count > architecture.LINES_OF_A_FILE} == {}
