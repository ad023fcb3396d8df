"""The site's addresses, and one that does nothing: what any request costs on this machine at this moment."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def empty(request: HttpRequest) -> HttpResponse:
    del request
    return HttpResponse("ok")


urlpatterns = [path("empty/", empty), path("", include("reflector_site.urls"))]
