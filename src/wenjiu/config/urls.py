"""The addresses. Pages are web's, the REST API is api's; the health page is ours."""

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
