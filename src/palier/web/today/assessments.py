"""Urgent orientations that end, and joint assessments that the other service has signed."""

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from palier.assessments.queries import to_sign, urgent_to_confirm
from palier.cases import access
from palier.cases.models import Case, Person
from palier.cases.queries import applicants
from palier.platform import clock
from palier.platform.actor import Actor
from palier.web.today.line import Line


def assessment_lines(actor: Actor, names: dict[UUID, Person]) -> Iterable[Line]:
    """`names`: the applicants of the cases she refers; a partner's case has its own looked up."""
    if not actor.has(*access.SOCIAL_ROLES):
        return
    for urgent in urgent_to_confirm(actor):
        what = _("Have the joint assessment signed before that day.")
        if urgent.until < clock.today():
            what = _("Its days are over: sign the joint assessment, or orient again.")
        why = _("Urgent orientation: %(place)s") % {"place": urgent.get_kind_display()}
        yield Line(urgent.until, _name(urgent.case, names), why, what, _url(urgent.case))
    waiting = list(to_sign(actor))
    theirs = applicants(actor, [assessment.case for assessment in waiting])
    for assessment in waiting:
        other = assessment.partner if assessment.holder_id == actor.service else assessment.holder
        why = _("Joint assessment signed by %(service)s") % {"service": other}
        what = _("Read it, then sign or leave your divergence.")
        url = reverse("assessment", args=[assessment.id])
        yield Line(assessment.begun_on, _name(assessment.case, theirs), why, what, url, since=True)


def _name(case: Case, names: dict[UUID, Person]) -> str:
    return str(names[case.id]) if case.id in names else case.reference


def _url(case: Case) -> str:
    return reverse("case_assessment", args=[case.id])
