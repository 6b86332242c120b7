from django.urls import path

from palier.web.today import views

urlpatterns = [path("", views.today, name="today")]
