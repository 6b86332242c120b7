from django.urls import path

from palier.web.placement import rank_views, views

urlpatterns = [
    path("cases/<uuid:case_id>/homes/", views.case_homes, name="case_homes"),
    path("cases/<uuid:case_id>/homes/workbook/", views.case_homes_workbook, name="case_homes_workbook"),
    path("cases/<uuid:case_id>/homes/<uuid:vacancy_id>/", views.case_home, name="case_home"),
    path("cases/<uuid:case_id>/ranks/", rank_views.case_ranks, name="case_ranks"),
    path("cases/<uuid:case_id>/ranks/<uuid:run_id>/", rank_views.case_rank, name="case_rank"),
    path("homes/opened/<uuid:vacancy_id>/households/", views.shortlist, name="shortlist"),
    path("homes/opened/<uuid:vacancy_id>/households/workbook/", views.shortlist_workbook, name="shortlist_workbook"),
]
