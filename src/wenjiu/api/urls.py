"""URLs of the API, made from its table of operations. Any other URL below ``/api/v1/`` gets a problem."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path
from django.views.generic import RedirectView

from wenjiu.api.exchange import Operation, endpoint
from wenjiu.api.help import page
from wenjiu.api.operations import OPERATIONS

app_name = "api"


def _addresses() -> list[URLPattern]:
    by_path: dict[str, dict[str, Operation]] = {}
    for operation in OPERATIONS:
        by_path.setdefault(operation.path, {})[operation.method] = operation
    return [
        path(where.replace("{", "<str:").replace("}", ">"), endpoint(by_method), name=next(iter(by_method.values())).id)
        for where, by_method in by_path.items()
    ]


urlpatterns = [
    path("", RedirectView.as_view(pattern_name="api:docs"), name="root"),
    path("docs", page, name="docs"),
    *_addresses(),
    re_path(r"", endpoint({}), name="nothing"),
]
