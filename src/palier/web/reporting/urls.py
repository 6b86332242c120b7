from django.urls import path

from palier.web.reporting import views

urlpatterns = [
    path("agreement/<uuid:agreement>/figures/", views.figures, name="figures"),
    path("figures/<uuid:report_id>/", views.report, name="report"),
    path("figures/<uuid:report_id>/workbook/", views.workbook, name="report_workbook"),
    path("figures/<uuid:report_id>/paper/", views.paper, name="report_paper"),
    path("figures/<uuid:report_id>/freeze/", views.freeze, name="report_freeze"),
    path("figures/<uuid:report_id>/behind/<slug:counts>/<slug:which>/", views.behind, name="report_behind"),
]
