"""Action items: the list over all meetings, and what people do with one."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reflector_site.paging import page_of
from reflector_site.readers_day import todays_date
from transcripts import changing_items
from transcripts.forms import ActionItemEditForm, ActionItemFilter, ActionItemForm
from transcripts.models import ActionItem, Transcript
from transcripts.permissions import may_change_transcript
from transcripts.presenting.action_items import by_transcript


@login_required
@require_safe
def action_items(request: HttpRequest) -> HttpResponse:
    """Meeting by meeting, newest first."""
    today = todays_date(request)
    filters = ActionItemFilter(request.user, request.GET, today=today)
    items = filters.apply(ActionItem.objects.visible_to(request.user))
    rooms = filters.narrow(ActionItem.objects.rooms_seen_by(request.user))
    page = page_of(items, request.GET, by="recorded_at", shown=ActionItem.objects.for_lists(), rooms=rooms)
    groups = by_transcript(page.rows, request.user, today=today)
    context = {"page": page, "filters": filters, "groups": groups}
    return render(request, "action_items/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    item = _changeable(request, pk)
    initial = ActionItemEditForm.initial_of(changing_items.wording_of(item))
    form = ActionItemEditForm(item.transcript, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            with _gone_is_404():
                changing_items.reword(item, form.wording, was=form.was)
        except changing_items.Meanwhile as meanwhile:
            form = form.beside(meanwhile)
        else:
            messages.success(request, "The action item is saved.")
            return _back(request, item.transcript)
    context = {"item": item, "transcript": item.transcript, "form": form, "next": _next(request, item.transcript)}
    return render(request, "action_items/form.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    transcript = get_object_or_404(Transcript.objects.visible_to(request.user).select_related("room"), pk=pk)
    user = _permitted(request, transcript)
    form = ActionItemForm(transcript, request.POST or None)
    if request.method == "POST" and form.is_valid():
        changing_items.add(transcript, form.wording, by=user)
        messages.success(request, "The action item is added.")
        return _back(request, transcript)
    context = {"item": None, "transcript": transcript, "form": form, "next": _next(request, transcript)}
    return render(request, "action_items/form.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def tick(request: HttpRequest, pk: int) -> HttpResponse:
    """`done` is 1 or 0. A script gets 204 and stays where it is."""
    item = _changeable(request, pk)
    with _gone_is_404():
        changing_items.tick(item, done=request.POST.get("done") == "1", by=_user(request))
    if request.headers.get("Accept") == "application/json":
        return HttpResponse(status=204)
    return _back(request, item.transcript)


@login_required
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    item = _changeable(request, pk)
    with _gone_is_404():
        changing_items.remove(item)
    messages.success(request, "The action item is removed.")
    return _back(request, item.transcript)


def _changeable(request: HttpRequest, pk: int) -> ActionItem:
    rows = ActionItem.objects.visible_to(request.user).select_related("transcript__room")
    item = get_object_or_404(rows, pk=pk)
    _permitted(request, item.transcript)
    return item


def _permitted(request: HttpRequest, transcript: Transcript) -> User:
    if not may_change_transcript(request.user, transcript):
        raise PermissionDenied
    return _user(request)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - tells the type
    return request.user


@contextmanager
def _gone_is_404() -> Iterator[None]:
    """Answer 404 also when the item is removed between the lookup and the change."""
    try:
        yield
    except changing_items.Gone:
        raise Http404 from None


def _next(request: HttpRequest, transcript: Transcript) -> str:
    """The page of ours that the reader came from, as the form says; else the transcript."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if asked.startswith("/") and ours else transcript.get_absolute_url()


def _back(request: HttpRequest, transcript: Transcript) -> HttpResponse:
    return redirect(_next(request, transcript))
