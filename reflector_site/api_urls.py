"""Everything under /v1/: the REST API, its OpenAPI document, and what the platforms call."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import DefaultRouter

from meetings.viewsets import MeetingViewSet
from recordings.viewsets import RecordingViewSet
from recordings.webhooks import DailyWebhook, WherebyWebhook
from rooms.viewsets import RoomViewSet
from transcripts.searching.api import SearchView
from transcripts.viewsets import ActionItemViewSet, TranscriptViewSet

app_name = "v1"

router = DefaultRouter()
router.include_format_suffixes = False
router.register("rooms", RoomViewSet)
router.register("meetings", MeetingViewSet)
router.register("recordings", RecordingViewSet)
router.register("transcripts", TranscriptViewSet)
router.register("action-items", ActionItemViewSet)

urlpatterns = [
    path("daily/webhook", DailyWebhook.as_view(), name="daily-webhook"),
    path("whereby/webhook", WherebyWebhook.as_view(), name="whereby-webhook"),
    path("search/", SearchView.as_view(), name="search"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("", include(router.urls)),
]
