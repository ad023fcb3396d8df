"""What Django answers where no view does: 404 for no such address, 503 for no database, else 500; JSON for programs."""

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views import defaults

from reflector_site.database_errors import unusable


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _is_of_a_program(request):
        return JsonResponse({"detail": "Not found."}, status=404)
    return defaults.page_not_found(request, exception)


def failed(request: HttpRequest) -> HttpResponse:
    """Called by Django while it handles the exception. Why stands in the log: it is not for everybody."""
    without_database = unusable(sys.exception())
    if _is_of_a_program(request):
        why = "The database cannot be used" if without_database else "This failed"
        return JsonResponse({"detail": f"{why}; the site's log says why."}, status=503 if without_database else 500)
    if without_database:
        return HttpResponse(render_to_string("503.html"), status=503)
    return defaults.server_error(request)


def _is_of_a_program(request: HttpRequest) -> bool:
    return request.path.startswith("/v1/")
