"""The summaries of a transcript: to compare them, to have another one made, to choose the one that is read."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from transcripts import pipeline
from transcripts.forms import TellForm
from transcripts.models import Step, Telling, Transcript
from transcripts.permissions import may_change_transcript
from transcripts.presenting.summaries import compared, pair_to_compare, tellings_of, underway


@login_required
@require_safe
def summaries(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _page(request, _readable(request, pk))


@login_required
@require_POST
def make(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = _changeable(request, pk)
    form = TellForm(row.room, request.POST)
    if not form.is_valid():
        return _page(request, row, form)
    assert isinstance(request.user, User)  # noqa: S101 - tells the type
    if pipeline.tell_again(row, form.asked(request.user)):
        messages.success(request, "Another summary is being made. It appears here when it is there.")
    else:
        messages.error(request, "The transcript is being worked on. Ask for another summary when that is done.")
    return redirect("transcript-summaries", row.pk)


@login_required
@require_POST
def use(request: HttpRequest, pk: UUID, telling_pk: int) -> HttpResponse:
    row = _changeable(request, pk)
    telling = get_object_or_404(Telling, pk=telling_pk, version__transcript=row)
    if pipeline.show_telling(telling, by=request.user.pk or 0):
        messages.success(request, f"Readers now see summary {telling.number}.")
    else:
        messages.error(request, "That is a summary of other words than those shown, which it does not fit.")
    return redirect("transcript-summaries", row.pk)


def _page(request: HttpRequest, row: Transcript, form: TellForm | None = None) -> HttpResponse:
    tellings = tellings_of(row)
    chosen_id = row.current.chosen_id if row.current else None
    pair = _asked_pair(request.GET, tellings) or pair_to_compare(tellings, chosen_id)
    by_id = Telling.objects.select_related("version").in_bulk(pair) if pair else {}
    one, other = (by_id[pair[0]], by_id[pair[1]]) if pair else (None, None)
    made = underway(row)
    context = {
        "transcript": row,
        "tellings": tellings,
        "chosen_id": chosen_id,
        "state": f"{len(tellings)} {chosen_id}",
        "one": one,
        "other": other,
        # The request for the live parts, every two seconds, needs no comparison.
        "compared": compared(one, other) if one and other and "X-Live" not in request.headers else (),
        "underway": made,
        "working": any(each.status in (Step.Status.QUEUED, Step.Status.RUNNING) for each in made),
        "form": form or TellForm(row.room),
        "may_change": may_change_transcript(request.user, row),
    }
    return render(request, "transcripts/summaries.html", context, status=400 if form else 200)


def _asked_pair(query: QueryDict, tellings: list[Telling]) -> tuple[int, int] | None:
    """The two that `?a=` and `?b=` name; None without both. Raises Http404 when one is no summary of the transcript."""
    asked = (query.get("a", ""), query.get("b", ""))
    if not all(asked):
        return None
    known = {str(telling.pk): telling.pk for telling in tellings}
    if not known.keys() >= set(asked):
        raise Http404("no such summary")
    return known[asked[0]], known[asked[1]]


def _readable(request: HttpRequest, pk: UUID) -> Transcript:
    rows = Transcript.objects.visible_to(request.user).select_related("room", "current").defer("webvtt")
    return get_object_or_404(rows, pk=pk)


def _changeable(request: HttpRequest, pk: UUID) -> Transcript:
    row = _readable(request, pk)
    if not may_change_transcript(request.user, row):
        raise PermissionDenied
    return row
