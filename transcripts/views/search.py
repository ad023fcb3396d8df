"""Search across all transcripts that the reader may see."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from transcripts.forms import SearchForm
from transcripts.searching.finding import NEWEST, find, page_after
from transcripts.searching.narrowing import PLACE, narrowed_to, without
from transcripts.searching.showing import grouped, shown
from transcripts.text.query import MOST_TERMS, parse


@login_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.user, request.GET)
    filters, order = form.filters, form.order
    typed = request.GET.get("q", "").strip()
    query = parse(typed)
    context: dict[str, Any] = {
        "form": form,
        "typed": typed,
        "query": query,
        "narrowed": narrowed_to(form.cleaned_data, request.GET),
        "most_terms": MOST_TERMS,
        "first_page": without(request.GET),
        "everywhere": f"?{urlencode({'q': typed})}",
    }
    if query:
        hits = find(request.user, query, filters, order=order)
        try:
            page = page_after(hits.rows, request.GET.get(PLACE, ""))
        except ValueError as error:
            raise Http404("no page of hits begins there") from error
        context |= {
            "count": len(hits.rows),
            "first": page.begin + 1,
            "last": page.begin + len(page.rows),
            "cut": hits.cut,
            "newest": NEWEST,
            "groups": grouped(shown(page.rows, query)),
            "previous": _address(request.GET, page.previous),
            "next": _address(request.GET, page.next),
        }
    return render(request, "transcripts/search.html", context)


def _address(given: QueryDict, place: str | None) -> str:
    """The query string of the page that begins at a place; "" for no page."""
    if place is None:
        return ""
    first = without(given)
    return f"{first}&{urlencode({PLACE: place})}" if place else first
