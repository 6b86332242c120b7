from django.urls import path

from palier.web.placement import views

urlpatterns = [
    path("cases/<uuid:case_id>/homes/", views.case_homes, name="case_homes"),
    path("cases/<uuid:case_id>/homes/<uuid:vacancy_id>/", views.case_home, name="case_home"),
    path("homes/opened/<uuid:vacancy_id>/households/", views.shortlist, name="shortlist"),
]
