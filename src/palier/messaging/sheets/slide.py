"""What the CALEOL reads of a sub-lease that may slide, as facts."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from palier.candidacies.models import Candidacy, SlideFile
from palier.cases.queries import rows_visible_to
from palier.platform.actor import Actor
from palier.tenancies.enums import ReviewParty, SlideCriterion, UnpaidCause, Wanted
from palier.ui.components import Definition
from palier.ui.formats import day, money


def file_of(actor: Actor, candidacy: Candidacy) -> SlideFile | None:
    """For whoever reads the file; nothing for a candidacy that is no slide."""
    return rows_visible_to(actor, SlideFile).filter(candidacy=candidacy).first() if candidacy.sublease_id else None


def facts(actor: Actor, candidacy: Candidacy) -> list[Definition]:
    found = file_of(actor, candidacy)
    return list(_facts(found)) if found else []


def _facts(found: SlideFile) -> Iterable[Definition]:
    known = found.prepared
    if found.rent is not None:
        said = {"rent": money(found.rent), "charges": money(found.charges)}
        yield Definition(_("Its own lease would cost"), _("%(rent)s and %(charges)s of charges") % said)
    yield Definition(_("Sub-let since"), found.sublet_on, kind="day")
    said = {"paid": known["paid"], "called": known["called"], "owed": money(Decimal(known["owed"]) / 100)}
    causes = ", ".join(str(UnpaidCause(cause).label) for cause in known["causes"])
    yield Definition(_("Account"), _("%(paid)s months paid of %(called)s, %(owed)s owed") % said, note=causes)
    insured = day(date.fromisoformat(known["insured_until"])) if known["insured_until"] else _("not known")
    yield Definition(_("Insured until"), insured)
    yield Definition(
        _("Looked at before a slide"), " · ".join(str(SlideCriterion(one).label) for one in found.criteria)
    )
    outcome = (
        _("it ended on a lease") if found.agreed else _("it did not end on a lease: the household asks all the same")
    )
    yield Definition(
        _("Last review"), found.reviewed_on, kind="day", note=" · ".join(filter(None, (outcome, found.why_not)))
    )
    for one in found.positions:
        yield Definition(str(ReviewParty(one["party"]).label), str(Wanted(one["wants"]).label), note=one["words"])
    yield Definition(_("HLM request (NUR)"), found.request_number)
