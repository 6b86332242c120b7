from django.urls import path

from palier.web.assessments import section_views, views

urlpatterns = [
    path("cases/<uuid:case_id>/assessment/", views.case_assessment, name="case_assessment"),
    path("cases/<uuid:case_id>/diagnosis/", views.diagnosis, name="diagnosis"),
    path("cases/<uuid:case_id>/urgent-orientation/", views.urgent_orientation, name="urgent_orientation"),
    path("cases/<uuid:case_id>/assessment/begin/", views.begin, name="assessment_begin"),
    path("assessments/<uuid:assessment_id>/", views.assessment, name="assessment"),
    path("assessments/<uuid:assessment_id>/print/", views.printed, name="assessment_print"),
    path("assessments/<uuid:assessment_id>/orientation/", views.orientation, name="assessment_orientation"),
    path("assessments/<uuid:assessment_id>/reading/", views.reading, name="assessment_reading"),
    path("assessments/<uuid:assessment_id>/sign/", views.sign, name="assessment_sign"),
    path("assessments/<uuid:assessment_id>/<slug:section>/", section_views.section, name="assessment_section"),
    path("assessments/<uuid:assessment_id>/<slug:section>/remark/", section_views.remark, name="assessment_remark"),
]
