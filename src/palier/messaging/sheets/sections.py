"""The parts of a sheet, and which sheet has which, in the order its receiver reads them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palier.cases.enums import AidAnswer, AidKind, Cause, PersonKind, Sheet, System, TransmissionGround
from palier.cases.facts import Identifier
from palier.messaging.sheets.facts import Facts
from palier.ui import formats
from palier.ui.components import Definition


@dataclass(frozen=True)
class Part:
    """A heading and what stands under it; empty facts are shown, to be filled by hand."""

    heading: Promise
    lines: Callable[[Facts], Iterable[Definition]]


@dataclass(frozen=True)
class Model:
    """A sheet: its parts, and what usually lets it leave. A landlord's has no social part."""

    parts: tuple[Part, ...]
    ground: TransmissionGround


OF_THE_FUND = frozenset({AidKind.HOUSING_FUND_ENTRY, AidKind.HOUSING_FUND_KEEP})


def _identity(facts: Facts) -> Iterable[Definition]:
    person = facts.applicant
    yield Definition(_("Name"), person.last_name if person else None)
    yield Definition(_("First name"), person.first_name if person else None)
    yield Definition(_("Born on"), person.born_on if person else None, kind="day")
    yield Definition(_("Reference in Palier"), facts.case.reference)


def _contact(facts: Facts) -> Iterable[Definition]:
    contact = facts.contact
    note = ""
    if contact:
        note = _("a message may be left") if contact.may_leave_message else _("leave no message")
    yield Definition(_("Phone"), contact.phone if contact else None, note=note)


def _household(facts: Facts) -> Iterable[Definition]:
    adults = [person for person in facts.people if person.kind != PersonKind.CHILD]
    children = [person for person in facts.people if person.kind == PersonKind.CHILD]
    yield Definition(_("Adults"), len(adults), kind="number")
    yield Definition(_("Children"), len(children), kind="number")
    if children:
        ages = [str(age) for child in children if (age := child.age_on(facts.on)) is not None]
        yield Definition(_("Their ages"), ", ".join(ages))
    yield Definition(_("Lives as a couple"), _yes_no(facts.household.couple if facts.household else None))


def _housing(facts: Facts) -> Iterable[Definition]:
    housing = facts.housing
    yield Definition(_("Tonight"), housing.get_kind_display() if housing else None)
    yield Definition(_("Until"), housing.until if housing else None, kind="day")


def _work(facts: Facts) -> Iterable[Definition]:
    yield Definition(_("Employer"), facts.household.employer if facts.household else None)


def _resources(facts: Facts) -> Iterable[Definition]:
    household = facts.household
    monthly = facts.resources.monthly if facts.resources else None
    yield Definition(_("Resources a month"), monthly, note=_("housing benefit apart"), kind="money")
    yearly = household.yearly_resources if household else None
    yield Definition(_("Resources of the last twelve months"), yearly, kind="money")
    yield Definition(_("Reference tax income"), household.reference_tax_income if household else None, kind="money")
    yield Definition(_("Income of the year"), household.tax_year if household else None)


def _wishes(facts: Facts) -> Iterable[Definition]:
    household = facts.household
    yield Definition(_("Wished communes"), ", ".join(str(wish.commune) for wish in facts.wishes))
    yield Definition(_("Highest rent with charges"), household.max_rent if household else None, kind="money")
    yield Definition(_("Accessible home"), _yes_no(household.needs_accessible if household else None))


def _situation(facts: Facts) -> Iterable[Definition]:
    situation = facts.situation
    causes = ", ".join(str(Cause(code).label) for code in situation.causes) if situation else None
    yield Definition(_("What happened"), causes)
    yield Definition(_("Urgency"), facts.case.get_urgency_display())
    yield Definition(_("Received"), facts.case.received_on, kind="day")


def _numbers(facts: Facts) -> Iterable[Definition]:
    """The NUR comes first, and is asked for where nobody has written it."""
    if not any(one.system == System.NUR and one.struck_on is None for one in facts.identifiers):
        yield Definition(str(System.NUR.label))
    for identifier in facts.identifiers:
        yield Definition(str(identifier.get_system_display()), identifier.number, note=_since(identifier))


def _since(identifier: Identifier) -> str:
    if identifier.struck_on:
        return _("struck off on %(day)s") % {"day": formats.day(identifier.struck_on)}
    since = identifier.renewed_on or identifier.obtained_on
    return _("from %(day)s") % {"day": formats.day(since)} if since else ""


def _rent(facts: Facts) -> Iterable[Definition]:
    """Coded: all that those who give homes may know of debts."""
    household = facts.household
    yield Definition(_("Owes rent"), _yes_no(household.rent_debt if household else None))
    yield Definition(_("Keeps to a plan for the rent"), _yes_no(household.rent_plan if household else None))
    over_indebtedness = household.get_over_indebtedness_display() if household else None
    yield Definition(_("Over-indebtedness file"), over_indebtedness)


def _debts(facts: Facts) -> Iterable[Definition]:
    for debt in facts.debts:
        yield Definition(f"{debt.creditor} ({debt.get_kind_display()})", debt.balance, kind="money")
    if not facts.debts:
        yield Definition(_("Creditors and what is still owed"))


def _aids(facts: Facts) -> Iterable[Definition]:
    """What else helps with the home or was asked for: aids exclude one another. Nights are no matter of the fund's, and
    what is asked of the fund is this request.
    """
    told = [aid for aid in facts.aids if aid.answer != AidAnswer.REFUSED and aid.kind != AidKind.HOTEL_NIGHTS]
    told = [aid for aid in told if aid.answer == AidAnswer.GRANTED or aid.kind not in OF_THE_FUND]
    for aid in told:
        said = [aid.get_answer_display(), formats.day(aid.decided_on), formats.money(aid.amount), aid.giver]
        yield Definition(str(aid.get_kind_display()), ", ".join(filter(None, said)))
    if not told:
        yield Definition(_("Aid, and where it stands"))


def _referent(facts: Facts) -> Iterable[Definition]:
    yield Definition(_("Referent"), facts.case.referent.get_full_name())
    yield Definition(_("Service"), f"{facts.case.holder.organisation} – {facts.case.holder}")


def _yes_no(said: bool | None) -> str | None:
    return None if said is None else _("yes") if said else _("no")


IDENTITY = Part(gettext_lazy("Who asks"), _identity)
CONTACT = Part(gettext_lazy("How to reach them"), _contact)
HOUSEHOLD = Part(gettext_lazy("Household"), _household)
HOUSING = Part(gettext_lazy("Current home"), _housing)
WORK = Part(gettext_lazy("Work"), _work)
RESOURCES = Part(gettext_lazy("Resources"), _resources)
WISHES = Part(gettext_lazy("Home looked for"), _wishes)
SITUATION = Part(gettext_lazy("Why they ask"), _situation)
NUMBERS = Part(gettext_lazy("Numbers elsewhere"), _numbers)
RENT = Part(gettext_lazy("Rent and over-indebtedness"), _rent)
DEBTS = Part(gettext_lazy("Debts"), _debts)
AIDS = Part(gettext_lazy("Other aids asked for or obtained"), _aids)
REFERENT = Part(gettext_lazy("Whom to call"), _referent)

# The order is that of each receiver's own form: the CALEOL's file, the SI-SIAO's evaluation, a residence's application,
# the fund's request.
MODELS: dict[str, Model] = {
    Sheet.CANDIDATE: Model(
        (IDENTITY, NUMBERS, HOUSEHOLD, HOUSING, WORK, RESOURCES, RENT, WISHES, REFERENT),
        ground=TransmissionGround.AGREED,
    ),
    Sheet.SIAO: Model(
        (IDENTITY, CONTACT, NUMBERS, HOUSEHOLD, HOUSING, SITUATION, WORK, RESOURCES, WISHES, REFERENT),
        ground=TransmissionGround.SIAO,
    ),
    Sheet.HOSTEL: Model(
        (IDENTITY, CONTACT, HOUSEHOLD, HOUSING, WORK, RESOURCES, REFERENT),
        ground=TransmissionGround.AGREED,
    ),
    Sheet.HOUSING_FUND: Model(
        (IDENTITY, CONTACT, HOUSEHOLD, HOUSING, WORK, RESOURCES, RENT, DEBTS, AIDS, SITUATION, REFERENT),
        ground=TransmissionGround.AGREED,
    ),
}


@dataclass(frozen=True)
class Drawn:
    """A sheet ready to print or to paste."""

    title: str
    on: date
    parts: list[tuple[str, list[Definition]]]


def draw(sheet: Sheet, facts: Facts) -> Drawn:
    parts = [(str(part.heading), list(part.lines(facts))) for part in MODELS[sheet].parts]
    return Drawn(str(sheet.label), facts.on, parts)
