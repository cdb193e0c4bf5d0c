"""Addresses of the public site. An answer never travels in one of them."""

from django.urls import path

from wenjiu.web import preferences
from wenjiu.web.public import check, pages

app_name = "web"

urlpatterns = [
    path("", pages.home, name="home"),
    path("policies/", pages.policies, name="policies"),
    path("guide/<str:code>/", pages.guide, name="guide"),
    path("about/", pages.about, name="about"),
    path("check/<str:audience_id>/", check.ask, name="check"),
    path("check/<str:audience_id>/<str:code>/", check.verdict, name="verdict"),
    path("check/<str:audience_id>/<str:code>/save.<str:form>", check.save, name="save"),
    path("language/", preferences.set_language, name="language"),
    path("print-size/", preferences.set_print, name="print"),
]
