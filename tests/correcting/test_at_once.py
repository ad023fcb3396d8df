"""Two people at once, each on a connection of their own: no change is lost, and none is overwritten unseen."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.db import connection

from reflector_site.queue import Queue
from tests.correcting.editing import SAID, a_talk, an_editor, lines, segment, shown, write
from tests.correcting.test_making_anew import texts
from tests.pipeline.working import MIXED, a_version_at_work, claimed, end, heard, prepare_all, step_of, work_off
from transcripts import pipeline
from transcripts.correcting import changing, cutting
from transcripts.correcting.desk import Conflict, Refused
from transcripts.correcting.undoing import undo
from transcripts.models import Correction, Step

pytestmark = pytest.mark.django_db(transaction=True)


def together(*works: Callable[[], object]) -> list[str]:
    """How each ended, all begun at once."""
    ready = Barrier(len(works))
    with ThreadPoolExecutor(len(works)) as pool:
        return [run.result() for run in [pool.submit(_ended, work, ready) for work in works]]


def _ended(work: Callable[[], object], ready: Barrier) -> str:
    try:
        ready.wait()
        return "nothing" if work() is None else "done"
    except Conflict:
        return "conflict"
    except Refused:
        return "refused"
    finally:
        connection.close()


@pytest.fixture
def people() -> tuple[User, User]:
    return an_editor("ada"), an_editor("bob")


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_texts_for_one_segment_one_is_written_and_the_other_learns_of_it(
    attempt: int, people: tuple[User, User]
) -> None:
    talk = a_talk()
    wanted = [f"This is what {person.username} heard." for person in people]
    ends = together(
        *(
            partial(changing.write_text, talk.pk, 0, text, version=1, was=SAID[0], by=person)
            for text, person in zip(wanted, people, strict=True)
        )
    )
    assert sorted(ends) == ["conflict", "done"]
    assert segment(talk, 0).text == wanted[ends.index("done")]
    assert segment(talk, 0).text in shown(talk).webvtt


@pytest.mark.parametrize("attempt", range(3))
def test_changes_of_different_things_at_once_are_all_there(attempt: int, people: tuple[User, User]) -> None:
    talk = a_talk()
    ada, bob = people
    ends = together(
        lambda: changing.write_text(talk.pk, 0, "One.", version=1, was=SAID[0], by=ada),
        lambda: changing.write_text(talk.pk, 1, "Two.", version=1, was=SAID[1], by=bob),
        lambda: changing.write_field(talk.pk, "title", "Mine", was="A talk", by=ada),
        lambda: changing.rename(talk.pk, 0, "Eve", was="Ada", by=bob),
        lambda: changing.rename(talk.pk, 1, "Rob", was="Bob", by=ada),
    )
    row = shown(talk)
    assert ends == ["done"] * 5
    assert texts(talk)[:2] == ["One.", "Two."]
    assert (row.title, [p["name"] for p in row.participants], row.revision) == ("Mine", ["Eve", "Rob"], 5)
    assert "<v Speaker0>One.\n" in row.webvtt
    assert "<v Speaker1>Two.\n" in row.webvtt


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_who_split_a_segment_one_does_and_no_word_is_lost(attempt: int, people: tuple[User, User]) -> None:
    talk = a_talk()
    ends = together(
        *(
            partial(cutting.split, talk.pk, 0, word, version=1, was=SAID[0], by=person)
            for word, person in zip((1, 2), people, strict=True)
        ),
        lambda: changing.write_text(talk.pk, 1, "Two.", version=1, was=SAID[1], by=people[0]),
    )
    assert sorted(ends[:2]) == ["conflict", "done"]
    parts = [("We", "lunch in March."), ("We lunch", "in March.")][ends.index("done")]
    assert tuple(text for _, text in lines(talk)[:3]) == (*parts, "Two.")


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_who_undo_one_does(attempt: int, people: tuple[User, User]) -> None:
    talk = a_talk()
    made = write(talk, "title", "Mine", people[0])

    def undone(person: User) -> bool:
        undo(made, by=person)
        return True

    assert sorted(together(*(partial(undone, person) for person in people))) == ["done", "refused"]
    assert shown(talk).title == "A talk"


@pytest.mark.parametrize("attempt", range(3))
def test_a_change_made_as_a_new_version_takes_its_place_is_in_it_or_refused(
    attempt: int, people: tuple[User, User]
) -> None:
    transcript = a_version_at_work().transcript
    prepare_all(transcript.versions.get())
    end(transcript.versions.get(), Step.Kind.TRANSCRIBE, "0:0", result=heard("We lunch."))
    end(transcript.versions.get(), Step.Kind.MIX, result=MIXED)
    work_off(Queue.QUICK)
    pipeline.start_again(shown(transcript))
    version = transcript.versions.get(number=2)
    prepare_all(version)
    end(version, Step.Kind.TRANSCRIBE, "0:0", result=heard("We lunch."))
    work_off(Queue.QUICK)
    mixing = claimed(step_of(version, Step.Kind.MIX))
    ends = together(
        lambda: changing.write_text(transcript.pk, 0, "We launch.", version=1, was="We lunch.", by=people[0]),
        lambda: pipeline.finished(mixing, MIXED),
    )
    work_off(Queue.QUICK)
    assert shown(transcript).status == "ready"
    assert (ends[0], texts(transcript)) in [("done", ["We launch."]), ("conflict", ["We lunch."])]
    assert Correction.objects.count() == (ends[0] == "done")
