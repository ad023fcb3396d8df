"""Words that were heard and not believed are counted, kept, and shown to whoever asks for them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reflector_site.queue import Queue
from tests.builders import a_staff_member, a_user
from tests.pipeline.working import MIXED, a_version_at_work, end, heard, prepare_all, step_of, work_off
from transcripts.models import Step, Version

pytestmark = pytest.mark.django_db


def quietly(result: dict[str, Any]) -> dict[str, Any]:
    """The same, a little later and as it comes out of a loudspeaker."""
    return {**result, "words": [[start + 150, end + 150, text, p, -42.0] for start, end, text, p, _ in result["words"]]}


def a_version_with_doubts() -> Version:
    """Two tracks: what the first says is heard again in the second, which has words where nobody spoke."""
    version = a_version_at_work(tracks=2)
    prepare_all(version)
    said = heard("How long will the fix take?")
    invented = [[9_000, 9_200, " Thanks", "no_voice"], [9_200, 9_600, " for", "no_voice"]]
    end(version, Step.Kind.TRANSCRIBE, "0:0", result=said)
    echo = {**quietly(said), "dropped": {"no_voice": 2, "loop": 0}, "left_out": invented}
    end(version, Step.Kind.TRANSCRIBE, "1:0", result=echo)
    end(version, Step.Kind.MIX, result=MIXED)
    work_off(Queue.QUICK)
    return version


def test_they_are_counted_and_kept_with_their_reasons() -> None:
    result = step_of(a_version_with_doubts(), Step.Kind.ASSEMBLE).result
    assert result is not None
    assert result["dropped"] == {"no_voice": 2, "loop": 0, "bleed": 6}
    assert [(each["speaker"], each["start_ms"], each["text"], each["why"]) for each in result["left_out"]] == [
        (1, 1_150, "How long will the fix take?", "bleed"),
        (1, 9_000, "Thanks for", "no_voice"),
    ]


def test_pieces_made_before_the_words_were_kept_still_count() -> None:
    version = a_version_at_work()
    prepare_all(version)
    end(version, Step.Kind.TRANSCRIBE, "0:0", result={**heard("Hello."), "dropped": {"no_voice": 0, "loop": 60}})
    work_off(Queue.QUICK)
    result = step_of(version, Step.Kind.ASSEMBLE).result
    assert result is not None
    assert (result["dropped"]["loop"], result["left_out"]) == (60, [])


def test_a_reader_learns_how_many_there_were_and_why() -> None:
    client = Client()
    client.force_login(a_user(is_superuser=True))
    page = client.get(a_version_with_doubts().transcript.get_absolute_url()).content.decode()
    assert "8 words were left out: 2 where nobody spoke, 6 as an echo of somebody else." in page
    assert "Thanks for" not in page


def test_staff_read_the_words_themselves() -> None:
    client = Client()
    client.force_login(a_staff_member())
    version = a_version_with_doubts()
    page = client.get(reverse("admin:transcripts_version_change", args=[version.pk])).content.decode()
    assert "[00:01] Speaker 1: “How long will the fix take?”, as an echo of somebody else" in page
    assert "[00:09] Speaker 1: “Thanks for”, where nobody spoke" in page


def test_a_page_of_them_stays_a_page() -> None:
    client = Client()
    client.force_login(a_staff_member())
    version = a_version_with_doubts()
    step = step_of(version, Step.Kind.ASSEMBLE)
    assert step.result is not None
    step.result["left_out"] *= 150
    step.save()
    page = client.get(reverse("admin:transcripts_version_change", args=[version.pk])).content.decode()
    assert page.count("“Thanks for”") == 100
    assert "and 100 more, in the result of the step" in page
