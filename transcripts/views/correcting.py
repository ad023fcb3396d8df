"""Putting right what a transcript says, with forms; and the history of what was put right.

The same forms serve the transcript page's scripts, which show them in a dialog.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reflector_site.paging import page_by_key
from transcripts.correcting import changing
from transcripts.correcting.cells import FIELDS
from transcripts.correcting.desk import Conflict, Refused
from transcripts.correcting.forms import MergeForm, TextForm
from transcripts.correcting.undoing import give_up, undo
from transcripts.correcting.unplaced import listed
from transcripts.models import Segment, Transcript, Version
from transcripts.permissions import may_change_transcript
from transcripts.presenting.editing import Part
from transcripts.presenting.history import LABELS, entries_of
from transcripts.templatetags.reading import clock
from transcripts.text.speakers import name_of

ROWS_SHOWN = 50
_ROWS = {"title": 1, "short_summary": 8, "long_summary": 16}


@login_required
@require_safe
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything that can be put right, a page of segments at a time; for those who use no scripts."""
    row, version = changeable(request, pk)
    last = version.segments.filter(position=number_in(request.GET["after"])).first() if "after" in request.GET else None
    segments = list(_shown(version, last)[: ROWS_SHOWN + 1])
    names = row.names
    context = {
        "transcript": row,
        "fields": [(field, LABELS[field], getattr(row, field)) for field in FIELDS],
        "topics": list(version.topics.all()),
        "rows": [(segment, name_of(segment.speaker, names)) for segment in segments[:ROWS_SHOWN]],
        "last": segments[ROWS_SHOWN - 1].position if len(segments) > ROWS_SHOWN else None,
        "first": last is None,
    }
    return render(request, "transcripts/edit/all.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_field(request: HttpRequest, pk: UUID, field: str) -> HttpResponse:
    row, _ = changeable(request, pk)
    if field not in FIELDS:
        raise Http404(f"a transcript has no {field}")
    now = getattr(row, field)
    form = partial(TextForm, label=LABELS[field], rows=_ROWS[field], initial={"was": now, "text": now})
    heading = f"Edit the {LABELS[field].lower()}"
    parts = [_text_part(form, heading, partial(_write_field, row, field, user_of(request)))]
    if field in row.written:
        parts.append(
            Part(
                "let-go",
                "Use the generated text again",
                "Use the generated text",
                lambda _: changing.let_go(row.pk, field, by=user_of(request)),
                forms.Form,
                note=row.written[field]["generated"],
            )
        )
    return forms_page(request, row, parts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_topic(request: HttpRequest, pk: UUID, position: int) -> HttpResponse:
    row, version = changeable(request, pk)
    topic = get_object_or_404(version.topics, position=position)
    initial = {"was": topic.title, "text": topic.title, "version": version.number}

    def make(form: forms.Form) -> Any:
        given = form.cleaned_data
        return changing.write_topic(
            row.pk,
            position,
            given["text"],
            version=given["version"] or version.number,
            was=given["was"],
            by=user_of(request),
        )

    form = partial(TextForm, label="Title", initial=initial)
    return forms_page(request, row, [_text_part(form, f"Edit the topic at {clock(topic.start_ms)}", make)])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_speaker(request: HttpRequest, pk: UUID, speaker: int) -> HttpResponse:
    """Rename a speaker, or merge them with another one."""
    row, _ = changeable(request, pk)
    names = row.names
    if speaker not in names:
        raise Http404(f"no speaker {speaker}")
    name, by = names[speaker], user_of(request)
    form = partial(TextForm, label="Name", initial={"was": name, "text": name})
    parts = [
        _text_part(
            form,
            f"Rename {name}",
            lambda form: changing.rename(
                row.pk, speaker, form.cleaned_data["text"], was=form.cleaned_data["was"], by=by
            ),
        )
    ]
    others = [(number, other) for number, other in names.items() if number != speaker]
    if others:
        parts.append(
            Part(
                "merge",
                "Merge with another speaker",
                "Merge",
                lambda form: changing.merge(row.pk, speaker, int(form.cleaned_data["into"]), by=by),
                partial(MergeForm, people=others),
                note=f"All that {name} says is then said by the other one. This can be undone.",
            )
        )
    return forms_page(request, row, parts)


@login_required
@require_safe
def history(request: HttpRequest, pk: UUID) -> HttpResponse:
    row, _ = changeable(request, pk)
    page = page_by_key(row.corrections.all(), request.GET)
    context = {"transcript": row, "page": page, "entries": entries_of(row, page.rows), "unplaced": listed(row)}
    return render(request, "transcripts/edit/history.html", context)


@login_required
@require_POST
def undo_correction(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    row, _ = changeable(request, pk)
    correction = get_object_or_404(row.corrections, pk=number)
    try:
        undo(correction, by=user_of(request))
    except (Conflict, Refused) as error:
        messages.error(request, f"Not undone: {error}")
    else:
        messages.success(request, "Undone.")
    return redirect("transcript-history", row.pk)


@login_required
@require_POST
def give_up_correction(request: HttpRequest, pk: UUID, segment: int) -> HttpResponse:
    row, _ = changeable(request, pk)
    try:
        give_up(row.pk, segment, by=user_of(request))
    except (Conflict, Refused) as error:
        messages.error(request, f"Not given up: {error}")
    else:
        messages.success(request, "Given up.")
    return redirect("transcript-history", row.pk)


def changeable(request: HttpRequest, pk: UUID) -> tuple[Transcript, Version]:
    """A transcript that its reader may change, and the version shown; there is nothing to change without one."""
    rows = Transcript.objects.visible_to(request.user).select_related("room", "current").defer("webvtt")
    row = get_object_or_404(rows, pk=pk)
    if not may_change_transcript(request.user, row):
        raise PermissionDenied
    if row.current is None:
        raise Http404("there is no transcript to change yet")
    return row, row.current


def _shown(version: Version, last: Segment | None) -> QuerySet[Segment]:
    """What is said, all or from after a segment on."""
    spoken = version.segments.spoken()
    return spoken if last is None else spoken.after(last.start_ms, last.end_ms, last.position)


def user_of(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - tells the type: `login_required` stands before every view
    return request.user


def number_in(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def forms_page(request: HttpRequest, row: Transcript, parts: Sequence[Part]) -> HttpResponse:
    """The page of these forms, or of those that `?part=` names; after it has done its work, the transcript."""
    status = 200
    parts = [part for part in parts if part.name in request.GET.getlist("part")] or parts
    if request.method == "POST":
        status = _sent(parts, request.POST)
        if status == 200:
            messages.success(request, "Saved.")
            return redirect(row)
    context = {"transcript": row, "parts": parts, "title": parts[0].heading}
    return render(request, "transcripts/edit/forms.html", context, status=status)


def _sent(parts: Sequence[Part], data: QueryDict) -> int:
    part = next((part for part in parts if part.name == data.get("do")), None)
    if part is None:
        raise Http404("no such form")
    return part.sent(data)


def _text_part(form: Any, heading: str, make: Any) -> Part:
    return Part("write", heading, "Save", make, form)


def _write_field(row: Transcript, field: str, by: User, form: forms.Form) -> Any:
    given = form.cleaned_data
    return changing.write_field(row.pk, field, given["text"], was=given["was"], by=by)
