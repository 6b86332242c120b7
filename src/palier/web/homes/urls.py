from django.urls import path

from palier.web.homes import import_views, notice_views, vacancy_views, views

urlpatterns = [
    path("homes/", views.homes, name="homes"),
    path("homes/open/", views.homes_open, name="homes_open"),
    path("homes/<uuid:home_id>/", views.home, name="home"),
    path("homes/<uuid:home_id>/open/", views.vacancy_open, name="vacancy_open"),
    path("homes/<uuid:home_id>/left/", views.home_left, name="home_left"),
    path("homes/<uuid:home_id>/stay/", views.home_stay, name="home_stay"),
    path("homes/opened/<uuid:vacancy_id>/withdraw/", vacancy_views.vacancy_withdraw, name="vacancy_withdraw"),
    path("homes/opened/<uuid:vacancy_id>/reopen/", vacancy_views.vacancy_reopen, name="vacancy_reopen"),
    path("homes/vacancies/", vacancy_views.vacancy_list, name="vacancies"),
    path("homes/vacancies/new/", vacancy_views.vacancy_new, name="vacancy_new"),
    path("homes/vacancies/<uuid:vacancy_id>/", vacancy_views.vacancy, name="vacancy"),
    path("homes/vacancies/<uuid:vacancy_id>/<slug:act>/", vacancy_views.vacancy_step, name="vacancy_step"),
    path("homes/notices/", notice_views.notice_files, name="notice_files"),
    path("homes/notices/new/", notice_views.notice_file_new, name="notice_file_new"),
    path("homes/notices/<uuid:file_id>/", notice_views.notice_file, name="notice_file"),
    path("homes/notices/<uuid:file_id>/apply/", notice_views.notice_file_apply, name="notice_file_apply"),
    path("homes/notices/<uuid:file_id>/drop/", notice_views.notice_file_drop, name="notice_file_drop"),
    path("homes/files/", import_views.stock_imports, name="stock_imports"),
    path("homes/files/new/", import_views.stock_import_new, name="stock_import_new"),
    path("homes/files/<uuid:import_id>/", import_views.stock_import, name="stock_import"),
    path("homes/files/<uuid:import_id>/apply/", import_views.stock_import_apply, name="stock_import_apply"),
    path("homes/files/<uuid:import_id>/drop/", import_views.stock_import_drop, name="stock_import_drop"),
    path("homes/files/<uuid:import_id>/errors/", import_views.stock_import_errors, name="stock_import_errors"),
]
