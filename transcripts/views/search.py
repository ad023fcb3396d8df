"""Search across all transcripts that the reader may see."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from transcripts.forms import SearchForm
from transcripts.searching.finding import NEWEST, find, page_after
from transcripts.searching.showing import grouped, shown
from transcripts.text.query import MOST_TERMS, parse

_PLACE = "after"


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
        "filters": filters,
        "most_terms": MOST_TERMS,
        "without_filters": f"?{_only(request.GET, 'q').urlencode()}",
    }
    if query:
        hits = find(request.user, query, filters, order=order)
        try:
            page = page_after(hits.rows, request.GET.get(_PLACE, ""))
        except ValueError as error:
            raise Http404("no page of hits begins there") from error
        context |= {
            "count": len(hits.rows),
            "cut": hits.cut,
            "several_words": len(query.required) > 1,
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
    wanted = given.copy()
    wanted.pop(_PLACE, None)
    if place:
        wanted[_PLACE] = place
    return f"?{wanted.urlencode()}"


def _only(given: QueryDict, name: str) -> QueryDict:
    kept = QueryDict(mutable=True)
    kept[name] = given.get(name, "")
    return kept
