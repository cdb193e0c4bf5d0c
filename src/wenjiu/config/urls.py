"""Root URL configuration: pages from web, the REST API from api, and the health page."""

from django.conf import settings
from django.urls import include, path

from wenjiu.config import health

handler400 = "wenjiu.web.errors.bad_request"
handler403 = "wenjiu.web.errors.permission_denied"
handler404 = "wenjiu.web.errors.page_not_found"
handler500 = "wenjiu.web.errors.server_error"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("api/v1/", include("wenjiu.api.urls")),
    path("account/", include("wenjiu.web.account.urls")),
    path("my/", include("wenjiu.web.workspace.urls")),
    path("desk/office/", include("wenjiu.web.office.urls")),
    path("desk/", include("wenjiu.web.desk.urls")),
    *([path("demo/", include("wenjiu.web.demo.urls"))] if settings.WENJIU_DEMO else []),
    path("", include("wenjiu.web.urls")),
]
