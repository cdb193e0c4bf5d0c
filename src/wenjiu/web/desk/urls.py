"""URLs of /desk/."""

from django.urls import path

from wenjiu.web.desk import calendar, district, home, notices, queue
from wenjiu.web.desk.cases import files, page

app_name = "desk"

urlpatterns = [
    path("", home.home, name="home"),
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
    path("calendar/", calendar.calendar, name="calendar"),
]
