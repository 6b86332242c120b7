from django.urls import path

from palier.web.calendar import links, views

urlpatterns = [
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/link/", links.make, name="calendar_link"),
    path("calendar/link/end/", links.end, name="calendar_link_end"),
    path("calendar/<str:token>.ics", links.read, name="calendar_feed"),
]
