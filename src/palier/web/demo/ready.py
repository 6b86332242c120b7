"""Households that the association signals as ready: one certificate in force, one that lapsed without a home."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from palier.cases.enums import HousingKind, Means, Origin
from palier.cases.models import Case
from palier.cases.services import move_case, receive_call
from palier.platform import clock
from palier.platform.actor import Actor
from palier.tenancies import readiness
from palier.tenancies.readiness import Answer, HouseholdAgreed
from palier.tenancies.readiness_enums import CriterionAnswer, Evidence
from palier.web.demo import files
from palier.web.demo.households import Told, tell
from palier.web.demo.path import applicant, on
from palier.web.demo.people import Cast

# Before the first of the calls, as those of `titles`; days ago it was received and its certificate signed.
READY, LAPSED = -14, -17
DAYS = {READY: (60, 20), LAPSED: (230, 215)}
MET = Answer(answer=CriterionAnswer.MET, evidence=Evidence.SEEN, words="Vu à chaque rencontre depuis six mois.")


def signal_ready(worker: Actor, cast: Cast, as_of: date, seed: int) -> None:
    """Spotted and followed by the association, which holds these cases: no employee is asked for."""
    for number, (received, signed) in DAYS.items():
        case = _received(worker, cast, as_of, seed, number, received)
        with on(worker, as_of - timedelta(days=signed)) as at:
            draft = readiness.begin(actor=worker, case_id=case.id, at=at)
            answers = dict.fromkeys(draft.answers.values_list("criterion", flat=True), MET)
            readiness.write(actor=worker, readiness_id=draft.id, answers=answers)
            agreed = HouseholdAgreed(person=applicant(case).id, on=at.date(), means=Means.WRITTEN)
            readiness.sign(actor=worker, readiness_id=draft.id, agreed=agreed, at=at)


def _received(worker: Actor, cast: Cast, as_of: date, seed: int, number: int, received: int) -> Case:
    drawn = Random(f"{seed}/{number}")  # noqa: S311 — invented people, no secret
    told = tell(number, random=drawn, as_of=as_of, agreement=cast.agreement.id, partner=cast.services["support"].id)
    said = {"origin": Origin.ASSOCIATION_READY, "housing": HousingKind.RESIDENCE, "housing_until": None}
    call = replace(told.call, **said, authorised=(), note="")
    at = datetime.combine(as_of - timedelta(days=received), time(10), clock.PARIS)
    with on(worker, at.date()):
        case = receive_call(actor=worker, call=call, at=at)
        case = move_case(actor=worker, case_id=case.id, version=case.version, to="open", at=at)
        files.fill(worker, case, number, Told(call, at), as_of)
    return case
