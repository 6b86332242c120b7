from django.urls import path, re_path

from palier.web.components import views

urlpatterns = [
    path("", views.components, name="components"),
    path("completion/", views.completion, name="components_completion"),
    path("job/", views.job, name="components_job"),
    path("done/", views.done, name="components_done"),
    re_path("^(?P<language>fr|en)/$", views.components, name="components_in"),
]
