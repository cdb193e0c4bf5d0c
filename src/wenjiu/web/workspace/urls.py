"""URLs of /my/."""

from django.urls import path

from wenjiu.web.workspace import home, money

app_name = "my"

urlpatterns = [
    path("", home.home, name="home"),
    path("money/", money.money, name="money"),
    path("money/receipts/<int:id>/", money.answer, name="receipt"),
]
