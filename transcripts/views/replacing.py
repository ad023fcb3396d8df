"""Replacing words wherever they stand in a transcript: what would change is shown first, and chosen from."""

from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from rooms.glossary import terms_in
from transcripts.correcting.changing import paragraphs
from transcripts.correcting.desk import Conflict, Refused
from transcripts.correcting.forms import ReplaceForm
from transcripts.correcting.replacing import replace, segments_changed, texts_changed
from transcripts.models import Transcript, Version
from transcripts.pages.differences import Piece, differences
from transcripts.presenting.history import LABELS
from transcripts.text.replacing import Replacement
from transcripts.text.speakers import name_of
from transcripts.views.correcting import changeable, user_of

MOST = 200
"""So many segments are shown and changed at once; what else there is comes up when these are done."""
_TEXTS = {**LABELS, "topic": "Topic"}


@dataclass(frozen=True, slots=True)
class Place:
    """What would change: `what` says who says it or which text it is, `start_ms` when it is said."""

    cell: str
    what: str
    pieces: tuple[Piece, ...]
    start_ms: int | None = None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def replace_words(request: HttpRequest, pk: UUID) -> HttpResponse:
    """`?find=` and `?put=` show what would change; sent as a form, with the `places` chosen, they change it."""
    row, version = changeable(request, pk)
    sent = request.method == "POST"
    form = ReplaceForm(request.POST if sent else request.GET or None)
    valid, status = form.is_valid(), 400 if sent else 200
    if sent and valid:
        try:
            messages.success(request, _replaced(row, form, by=user_of(request)))
            return redirect(row)
        except (Refused, Conflict) as error:
            form.add_error(None, str(error))
            status = 409 if isinstance(error, Conflict) else 400
    context = {"transcript": row, "form": form, "version": version.number, **_shown(row, version, form.replacement)}
    return render(request, "transcripts/edit/replace.html", context, status=status)


def _replaced(row: Transcript, form: ReplaceForm, *, by: User) -> str:
    """Replace it, and say so. Raises Refused and Conflict."""
    if not form.chosen:
        raise Refused("Choose at least one of the places below.")
    assert form.replacement  # noqa: S101 - tells the type: the form is valid
    known = form.cleaned_data["version"] or 0
    made = replace(row.pk, form.replacement, chosen=form.chosen, version=known, by=by)
    if made is None:
        raise Refused("What you chose says it no more. These are the places where it stands now.")
    count = len(made.after)
    done = f"Replaced in {count} place{'' if count == 1 else 's'}. It can be undone in the history."
    return f"{done} {_advice(row, form.replacement.put)}".strip()


def _advice(row: Transcript, put: str) -> str:
    """How what was misheard is heard right next time."""
    if row.room is None or not put or put.casefold() in map(str.casefold, terms_in(row.room.glossary)):
        return ""
    return f"To have “{put}” heard right next time, add it to the glossary of {row.room.name}."


def _shown(row: Transcript, version: Version, replacement: Replacement | None) -> dict[str, object]:
    """What would change; nothing before somebody has written what they look for."""
    if replacement is None:
        return {}
    names = row.names
    texts = [
        Place(cell, _TEXTS[cell.partition(":")[0]], differences(*_lines_that_differ(text, new)))
        for cell, text, new in texts_changed(row, version, replacement)
    ]
    segments = list(islice(segments_changed(version, replacement), MOST + 1))
    said = [
        Place(f"words:{each.position}", name_of(each.speaker, names), differences(each.text, new), each.start_ms)
        for each, new in segments[:MOST]
    ]
    return {"places": texts + said, "count": len(texts) + len(said), "more": len(segments) > MOST}


def _lines_that_differ(text: str, new: str) -> tuple[str, str]:
    """Of two long texts that differ in a few lines these lines; all, where the new one has other lines."""
    before, after = paragraphs(text).splitlines(), new.splitlines()
    if len(before) != len(after):
        return text, new
    pairs = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    return "\n".join(old for old, _ in pairs), "\n".join(new for _, new in pairs)
