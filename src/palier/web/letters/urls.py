from django.urls import path

from palier.web.letters import views

LETTER = "cases/<uuid:case_id>/letters/<str:kind>/<uuid:about>"

urlpatterns = [
    path(f"{LETTER}/draft/", views.see_draft, name="letter_draft"),
    path(f"{LETTER}/make/", views.make, name="letter_make"),
    path("letters/<uuid:letter_id>/", views.letter, name="letter"),
]
