"""URLs of /my/."""

from django.urls import path

from wenjiu.web.workspace import home

app_name = "my"

urlpatterns = [
    path("", home.home, name="home"),
]
