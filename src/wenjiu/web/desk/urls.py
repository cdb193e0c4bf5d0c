"""URLs of /desk/."""

from django.urls import include, path

from wenjiu.web.desk import (
    authorisations,
    calendar,
    district,
    home,
    merges,
    notices,
    people,
    periods,
    queue,
    register_parties,
    registers,
)
from wenjiu.web.desk.cases import files, page

app_name = "desk"

urlpatterns = [
    path("", home.home, name="home"),
    path("registers/", registers.index, name="registers"),
    path("registers/find/", register_parties.find, name="register_find"),
    path("registers/parties/<int:id>/", register_parties.party, name="register_party"),
    path("registers/imports/<int:id>/", registers.imported, name="register_import"),
    path("registers/imports/<int:id>/withdraw/", registers.withdraw, name="register_withdraw"),
    path("registers/rows/<int:id>/", registers.row, name="register_row"),
    path("registers/files/<str:token>/", registers.previewed, name="register_preview"),
    path("registers/files/<str:token>/errors/", registers.errors, name="register_errors"),
    path("registers/files/<str:token>/import/", registers.confirm, name="register_confirm"),
    path("registers/files/<str:token>/discard/", registers.discard, name="register_discard"),
    path("registers/<slug:table>/", registers.table, name="register"),
    path("registers/<slug:table>/template.xlsx", registers.empty, name="register_template"),
    path("registers/<slug:table>/search/", registers.search, name="register_search"),
    path("registers/<slug:table>/upload/", registers.upload, name="register_upload"),
    path("money/", include("wenjiu.web.desk.money.urls")),
    path("next/", queue.next_case, name="next"),
    path("queue/", queue.queue, name="queue"),
    path("cases/", queue.cases, name="cases"),
    path("cases/<slug:number>/", page.case, name="case"),
    path("cases/<slug:number>/files/<int:id>/", files.download, name="file"),
    path("notices/", notices.notices, name="notices"),
    path("notices/publish/", notices.publish, name="publish"),
    path("notices/<slug:number>/end/", notices.end, name="end_notice"),
    path("objections/<int:id>/", notices.settle, name="settle"),
    path("district/", district.district, name="district"),
    path("periods/", periods.periods, name="periods"),
    path("people/", people.people, name="people"),
    path("people/new/", people.new, name="new_person"),
    path("people/<int:id>/", people.person, name="person"),
    path("people/<int:id>/<slug:what>/", people.change, name="change_person"),
    path("people/posts/<int:id>/end/", people.end_post, name="end_post"),
    path("authorisations/", authorisations.find, name="authorisations"),
    path("authorisations/<int:id>/", authorisations.organisation, name="authorisations_of"),
    path("authorisations/<int:id>/withdraw/<int:given>/", authorisations.withdraw, name="withdraw_authorisation"),
    path("merges/", merges.merges, name="merges"),
    path("merges/new/", merges.new, name="new_merge"),
    path("merges/<int:id>/", merges.merge, name="merge"),
    path("calendar/", calendar.calendar, name="calendar"),
]
