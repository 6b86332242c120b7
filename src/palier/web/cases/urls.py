from django.urls import path

from palier.web.cases import brief, handover_views, list_views, sharing_views, story_views, views

urlpatterns = [
    path("cases/", views.cases, name="cases"),
    path("cases/call/", views.call, name="call"),
    path("cases/search/", views.search_for, name="search"),
    path("cases/search/<uuid:search_id>/", views.search_results, name="search_results"),
    path("cases/views/", list_views.save, name="case_view_save"),
    path("cases/views/<uuid:view_id>/remove/", list_views.remove, name="case_view_remove"),
    path("cases/views/<uuid:view_id>/restore/", list_views.restore, name="case_view_restore"),
    path("cases/pass-on/", handover_views.pass_on, name="cases_pass_on"),
    path("cases/pass-on/<uuid:handover_id>/undo/", handover_views.take_back, name="cases_take_back"),
    path("cover/", handover_views.cover, name="cover"),
    path("cover/<uuid:cover_id>/end/", handover_views.end_cover, name="cover_end"),
    path("cover/<uuid:cover_id>/resume/", handover_views.resume_cover, name="cover_resume"),
    path("cases/<uuid:case_id>/", views.case, name="case"),
    path("cases/<uuid:case_id>/brief/", brief.brief, name="case_brief"),
    path("cases/<uuid:case_id>/story/", story_views.story, name="case_story"),
    path("cases/<uuid:case_id>/note/<uuid:note_id>/withdraw/", story_views.withdraw, name="case_note_withdraw"),
    path("cases/<uuid:case_id>/note/<uuid:note_id>/restore/", story_views.restore, name="case_note_restore"),
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
