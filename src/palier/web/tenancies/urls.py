from django.urls import path

from palier.web.tenancies import views
from palier.web.tenancies.acts import ACTS

urlpatterns = [
    path("tenancies/", views.tenancies, name="tenancies"),
    path("tenancies/owed/", views.owed, name="owed"),
    path("tenancies/<uuid:tenancy_id>/lines/", views.lines, name="tenancy_lines"),
    path(
        "tenancies/<uuid:tenancy_id>/lines/<uuid:written_id>/take-back/", views.take_line_back, name="account_take_back"
    ),
    path("tenancies/<uuid:tenancy_id>/lines/<uuid:written_id>/restore/", views.restore_line, name="account_restore"),
    path("cases/<uuid:case_id>/tenancies/", views.case_tenancies, name="case_tenancies"),
    *(
        path(f"cases/<uuid:case_id>/tenancies/{kind}/", views.begin, {"kind": kind}, name=f"begin_{kind}")
        for kind in views.BEGINNINGS
    ),
    *(path(f"tenancies/<uuid:tenancy_id>/{name}/", views.act, {"name": name}, name=f"tenancy_{name}") for name in ACTS),
]
