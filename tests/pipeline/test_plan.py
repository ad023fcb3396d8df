"""The graph of steps: what begins when, and that every way through it has an end."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcripts import plan
from transcripts.models import Step

Kind, Status = Step.Kind, Step.Status
Place = tuple[str, str]
PARTICIPANTS, ASSEMBLE, SUMMARISE, MIX = ((str(kind), "") for kind in ("participants", "assemble", "summarise", "mix"))


def facts(**status_by_step: str) -> dict[Place, str]:
    """`fetch_0="done", transcribe_0_1="failed"` and so on."""
    found = {}
    for step, status in status_by_step.items():
        kind, _, part = step.partition("_")
        found[kind, part.replace("_", ":")] = status
    return found


HEARD = facts(participants="done", fetch_0="done", fetch_1="done", prepare_0="done", prepare_1="done")


def begun(known: dict[Place, str], *, tracks: int = 2) -> set[Place]:
    return set(plan.steps_to_begin(known, tracks=tracks))


def test_at_first_the_names_are_asked_and_every_track_is_fetched() -> None:
    assert begun({}) == {PARTICIPANTS, ("fetch", "0"), ("fetch", "1")}


def test_a_fetched_track_is_prepared_while_others_are_still_being_fetched() -> None:
    assert begun(facts(participants="queued", fetch_0="done", fetch_1="running")) == {("prepare", "0")}


def test_a_track_that_could_not_be_fetched_is_not_prepared() -> None:
    assert begun(facts(participants="queued", fetch_0="failed", fetch_1="done")) == {("prepare", "1")}


def test_pieces_wait_for_the_last_track_since_the_language_is_chosen_from_all() -> None:
    assert not plan.pieces_wanted(HEARD | facts(prepare_1="running"), tracks=2)
    assert plan.pieces_wanted(HEARD, tracks=2)


def test_pieces_are_planned_without_the_tracks_that_were_lost() -> None:
    assert plan.pieces_wanted(facts(fetch_0="failed", fetch_1="done", prepare_1="done"), tracks=2)
    assert plan.pieces_wanted(HEARD | facts(prepare_0="failed"), tracks=2)


def test_pieces_are_planned_once() -> None:
    assert not plan.pieces_wanted(HEARD | facts(transcribe_0_0="queued"), tracks=2)
    assert not plan.pieces_wanted(HEARD | facts(assemble="queued"), tracks=2)


def test_the_words_are_put_together_when_the_last_piece_has_ended_well_or_badly() -> None:
    at_work = HEARD | facts(mix="queued", transcribe_0_0="failed", transcribe_1_0="running")
    assert begun(at_work) == set()
    assert begun(at_work | facts(transcribe_1_0="done")) == {ASSEMBLE}


def test_the_words_wait_for_the_names() -> None:
    assert begun(HEARD | facts(mix="done", participants="running", transcribe_0_0="done")) == set()


def test_names_that_could_not_be_asked_hold_nothing_up() -> None:
    assert begun(HEARD | facts(mix="done", participants="failed", transcribe_0_0="done")) == {ASSEMBLE}


def test_where_nobody_speaks_there_is_nothing_to_transcribe_and_the_rest_goes_on() -> None:
    assert begun(HEARD) == {MIX, ASSEMBLE}


def test_the_summary_follows_the_words() -> None:
    assert begun(HEARD | facts(mix="running", assemble="done")) == {SUMMARISE}


def test_all_is_done_when_summary_and_mix_have_ended_well_or_badly() -> None:
    assert not plan.finished(HEARD | facts(assemble="done", summarise="done", mix="running"))
    assert not plan.finished(HEARD | facts(assemble="done", mix="done"))
    assert plan.finished(HEARD | facts(assemble="done", summarise="failed", mix="failed"))


@pytest.mark.parametrize(
    ("known", "kind"),
    [
        (facts(fetch_0="failed", fetch_1="failed"), "fetch"),
        (facts(fetch_0="failed", fetch_1="done", prepare_1="failed"), "prepare"),
        (HEARD | facts(transcribe_0_0="failed", transcribe_1_0="failed"), "transcribe"),
        (HEARD | facts(transcribe_0_0="done", assemble="failed"), "assemble"),
    ],
)
def test_there_is_no_transcript_when_all_of_a_kind_are_lost(known: dict[Place, str], kind: str) -> None:
    assert plan.failure(known, tracks=2) == kind


@pytest.mark.parametrize(
    "known",
    [
        facts(fetch_0="failed", fetch_1="running"),
        facts(fetch_0="done", fetch_1="failed", prepare_0="queued"),
        HEARD | facts(participants="failed"),
        HEARD | facts(transcribe_0_0="failed", transcribe_1_0="running"),
        HEARD | facts(assemble="done", summarise="failed", mix="failed"),
    ],
)
def test_there_can_be_a_transcript_while_one_of_a_kind_is_left(known: dict[Place, str]) -> None:
    assert plan.failure(known, tracks=2) == ""


class Course:
    """A version that is worked on: begins what the plan says, and checks that nothing comes too early or twice."""

    def __init__(self, pieces_by_track: list[int]) -> None:
        self.pieces = pieces_by_track
        self.tracks = len(pieces_by_track)
        self.facts: dict[Place, str] = {}
        self.advance()

    @property
    def active(self) -> list[Place]:
        return [place for place, status in self.facts.items() if status == Status.QUEUED]

    @property
    def ended(self) -> bool:
        return plan.finished(self.facts) or bool(plan.failure(self.facts, tracks=self.tracks))

    def end(self, place: Place, *, well: bool) -> None:
        self.facts[place] = Status.DONE if well else Status.FAILED
        self.advance()

    def advance(self) -> None:
        if plan.pieces_wanted(self.facts, tracks=self.tracks):
            for track in [track for track in range(self.tracks) if self.is_(Kind.PREPARE, str(track), Status.DONE)]:
                for piece in range(self.pieces[track]):
                    self.begin((Kind.TRANSCRIBE, f"{track}:{piece}"))
        for place in plan.steps_to_begin(self.facts, tracks=self.tracks):
            self.begin(place)

    def begin(self, place: Place) -> None:
        assert place not in self.facts, f"{place} is begun twice"
        assert all(self.needs(*place)), f"{place} is begun too early"
        self.facts[place] = Status.QUEUED

    def needs(self, kind: str, part: str) -> Iterator[bool]:
        if kind == Kind.PREPARE:
            yield self.is_(Kind.FETCH, part, Status.DONE)
        if kind == Kind.TRANSCRIBE:
            yield self.is_(Kind.PREPARE, part.partition(":")[0], Status.DONE)
        if kind in {Kind.TRANSCRIBE, Kind.MIX, Kind.ASSEMBLE}:
            yield from (self.is_over(Kind.FETCH, str(track)) for track in range(self.tracks))
            fetched = [track for track in range(self.tracks) if self.is_(Kind.FETCH, str(track), Status.DONE)]
            yield from (self.is_over(Kind.PREPARE, str(track)) for track in fetched)
        if kind == Kind.ASSEMBLE:
            yield self.is_over(Kind.PARTICIPANTS, "")
            yield from (status in plan.ENDED for (its, _), status in self.facts.items() if its == Kind.TRANSCRIBE)
        if kind == Kind.SUMMARISE:
            yield self.is_(Kind.ASSEMBLE, "", Status.DONE)

    def is_(self, kind: str, part: str, status: str) -> bool:
        return self.facts.get((kind, part)) == status

    def is_over(self, kind: str, part: str) -> bool:
        return self.facts.get((kind, part)) in plan.ENDED


@given(pieces=st.lists(st.integers(0, 3), min_size=1, max_size=5), data=st.data())
def test_whatever_fails_and_in_whatever_order_steps_end_a_version_ends(pieces: list[int], data: st.DataObject) -> None:
    course = Course(pieces)
    while course.active and not course.ended:
        course.end(data.draw(st.sampled_from(course.active)), well=data.draw(st.booleans()))
    assert course.ended


@given(pieces=st.lists(st.integers(0, 3), min_size=1, max_size=5), data=st.data())
def test_when_no_step_fails_every_version_finishes_with_all_its_steps(pieces: list[int], data: st.DataObject) -> None:
    course = Course(pieces)
    while course.active:
        course.end(data.draw(st.sampled_from(course.active)), well=True)
    assert plan.finished(course.facts)
    assert not plan.failure(course.facts, tracks=course.tracks)
    assert len(course.facts) == 4 + 2 * len(pieces) + sum(pieces)


@given(pieces=st.lists(st.integers(0, 3), min_size=1, max_size=5), data=st.data())
def test_steps_that_end_after_the_version_was_given_up_begin_nothing_for_readers(
    pieces: list[int], data: st.DataObject
) -> None:
    course = Course(pieces)
    while course.active:
        course.end(data.draw(st.sampled_from(course.active)), well=data.draw(st.booleans()))
    lost = plan.failure(course.facts, tracks=course.tracks)
    assert bool(lost) != plan.finished(course.facts)
    if lost in {Kind.FETCH, Kind.PREPARE}:
        assert not {ASSEMBLE, MIX, SUMMARISE} & course.facts.keys()
