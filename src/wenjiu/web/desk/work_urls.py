"""URLs of what the desk does beside the steps of a case."""

from django.urls import path

from wenjiu.web.desk import absence, bulk, complaints, endings, promises, ratings, reads, saved, talk, visits

urlpatterns = [
    path("absence/", absence.absence, name="absence"),
    path("absence/recusals/", absence.declare, name="recuse"),
    path("absence/recusals/<int:id>/end/", absence.end_recusal, name="end_recusal"),
    path("absence/posts/<int:id>/", absence.post, name="delegate"),
    path("absence/<int:id>/end/", absence.end_delegation, name="end_delegation"),
    path("bulk/", bulk.bulks, name="bulks"),
    path("bulk/<int:id>/", bulk.bulk, name="bulk"),
    path("bulk/<int:id>/look/", bulk.look, name="look_bulk"),
    path("bulk/<int:id>/press/", bulk.press, name="press_bulk"),
    path("filters/<slug:place>/", saved.save, name="save_filter"),
    path("filters/<slug:place>/<int:id>/drop/", saved.drop, name="drop_filter"),
    path("cases/<slug:number>/notes/", talk.write, name="write_note"),
    path("cases/<slug:number>/visits/", visits.begin, name="begin_visit"),
    path("cases/<slug:number>/visits/<int:id>/", visits.finish, name="finish_visit"),
    path("cases/<slug:number>/photos/<int:id>/", visits.photo, name="visit_photo"),
    path("cases/<slug:number>/endings/", endings.propose, name="propose_ending"),
    path("cases/<slug:number>/endings/<int:id>/", endings.settle, name="settle_ending"),
    path("cases/<slug:number>/urge/", visits.urge, name="urge"),
    path("complaints/", complaints.complaints, name="complaints"),
    path("complaints/<slug:number>/", complaints.complaint, name="complaint"),
    path("promises/", promises.promises, name="promises"),
    path("promises/<int:id>/", promises.check, name="promise"),
    path("ratings/", ratings.ratings, name="ratings"),
    path("ratings/<int:id>/", ratings.call, name="call_back"),
    path("reads/", reads.reads, name="reads"),
    path("mentions/<int:id>/", talk.seen, name="see_mention"),
]
