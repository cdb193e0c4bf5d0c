"""URLs of the demo."""

from django.urls import path

from wenjiu.web.demo import calendar, views

app_name = "demo"

urlpatterns = [
    path("", views.personas, name="personas"),
    path("enter/", views.enter, name="enter"),
    path("day/", calendar.turn, name="day"),
]
