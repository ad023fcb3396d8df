"""Putting right one segment, with forms: what is said, by whom, and where it is split or joined with the next one."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from transcripts.correcting import changing, cutting
from transcripts.correcting.forms import ALONE, REST, RUN, GiveForm, JoinForm, SplitForm, TextForm
from transcripts.models import Segment, Transcript, Version
from transcripts.presenting.editing import Part
from transcripts.templatetags.reading import clock
from transcripts.text.cutting import word_at
from transcripts.text.speakers import name_of
from transcripts.views.correcting import changeable, forms_page, number_in, user_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_segment(request: HttpRequest, pk: UUID, position: int) -> HttpResponse:
    """Put right what a segment says, who says it, or where it begins and ends.

    `?at=` is the place of a character in its text: at the word there it is offered to be split.
    """
    row, version = changeable(request, pk)
    segment = get_object_or_404(version.segments.standing(), position=position)
    by = user_of(request)
    parts = [_write_part(row, segment, version, by), _give_part(row, segment, version, by)]
    if len(cutting.words_of(segment)) > 1:
        parts.append(_split_part(row, segment, version, by, at=request.GET.get("at", "")))
    if following := cutting.next_of(segment):
        parts.append(_join_part(row, segment, following, version, by))
    return forms_page(request, row, parts)


def _write_part(row: Transcript, segment: Segment, version: Version, by: User) -> Part:
    heading = f"What {name_of(segment.speaker, row.names)} says at {clock(segment.start_ms)}"
    initial = {"was": segment.text, "text": segment.text, "version": version.number}

    def make(form: forms.Form) -> Any:
        given = form.cleaned_data
        known = given["version"] or version.number
        return changing.write_text(row.pk, segment.position, given["text"], version=known, was=given["was"], by=by)

    note = "Words that stay keep their times. Without any text the segment is shown no more; that can be undone."
    form = partial(TextForm, label="What is said", rows=5, initial=initial)
    return Part("write", heading, "Save", make, form, note=note)


def _give_part(row: Transcript, segment: Segment, version: Version, by: User) -> Part:
    names = row.names
    run = _run(version, segment)
    rest = run[run.index(segment.position) :] if segment.position in run else [segment.position]
    chosen = {ALONE: [segment.position], REST: rest, RUN: run}
    labels = {
        ALONE: "this segment alone",
        REST: f"from here to where somebody else speaks: {len(rest)} segments",
        RUN: f"all until somebody else speaks: {len(run)} segments",
    }
    offered = [ALONE, *([REST] if len(rest) > 1 else []), *([RUN] if len(run) > len(rest) else [])]

    def make(form: forms.Form) -> Any:
        assert isinstance(form, GiveForm)  # noqa: S101 - tells the type
        given = form.cleaned_data
        return changing.give(
            row.pk, chosen[given["scope"]], form.target, version=given["version"], was=given["was"], by=by
        )

    initial = {"was": segment.speaker, "version": version.number, "to": str(segment.speaker)}
    form = partial(
        GiveForm, people=list(names.items()), scopes=[(scope, labels[scope]) for scope in offered], initial=initial
    )
    return Part("give", "Who says it", "Change the speaker", make, form, say=lambda speaker: name_of(speaker, names))


def _split_part(row: Transcript, segment: Segment, version: Version, by: User, *, at: str) -> Part:
    words = cutting.words_of(segment)
    run = _run(version, segment)
    along = run[run.index(segment.position) + 1 :] if segment.position in run else []
    labels = {
        ALONE: "the second part alone",
        REST: f"it and what follows, to where somebody else speaks: {len(along) + 1} segments",
    }

    def make(form: forms.Form) -> Any:
        assert isinstance(form, SplitForm)  # noqa: S101 - tells the type
        given = form.cleaned_data
        to = None if form.target == segment.speaker else form.target
        others = along if to is not None and given["scope"] == REST else []
        return cutting.split(
            row.pk,
            segment.position,
            given["word"],
            version=given["version"],
            was=given["was"],
            by=by,
            to=to,
            along=others,
        )

    initial = {"was": segment.text, "version": version.number, "to": str(segment.speaker)}
    if at:
        initial["word"] = max(1, word_at(words, number_in(at)))
    form = partial(
        SplitForm,
        words=[word.text.strip() for word in words],
        people=list(row.names.items()),
        scopes=[(scope, labels[scope]) for scope in ([ALONE, REST] if along else [ALONE])],
        initial=initial,
    )
    heading = f"Split what {name_of(segment.speaker, row.names)} says at {clock(segment.start_ms)}"
    return Part("split", heading, "Split", make, form)


def _join_part(row: Transcript, segment: Segment, following: Segment, version: Version, by: User) -> Part:
    def make(form: forms.Form) -> Any:
        given = form.cleaned_data
        positions = [segment.position, given["following"]]
        return cutting.join(row.pk, positions, version=given["version"], was=given["was"], by=by)

    initial = {
        "was": cutting.BETWEEN.join((segment.text, following.text)),
        "version": version.number,
        "following": following.position,
    }
    name = name_of(segment.speaker, row.names)
    heading = f"Join it with what {name} says at {clock(following.start_ms)}"
    return Part("join", heading, "Join", make, partial(JoinForm, initial=initial), note=following.text)


def _run(version: Version, segment: Segment) -> list[int]:
    """The positions around the segment's, in their order, in which nobody else speaks; none for one that is removed."""
    spoken = list(version.segments.spoken().values_list("position", "speaker"))
    places = [place for place, (position, _) in enumerate(spoken) if position == segment.position]
    if not places:
        return []
    others = [place for place, (_, speaker) in enumerate(spoken) if speaker != segment.speaker]
    first = max((place for place in others if place < places[0]), default=-1) + 1
    last = min((place for place in others if place > places[0]), default=len(spoken))
    return [position for position, _ in spoken[first:last]]
