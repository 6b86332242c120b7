from django.urls import path

from palier.web.meetings import board_views, line_views, paper_views, views

urlpatterns = [
    path("meetings/", views.meetings, name="meetings"),
    path("meetings/convene/", views.convene, name="meeting_convene"),
    path("meetings/<uuid:meeting_id>/", views.meeting, name="meeting"),
    path("meetings/<uuid:meeting_id>/agenda/", views.put_on, name="meeting_put_on"),
    path("meetings/<uuid:meeting_id>/topic/", views.put_on_topic, name="meeting_topic"),
    path("meetings/<uuid:meeting_id>/room/", views.room, name="meeting_room"),
    path("meetings/<uuid:meeting_id>/close/", views.close, name="meeting_close"),
    path("meetings/<uuid:meeting_id>/board/", board_views.board, name="meeting_board"),
    path("meetings/<uuid:meeting_id>/board/workbook/", board_views.workbook, name="meeting_board_workbook"),
    path("meetings/<uuid:meeting_id>/screen/", paper_views.screen, name="meeting_screen"),
    path("meetings/<uuid:meeting_id>/paper/", paper_views.paper, name="meeting_paper"),
    path("meetings/<uuid:meeting_id>/record/", paper_views.record, name="meeting_record"),
    path("meetings/lines/<uuid:line_id>/", line_views.line, name="meeting_line"),
    path("meetings/lines/<uuid:line_id>/task/", line_views.give_task, name="meeting_task"),
    path("meetings/lines/<uuid:line_id>/off/", line_views.put_off, name="meeting_put_off"),
    path("meetings/lines/<uuid:line_id>/back/", line_views.take_up, name="meeting_take_up"),
    path("meetings/decisions/<uuid:decision_id>/back/", line_views.take_back, name="meeting_take_back"),
    path("meetings/tasks/<uuid:task_id>/done/", line_views.task_done, name="task_done"),
    path("meetings/tasks/<uuid:task_id>/again/", line_views.task_again, name="task_again"),
]
