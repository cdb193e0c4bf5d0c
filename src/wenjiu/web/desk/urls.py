"""URLs of /desk/."""

from django.urls import path

from wenjiu.web.desk import home

app_name = "desk"

urlpatterns = [
    path("", home.home, name="home"),
]
