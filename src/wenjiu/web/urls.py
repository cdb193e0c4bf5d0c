"""URLs of the public site. No URL contains an answer."""

from django.urls import path

from wenjiu.web import day, preferences
from wenjiu.web.public import (
    clauses,
    design,
    document,
    listing,
    lists,
    notices,
    pages,
    parameters,
    readings,
    roster,
    search,
    size,
    trying,
    versions,
)
from wenjiu.web.public.visit import afterwards, embed, filing, reports
from wenjiu.web.public.visit import views as visit

app_name = "web"

urlpatterns = [
    path("", pages.home, name="home"),
    path("policies/", listing.by_audience, name="policies"),
    path("policies/by-subject/", listing.by_subject, name="policies_by_subject"),
    path("document/", document.document, name="document"),
    path("clause/<str:id>/", clauses.clause, name="clause"),
    path("versions/", versions.versions, name="versions"),
    path("readings/", readings.readings, name="readings"),
    path("readings/download.<str:form>", readings.download, name="readings_download"),
    path("readings/<str:id>/", readings.reading, name="reading"),
    path("readings/<str:id>/try/", trying.attempt, name="try"),
    path("parameters/", parameters.parameters, name="parameters"),
    path("parameters/download.<str:form>", parameters.download, name="parameters_download"),
    path("parameters/<str:name>/", parameters.parameter, name="parameter"),
    path("lists/", lists.lists, name="lists"),
    path("lists/download.<str:form>", lists.download, name="lists_download"),
    path("lists/<str:name>/", lists.code_list, name="list"),
    path("lists/<str:name>/download.<str:form>", lists.download, name="list_download"),
    path("size/", size.size, name="size"),
    path("roster/", roster.kinds, name="rosters"),
    path("roster/<slug:id>/", roster.roster, name="roster"),
    path("roster/<slug:id>/template.xlsx", roster.empty, name="roster_template"),
    path("roster/<slug:id>/result.xlsx", roster.download, name="roster_result"),
    path("guide/<str:code>/", pages.guide, name="guide"),
    path("guide/<str:code>/leaflet/", pages.leaflet, name="leaflet"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<slug:number>/", notices.notice, name="notice"),
    path("notices/<slug:number>/<int:no>/objection/", notices.objection, name="objection"),
    path("search/", search.search, name="search"),
    path("design/", design.design, name="design"),
    path("about/", pages.about, name="about"),
    path("check/", visit.visit, name="visit"),
    path("check/<str:code>/save.<str:form>", visit.save, name="save"),
    path("check/<str:code>/file/", filing.begin, name="file"),
    path("check/<str:code>/reminder.ics", afterwards.reminder, name="reminder"),
    path("report/", reports.report, name="report"),
    path("followup/", afterwards.followup, name="followup"),
    path("embed/", embed.embed, name="embed"),
    path("embed/colours.css", embed.colours, name="embed_colours"),
    path("embed/<str:code>/save.<str:form>", embed.save, name="embed_save"),
    path("day/", day.choose, name="day"),
    path("language/", preferences.set_language, name="language"),
    path("print-size/", preferences.set_print, name="print"),
]
