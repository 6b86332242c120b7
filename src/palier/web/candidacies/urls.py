from django.urls import path

from palier.web.candidacies import views
from palier.web.candidacies.acts import ACTS

urlpatterns = [
    path("cases/<uuid:case_id>/candidacies/", views.case_candidacies, name="case_candidacies"),
    path("cases/<uuid:case_id>/candidacies/outside/", views.candidacy_outside, name="candidacy_outside"),
    path("cases/<uuid:case_id>/homes/<uuid:vacancy_id>/candidacy/", views.candidacy_new, name="candidacy_new"),
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
