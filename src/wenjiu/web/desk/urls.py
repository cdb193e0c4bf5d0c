"""URLs of /desk/."""

from django.urls import include, path

from wenjiu.web.desk import home

app_name = "desk"

urlpatterns = [
    path("", home.home, name="home"),
    path("money/", include("wenjiu.web.desk.money.urls")),
]
