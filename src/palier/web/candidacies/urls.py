from django.urls import path

from palier.web.candidacies import place_views, views
from palier.web.candidacies.acts import ACTS
from palier.web.candidacies.place_acts import PLACE_ACTS

urlpatterns = [
    path("cases/<uuid:case_id>/candidacies/", views.case_candidacies, name="case_candidacies"),
    path("cases/<uuid:case_id>/candidacies/outside/", views.candidacy_outside, name="candidacy_outside"),
    path("cases/<uuid:case_id>/homes/<uuid:vacancy_id>/candidacy/", views.candidacy_new, name="candidacy_new"),
    path("tenancies/<uuid:tenancy_id>/candidacy/", views.slide_new, name="slide_new"),
    path("cases/<uuid:case_id>/candidacies/place/", place_views.place_candidacy_new, name="place_candidacy_new"),
    path("candidacies/places/<uuid:place_candidacy_id>/", place_views.place_candidacy, name="place_candidacy"),
    *(
        path(
            f"candidacies/places/<uuid:place_candidacy_id>/{to}/",
            place_views.step,
            {"to": str(to)},
            name=f"place_candidacy_{to}",
        )
        for to in PLACE_ACTS
    ),
    path(
        "candidacies/places/<uuid:place_candidacy_id>/arrived/take-back/",
        place_views.take_arrival_back,
        name="place_arrival_take_back",
    ),
    path("candidacies/", views.candidacies, name="candidacies"),
    path("candidacies/<uuid:candidacy_id>/", views.candidacy, name="candidacy"),
    *(
        path(f"candidacies/<uuid:candidacy_id>/{name}/", views.act, {"name": name}, name=f"candidacy_{name}")
        for name in ACTS
    ),
    path("candidacies/homes/<uuid:vacancy_id>/", views.vacancy_candidates, name="vacancy_candidates"),
    path("candidacies/homes/<uuid:vacancy_id>/outside/", views.outside_rank, name="outside_rank"),
    path("candidacies/homes/<uuid:vacancy_id>/<uuid:candidate_id>/", views.outside_end, name="outside_end"),
]
