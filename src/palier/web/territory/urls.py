from django.urls import path

from palier.web.territory import views

urlpatterns = [path("communes/", views.communes, name="communes")]
