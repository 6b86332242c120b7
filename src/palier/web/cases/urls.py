from django.urls import path

from palier.web.cases import closing_views, documents_views, employer_views, facts_views, sharing_views, views

urlpatterns = [
    path("cases/", views.cases, name="cases"),
    path("cases/call/", views.call, name="call"),
    path("cases/search/", views.search_for, name="search"),
    path("cases/search/<uuid:search_id>/", views.search_results, name="search_results"),
    path("cases/<uuid:case_id>/", views.case, name="case"),
    path("cases/<uuid:case_id>/household/", views.household, name="case_household"),
    path("cases/<uuid:case_id>/file/<slug:word>/new/", facts_views.fact_new, name="case_fact_new"),
    path("cases/<uuid:case_id>/file/<slug:word>/<uuid:fact_id>/", facts_views.fact, name="case_fact"),
    path(
        "cases/<uuid:case_id>/file/<slug:word>/<uuid:fact_id>/remove/", facts_views.fact_remove, name="case_fact_remove"
    ),
    path(
        "cases/<uuid:case_id>/file/<slug:word>/<uuid:fact_id>/restore/",
        facts_views.fact_restore,
        name="case_fact_restore",
    ),
    path("cases/<uuid:case_id>/applicant/<uuid:person_id>/", facts_views.applicant, name="case_applicant"),
    path("cases/<uuid:case_id>/employer/", employer_views.employer, name="case_employer"),
    path("employers/", employer_views.employers, name="employers"),
    path("cases/<uuid:case_id>/documents/", documents_views.documents, name="case_documents"),
    path("cases/<uuid:case_id>/close/", closing_views.close, name="case_close"),
    path("cases/<uuid:case_id>/again/", closing_views.start_again, name="case_start_again"),
    path("cases/<uuid:case_id>/note/", views.note, name="case_note"),
    path("cases/<uuid:case_id>/move/", views.move, name="case_move"),
    path("cases/<uuid:case_id>/wait/", views.wait, name="case_wait"),
    path("cases/<uuid:case_id>/wait/<str:whom>/", views.wait_undo, name="case_wait_undo"),
    path("cases/<uuid:case_id>/sharing/", sharing_views.sharing_page, name="case_sharing"),
    path("cases/<uuid:case_id>/sharing/new/", sharing_views.authorise, name="case_authorise"),
    path("cases/<uuid:case_id>/sharing/<uuid:authorisation>/confirm/", sharing_views.confirm, name="case_confirm"),
    path("cases/<uuid:case_id>/sharing/<uuid:authorisation>/withdraw/", sharing_views.withdraw, name="case_withdraw"),
]
