from django.urls import path

from palier.web.homes import import_views, views

urlpatterns = [
    path("homes/", views.homes, name="homes"),
    path("homes/open/", views.homes_open, name="homes_open"),
    path("homes/<uuid:home_id>/", views.home, name="home"),
    path("homes/<uuid:home_id>/open/", views.vacancy_open, name="vacancy_open"),
    path("homes/<uuid:home_id>/left/", views.home_left, name="home_left"),
    path("homes/<uuid:home_id>/stay/", views.home_stay, name="home_stay"),
    path("homes/opened/<uuid:vacancy_id>/withdraw/", views.vacancy_withdraw, name="vacancy_withdraw"),
    path("homes/opened/<uuid:vacancy_id>/reopen/", views.vacancy_reopen, name="vacancy_reopen"),
    path("homes/files/", import_views.stock_imports, name="stock_imports"),
    path("homes/files/new/", import_views.stock_import_new, name="stock_import_new"),
    path("homes/files/<uuid:import_id>/", import_views.stock_import, name="stock_import"),
    path("homes/files/<uuid:import_id>/apply/", import_views.stock_import_apply, name="stock_import_apply"),
    path("homes/files/<uuid:import_id>/drop/", import_views.stock_import_drop, name="stock_import_drop"),
    path("homes/files/<uuid:import_id>/errors/", import_views.stock_import_errors, name="stock_import_errors"),
]
