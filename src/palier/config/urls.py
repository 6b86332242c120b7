from django.conf import settings
from django.urls import include, path

handler404 = "palier.web.errors.not_found"
handler500 = "palier.web.errors.server_error"

urlpatterns = [
    path("", include("palier.web.today.urls")),
    path("", include("palier.web.calendar.urls")),
    path("", include("palier.web.cases.urls")),
    path("", include("palier.web.homes.urls")),
    path("", include("palier.web.placement.urls")),
    path("", include("palier.web.assessments.urls")),
    path("", include("palier.web.support.urls")),
    path("", include("palier.web.candidacies.urls")),
    path("", include("palier.web.meetings.urls")),
    path("", include("palier.web.tenancies.urls")),
    path("", include("palier.web.sheets.urls")),
    path("", include("palier.web.letters.urls")),
    path("", include("palier.web.jobs.urls")),
    path("", include("palier.web.territory.urls")),
    path("", include("palier.web.law.urls")),
    path("", include("palier.web.organisations.urls")),
    path("", include("palier.web.reporting.urls")),
    path("", include("palier.web.accounts.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("components/", include("palier.web.components.urls")))
