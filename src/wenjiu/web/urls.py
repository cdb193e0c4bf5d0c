"""URLs of the public site. No URL contains an answer."""

from django.urls import path

from wenjiu.web import preferences
from wenjiu.web.public import check, document, listing, lists, pages, parameters, readings, roster, search, size

app_name = "web"

urlpatterns = [
    path("", pages.home, name="home"),
    path("policies/", listing.by_audience, name="policies"),
    path("policies/by-subject/", listing.by_subject, name="policies_by_subject"),
    path("document/", document.document, name="document"),
    path("readings/", readings.readings, name="readings"),
    path("readings/<str:id>/", readings.reading, name="reading"),
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
    path("search/", search.search, name="search"),
    path("about/", pages.about, name="about"),
    path("check/<str:audience_id>/", check.ask, name="check"),
    path("check/<str:audience_id>/<str:code>/", check.verdict, name="verdict"),
    path("check/<str:audience_id>/<str:code>/save.<str:form>", check.save, name="save"),
    path("language/", preferences.set_language, name="language"),
    path("print-size/", preferences.set_print, name="print"),
]
