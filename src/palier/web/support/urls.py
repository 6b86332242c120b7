from django.urls import path

from palier.web.support import views
from palier.web.support.acts import ACTS

urlpatterns = [
    path("cases/<uuid:case_id>/support/", views.case_support, name="case_support"),
    *(path(f"mandates/<uuid:mandate_id>/{name}/", views.act, {"name": name}, name=f"mandate_{name}") for name in ACTS),
]
