"""GET /healthz for load balancers and supervisors. It is public, and gives names and states without details."""

from django.core.cache import caches
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from transcripts.watching.health import examine

# Each check writes a file, and anybody may ask for one.
KEPT_FOR_S = 5
WELL, UNWELL = "ok", "not ok"


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when all was well within the last five seconds, else 503."""
    states = caches["memory"].get_or_set("healthz", _states, KEPT_FOR_S) or {}
    well = set(states.values()) <= {WELL}
    return JsonResponse({"status": WELL if well else UNWELL, "checks": states}, status=200 if well else 503)


def _states() -> dict[str, str]:
    return {finding.name: WELL if finding.well else UNWELL for finding in examine()}
