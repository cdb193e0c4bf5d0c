"""Root URL configuration: pages from web, the REST API from api, and the health page."""

from django.urls import include, path

from wenjiu.config import health

handler400 = "wenjiu.web.errors.bad_request"
handler403 = "wenjiu.web.errors.permission_denied"
handler404 = "wenjiu.web.errors.page_not_found"
handler500 = "wenjiu.web.errors.server_error"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("api/v1/", include("wenjiu.api.urls")),
    path("", include("wenjiu.web.urls")),
]
