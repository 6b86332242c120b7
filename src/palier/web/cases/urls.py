from django.urls import path

from palier.web.cases import sharing_views, views

urlpatterns = [
    path("cases/", views.cases, name="cases"),
    path("cases/call/", views.call, name="call"),
    path("cases/search/", views.search_for, name="search"),
    path("cases/search/<uuid:search_id>/", views.search_results, name="search_results"),
    path("cases/<uuid:case_id>/", views.case, name="case"),
    path("cases/<uuid:case_id>/household/", views.household, name="case_household"),
    path("cases/<uuid:case_id>/note/", views.note, name="case_note"),
    path("cases/<uuid:case_id>/move/", views.move, name="case_move"),
    path("cases/<uuid:case_id>/wait/", views.wait, name="case_wait"),
    path("cases/<uuid:case_id>/wait/<str:whom>/", views.wait_undo, name="case_wait_undo"),
    path("cases/<uuid:case_id>/sharing/", sharing_views.sharing_page, name="case_sharing"),
    path("cases/<uuid:case_id>/sharing/new/", sharing_views.authorise, name="case_authorise"),
    path("cases/<uuid:case_id>/sharing/<uuid:authorisation>/confirm/", sharing_views.confirm, name="case_confirm"),
    path("cases/<uuid:case_id>/sharing/<uuid:authorisation>/withdraw/", sharing_views.withdraw, name="case_withdraw"),
]
