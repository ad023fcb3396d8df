"""The answer to a request that failed: 503 where the database cannot be used, which may pass, else 500."""

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

from reflector_site.database_errors import unusable


def failed(request: HttpRequest) -> HttpResponse:
    """Called by Django while it handles the exception. Why stands in the log: it is not for everybody."""
    if not unusable(sys.exception()):
        return server_error(request)
    if request.path.startswith("/v1/"):
        return JsonResponse({"detail": "The database cannot be used; the site's log says why."}, status=503)
    return HttpResponse(render_to_string("503.html"), status=503)
