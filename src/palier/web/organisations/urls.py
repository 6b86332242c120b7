from django.urls import path

from palier.web.organisations import accreditations, agreements, grids, joining, letterheads, members

urlpatterns = [
    path("members/", members.members, name="members"),
    path("members/letterhead/", letterheads.letterhead, name="letterhead"),
    path("members/invite/", members.invite, name="invite"),
    path("members/services/open/", members.open_service, name="open_service"),
    path("members/requests/<uuid:asked>/", members.join_request, name="join_request"),
    path("members/invitations/<uuid:invitation>/withdraw/", members.withdraw_invitation, name="withdraw_invitation"),
    path("members/<uuid:membership>/", members.member, name="member"),
    path("members/<uuid:membership>/end/", members.end_membership, name="end_membership"),
    path("members/<uuid:membership>/resume/", members.resume_membership, name="resume_membership"),
    path("members/<uuid:membership>/second-factor/", members.remove_second_factor, name="remove_second_factor"),
    path("invitation/<str:token>/", joining.invitation, name="invitation"),
    path("join/", joining.join, name="join"),
    path("join/<uuid:organisation>/", joining.ask_to_join, name="ask_to_join"),
    path("service/", joining.switch_service, name="switch_service"),
    path("accreditations/", accreditations.accreditations, name="accreditations"),
    path("agreement/", agreements.agreement, name="agreement"),
    path("agreement/draft/", agreements.draft, name="agreement_draft"),
    path("agreement/<uuid:agreement>/", agreements.agreement_page, name="agreement_page"),
    path("agreement/<uuid:agreement>/amend/", agreements.amend, name="agreement_amend"),
    path("agreement/<uuid:agreement>/parties/", agreements.parties, name="agreement_parties"),
    path("agreement/<uuid:agreement>/parties/<uuid:organisation>/add/", agreements.add_party, name="add_party"),
    path(
        "agreement/<uuid:agreement>/parties/<uuid:organisation>/remove/", agreements.remove_party, name="remove_party"
    ),
    path("agreement/<uuid:agreement>/commitments/add/", agreements.add_commitment, name="add_commitment"),
    path(
        "agreement/<uuid:agreement>/commitments/<uuid:commitment>/remove/",
        agreements.remove_commitment,
        name="remove_commitment",
    ),
    path("agreement/<uuid:agreement>/sign/", agreements.sign, name="agreement_sign"),
    path("agreement/<uuid:agreement>/grid/", grids.grid, name="grid"),
    path("agreement/<uuid:agreement>/grid/publish/", grids.publish, name="grid_publish"),
    path("agreement/<uuid:agreement>/grid/compute/", grids.compute, name="grid_compute"),
    path("agreement/grid/preview/<uuid:job_id>/", grids.previewed, name="grid_preview"),
]
