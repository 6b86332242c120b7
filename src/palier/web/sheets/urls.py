from django.urls import path

from palier.web.sheets import views

urlpatterns = [
    path("cases/<uuid:case_id>/sheets/", views.case_sheets, name="case_sheets"),
    path("cases/<uuid:case_id>/sheets/<slug:sheet>/", views.case_sheet, name="case_sheet"),
]
