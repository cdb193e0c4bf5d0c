"""URLs of /desk/office/."""

from django.urls import path

from wenjiu.web.office import lists, records

app_name = "office"

urlpatterns = [
    path("", lists.index, name="index"),
    path("lists/<int:id>/", lists.office_list, name="list"),
    path("records/<int:id>/", records.record, name="record"),
]
