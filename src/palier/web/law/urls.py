from django.urls import path

from palier.web.law import views

urlpatterns = [path("law/", views.law_in_force, name="law_in_force")]
