"""URLs of /desk/rulebook/."""

from django.urls import path

from wenjiu.web.desk.rulebook import drafting, pages, trying

app_name = "rulebook"

urlpatterns = [
    path("", pages.index, name="index"),
    path("kinds/<slug:kind>/", pages.kind, name="kind"),
    path("new/", drafting.new, name="new"),
    path("drafts/<int:id>/", pages.draft, name="draft"),
    path("drafts/<int:id>/edit/", drafting.edit, name="edit"),
    path("drafts/<int:id>/replay/", trying.replay, name="replay"),
    path("drafts/<int:id>/seen/", trying.seen, {"path": ""}, name="seen_home"),
    path("drafts/<int:id>/seen/<path:path>", trying.seen, name="seen"),
    path("changes/<int:id>/revoke/", drafting.revoke, name="revoke"),
]
