"""GET /healthz: what a load balancer or a supervisor asks. Tells names and states, no details, to anybody."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from transcripts.watching.health import examine


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when all is well, else 503."""
    findings = examine()
    well = all(finding.well for finding in findings)
    states = {finding.name: "ok" if finding.well else "not ok" for finding in findings}
    return JsonResponse({"status": "ok" if well else "not ok", "checks": states}, status=200 if well else 503)
