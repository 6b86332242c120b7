"""Every page, those of this folder included."""

from django.urls import include, path

from palier.config import urls

handler404, handler500 = urls.handler404, urls.handler500
urlpatterns = [
    *urls.urlpatterns,
    path("", include("palier.web.homes.urls")),
    path("", include("palier.web.jobs.urls")),
]
