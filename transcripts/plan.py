"""What comes next for a version, given the steps it has; pure, so that the whole graph can be read and tested here.

    participants ──────────────────────────────────────────┐
    fetch × track ─> prepare × track ─┬─> transcribe × piece ─┴─> assemble ─> summarise ─┐
                                      └─> mix ───────────────────────────────────────────┴─> ready
                                                                              summarise ─> retell

A step that fails takes down only what needs it: a track that cannot be fetched leaves the others, nameless participants
are `Speaker N`, a transcript without a summary or without mixed audio is still a transcript.
"""

from collections.abc import Mapping

from transcripts.models import Step

Kind = Step.Kind
Facts = Mapping[tuple[str, str], str]
"""The status of each step a version has, by kind and part."""

ENDED = frozenset({Step.Status.DONE, Step.Status.FAILED})


def steps_to_begin(facts: Facts, *, tracks: int, retelling: bool = False) -> list[tuple[str, str]]:
    """Kind and part of the steps that can begin and do not exist yet.

    Asked after the pieces are planned, where `pieces_wanted` says so. `retelling`: a language model is there to tell
    the meeting once more.
    """
    wanted: list[tuple[str, str]] = [(Kind.PARTICIPANTS, "")]
    wanted += [(Kind.FETCH, str(track)) for track in range(tracks)]
    wanted += [(Kind.PREPARE, part) for part in _parts(facts, Kind.FETCH, Step.Status.DONE)]
    if _heard(facts, tracks) and not failure(facts, tracks=tracks):
        wanted.append((Kind.MIX, ""))
        # When there is no step to transcribe by now, nobody speaks, and the empty transcript can be assembled at once.
        if _ended(facts, Kind.TRANSCRIBE) and _ended(facts, Kind.PARTICIPANTS):
            wanted.append((Kind.ASSEMBLE, ""))
    if facts.get((Kind.ASSEMBLE, "")) == Step.Status.DONE:
        wanted.append((Kind.SUMMARISE, ""))
    if retelling and facts.get((Kind.SUMMARISE, "")) == Step.Status.DONE:
        wanted.append((Kind.RETELL, ""))
    return [step for step in wanted if step not in facts]


def pieces_wanted(facts: Facts, *, tracks: int) -> bool:
    """Whether every track was listened to, or given up, and nothing has been made of it yet."""
    begun = _parts(facts, Kind.TRANSCRIBE) or (Kind.ASSEMBLE, "") in facts
    return _heard(facts, tracks) and not begun and not failure(facts, tracks=tracks)


def failure(facts: Facts, *, tracks: int) -> str:
    """The kind of the failed step without which there can be no transcript; empty when there can be one."""
    if len(_parts(facts, Kind.FETCH, Step.Status.FAILED)) == tracks:
        return Kind.FETCH
    if _heard(facts, tracks) and not _parts(facts, Kind.PREPARE, Step.Status.DONE):
        return Kind.PREPARE
    pieces = _parts(facts, Kind.TRANSCRIBE)
    if pieces and len(_parts(facts, Kind.TRANSCRIBE, Step.Status.FAILED)) == len(pieces):
        return Kind.TRANSCRIBE
    return Kind.ASSEMBLE if facts.get((Kind.ASSEMBLE, "")) == Step.Status.FAILED else ""


def finished(facts: Facts) -> bool:
    """Whether all that can be made of the recording is made; a language model's summary may come later."""
    return facts.get((Kind.SUMMARISE, "")) in ENDED and facts.get((Kind.MIX, "")) in ENDED


def _heard(facts: Facts, tracks: int) -> bool:
    """Whether it is known what each track that could be fetched holds."""
    fetched = _parts(facts, Kind.FETCH, Step.Status.DONE)
    return (
        len(_parts(facts, Kind.FETCH)) == tracks
        and _ended(facts, Kind.FETCH)
        and len(_parts(facts, Kind.PREPARE)) == len(fetched)
        and _ended(facts, Kind.PREPARE)
    )


def _parts(facts: Facts, kind: str, status: str | None = None) -> list[str]:
    return [part for (its_kind, part), its_status in facts.items() if its_kind == kind and status in (None, its_status)]


def _ended(facts: Facts, kind: str) -> bool:
    return all(status in ENDED for (its_kind, _), status in facts.items() if its_kind == kind)
