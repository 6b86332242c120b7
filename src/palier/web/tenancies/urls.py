from django.urls import path

from palier.web.tenancies import ready_views, views
from palier.web.tenancies.acts import ACTS

urlpatterns = [
    path("tenancies/", views.tenancies, name="tenancies"),
    path("ready/", ready_views.ready, name="ready"),
    path("cases/<uuid:case_id>/readiness/", ready_views.case_readiness, name="case_readiness"),
    path("cases/<uuid:case_id>/readiness/begin/", ready_views.begin, name="readiness_begin"),
    path("readiness/<uuid:readiness_id>/write/", ready_views.write, name="readiness_write"),
    path("readiness/<uuid:readiness_id>/sign/", ready_views.sign, name="readiness_sign"),
    path("readiness/<uuid:readiness_id>/withdraw/", ready_views.withdraw, name="readiness_withdraw"),
    path("agreement/<uuid:agreement>/readiness/", ready_views.terms, name="readiness_terms"),
    path("cases/<uuid:case_id>/news/", ready_views.news, name="case_news"),
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
