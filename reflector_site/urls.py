from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

from reflector_site import paths, tokens  # noqa: F401 - the converters of `paths`
from transcripts.watching.healthz import healthz

handler404 = "reflector_site.error_pages.not_found"
handler500 = "reflector_site.error_pages.failed"
urlpatterns = [
    path("admin/", admin.site.urls),
    path("v1/", include("reflector_site.api_urls")),
    path("healthz", healthz, name="healthz"),
    path("login/", LoginView.as_view(template_name="login.html", redirect_authenticated_user=True), name="login"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<key:token_key>/forget", tokens.forget_token, name="token-forget"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("", include("rooms.urls")),
    path("", include("meetings.urls")),
    path("", include("transcripts.urls")),
]
