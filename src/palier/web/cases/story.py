"""The story of a case: events and notes the reader may open, in one timeline, readable like a letter."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from palier.accounts.models import User
from palier.candidacies.enums import CandidacyState
from palier.candidacies.meeting_enums import DecisionKind
from palier.candidacies.place_enums import PlaceCandidacyState
from palier.candidacies.queries import told_to
from palier.cases.enums import Audience, CaseState, HousingKind, OverIndebtedness, Sheet, WaitingOn
from palier.cases.handover import PASSED
from palier.cases.models import Case, Note
from palier.cases.queries import open_shares, rows_visible_to
from palier.messaging.queries import named_in
from palier.organisations.models import Service
from palier.platform.actor import Actor
from palier.platform.models import Event
from palier.ui.components import Action, TimelineItem

TITLES: dict[str, Promise] = {
    "case.received": _("The call was logged."),
    "case.imported": _("Brought in from the follow-up table. The information notice is still to be given."),
    "information.given": _("The household was given the information notice."),
    "case.moved": _("The case changed: %(to)s."),
    "case.waiting": _("Now waiting on %(to)s."),
    "housing.changed": _("The household lives elsewhere: %(to)s. Before: %(from)s."),
    "household.completed": _("The file was completed."),
    "person.changed": _("The people of the household were changed."),
    "income.changed": _("The incomes were changed."),
    "debt.changed": _("The debts were changed."),
    "aid.changed": _("The aids were changed."),
    "over_indebtedness.dated": _("The over-indebtedness file: %(to)s."),
    "identifier.changed": _("The numbers elsewhere were changed."),
    "identifier.struck": _("The HLM request was struck off: a home was allocated."),
    "paper.changed": _("The list of papers was changed."),
    "sharing.authorised": _("The household let another service follow the case."),
    "sharing.confirmed": _("The household confirmed its authorisation in writing."),
    "sharing.withdrawn": _("The household took its authorisation back."),
    "sheet.transmitted": _("Sent outside Palier: %(to)s."),
    "mandate.ordered": _("A support mandate was ordered."),
    "mandate.withdrawn": _("The order of a support mandate was taken back."),
    "mandate.accepted": _("The support mandate was accepted."),
    "mandate.refused": _("The support mandate was refused."),
    "mandate.renewal_asked": _("More months of support were asked for."),
    "mandate.renewal_granted": _("More months of support were granted."),
    "mandate.renewal_refused": _("More months of support were refused."),
    "mandate.reported": _("A report on the support was written."),
    "mandate.visited": _("A visit of the support was recorded."),
    "mandate.closed": _("The support mandate was closed."),
    "diagnosis.signed": _("The diagnosis was signed."),
    "orientation.urgent": _("An urgent orientation was signed."),
    "orientation.settled": _("The joint assessment settled the urgent orientation."),
    "assessment.begun": _("A joint assessment was begun."),
    "assessment.remarked": _("A remark was left in the joint assessment."),
    "assessment.oriented": _("An orientation was proposed in the joint assessment."),
    "assessment.signed_by_one": _("One service signed the joint assessment."),
    "assessment.lapsed": _("The joint assessment changed: its signature lapsed."),
    "assessment.signed": _("Both services signed the joint assessment."),
    "assessment.superseded": _("A newer joint assessment replaced the former one."),
    "assessment.read": _("The household read the joint assessment."),
    "place_candidacy.moved": _("Candidacy for a place: %(to)s."),
    "candidacy.put_forward": _("The household was put forward for a home."),
    "candidacy.designated": _("The household was designated for the home."),
    "candidacy.file_complete": _("The landlord has the file ready for its CALEOL."),
    "candidacy.decided": _("The CALEOL has decided: %(to)s."),
    "candidacy.condition_met": _("The paper that the CALEOL awaited has come."),
    "candidacy.offered": _("The home was offered to the household: its delay to answer runs."),
    "candidacy.unclaimed": _("The offer came back unclaimed: the delay runs from the day it was presented."),
    "candidacy.accepted": _("The household accepted the home."),
    "candidacy.held": _("A candidacy is on hold: the household has accepted another home."),
    "candidacy.released": _("A candidacy that was on hold runs again."),
    "candidacy.refused": _("The household refused the home."),
    "candidacy.no_answer": _("The landlord confirmed that nobody answered its offer."),
    "candidacy.signed": _("The home was signed for."),
    "candidacy.superseded": _("Somebody else signed for the home: this candidacy has ended."),
    "candidacy.signed_elsewhere": _("The household signed for another home: this candidacy has ended."),
    "candidacy.withdrawn": _("A candidacy was withdrawn."),
    "meeting.case_put_on": _("Put on the agenda of a partner meeting, by reference and composition."),
    "case.decided_on": _("Decided in a partner meeting: %(to)s."),
    "temporary_occupancy.begun": _("A contract of occupation was signed."),
    "sublease.begun": _("A sub-lease was signed."),
    "lease.begun": _("A lease was signed."),
    "temporary_occupancy.ended": _("The household left its temporary home."),
    "temporary_occupancy.taken_back": _("The arrival was written by mistake: it was taken back."),
    "sublease.ended": _("The sub-lease ended."),
    "lease.ended": _("The lease ended."),
    "head_lease.ended": _("The association gave the home back to the landlord."),
    "tenancy.notice_given": _("A notice was given."),
    "tenancy.insured": _("An insurance certificate was seen."),
    "tenancy.inventory_held": _("An inventory was held."),
    "account.written": _("Lines of an account were written."),
    "account.unpaid_explained": _("Somebody said why a month is not paid."),
    "account.taken_back": _("A line of an account was taken back."),
    "account.restored": _("A line of an account counts again."),
    "review.criteria_agreed": _("The three agreed on what is looked at before a slide."),
    "review.held": _("The sub-lease was reviewed by the three."),
    "review.prefet_told": _("The landlord told the préfet whether it proposes a lease."),
    "review.concluded": _("What follows the review was said."),
    "slide.decided": _("The CALEOL decided of the slide."),
    "slide.condition_met": _("The condition of the slide was met."),
    "sublease.slid": _("The sub-lease slid into the household’s own lease."),
    "readiness.begun": _("A readiness certificate is being prepared."),
    "readiness.answered": _("The criteria of a readiness certificate were answered."),
    "readiness.signed": _("The household was certified ready for a lease of its own."),
    "readiness.renewed": _("A newer readiness certificate replaced the former one."),
    "readiness.withdrawn": _("The readiness certificate was taken back."),
    "entry.contact_named": _("The landlord named whom the household calls."),
    "entry.settled": _("The landlord did what it promised at the entry."),
    "entry.not_done": _("The landlord said why what it promised was not done."),
    "entry.payment_missed": _("A first payment was missed: the household is called before any letter."),
    "news.told": _("News of the household were recorded."),
    "deposit.returned": _("A deposit was given back."),
    PASSED: _("The referent is now %(to)s."),
}
KINDS = {
    "meeting.case_put_on": "meeting",
    "case.decided_on": "meeting",
    "case.received": "call",
    "case.imported": "document",
    "case.moved": "decision",
    PASSED: "meeting",
}

# What the story is filtered by, in the order it is offered; an event belongs to the first prefix that fits its kind.
FILTERS: dict[str, Promise] = {
    "notes": _("Notes"),
    "calls": _("Calls"),
    "decisions": _("Decisions"),
    "sharing": _("Sharing"),
    "documents": _("Documents"),
    "events": _("Other events"),
}
PREFIXES = (
    ("case.received", "calls"),
    ("case.imported", "documents"),
    ("case.", "decisions"),
    ("sharing.", "sharing"),
    ("information.", "sharing"),
    ("meeting.", "sharing"),
    ("sheet.", "documents"),
    ("candidacy.", "decisions"),
    ("place_candidacy.", "decisions"),
    ("", "events"),
)
PAGE = 50


def filter_of(kind: str) -> str:
    """The filter under which an event of this kind is found."""
    return next(name for prefix, name in PREFIXES if kind.startswith(prefix))


class Story:
    """The lines the reader may open, the latest first; a paginator counts it and takes a slice of it.

    `only` is a key of FILTERS, empty for all. A slice costs the same number of queries whatever its length.
    """

    def __init__(self, actor: Actor, case: Case, *, only: str = "") -> None:
        self.actor, self.case, self.only = actor, case, only

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many lines each filter finds; those that find none are left out."""
        found = dict.fromkeys(FILTERS, 0)
        found["notes"] = self._notes().count()
        for row in self._events().order_by().values("kind").annotate(lines=Count("id")):
            found[filter_of(row["kind"])] += row["lines"]
        return {name: lines for name, lines in found.items() if lines}

    def __len__(self) -> int:
        return self.counts.get(self.only, 0) if self.only else sum(self.counts.values())

    def __getitem__(self, part: slice) -> list[TimelineItem]:
        start, stop, _step = part.indices(len(self))
        notes = list(self._notes()[:stop]) if self.only in {"", "notes"} else []
        kinds = [kind for kind in TITLES if self.only in {"", filter_of(kind)}]
        events = list(self._events().filter(kind__in=kinds)[:stop]) if kinds else []
        lines = [(event.at, event.id, event) for event in events] + [(note.written_at, note.id, note) for note in notes]
        lines.sort(key=lambda line: line[:2], reverse=True)
        return self._items([line[2] for line in lines[start:stop]])

    def _notes(self) -> QuerySet[Note]:
        return rows_visible_to(self.actor, Note).filter(case=self.case).order_by("-written_at", "-id")

    def _events(self) -> QuerySet[Event]:
        """Those with a sentence of their own; a note tells itself."""
        opened = open_shares(self.actor).filter(case=self.case).values("audience")
        readable = Q(audience__in=opened) & (~Q(audience=Audience.INTERNAL) | Q(service_id=self.actor.service))
        told = Event.objects.filter(readable, told_to(self.actor), case_id=self.case.id, kind__in=TITLES)
        return told.order_by("-at", "-id")

    def _items(self, lines: list[Event | Note]) -> list[TimelineItem]:
        notes = [line for line in lines if isinstance(line, Note)]
        events = [line for line in lines if isinstance(line, Event)]
        names = people_in(events, extra=[note.author_id for note in notes])
        services = dict(Service.objects.filter(id__in={line.service_id for line in lines}).values_list("id", "name"))
        named = named_in(self.actor, [note.id for note in notes]) if notes else {}
        return [
            self._note(line, names, services, named.get(line.id, []))
            if isinstance(line, Note)
            else _event(line, names, services)
            for line in lines
        ]

    def _note(self, note: Note, names: dict[UUID, str], services: dict[UUID, str], named: list[str]) -> TimelineItem:
        mine = note.author_id == self.actor.user and note.service_id == self.actor.service
        url = reverse("case_note_withdraw", args=[note.case_id, note.id])
        taken_back = note.withdrawn_at is not None
        title = gettext("Withdrawn by its author.") if taken_back else ""
        if named and not taken_back:
            title = gettext("To the attention of %(names)s") % {"names": ", ".join(named)}
        return TimelineItem(
            kind="comment",
            who=names.get(note.author_id, ""),
            when=note.written_at,
            title=title,
            text="" if taken_back else note.body,
            service=services.get(note.service_id, ""),
            audience=Audience(note.audience).label,
            action=Action(gettext("Withdraw"), url, post=True) if mine and not taken_back else None,
        )


def _event(event: Event, names: dict[UUID, str], services: dict[UUID, str]) -> TimelineItem:
    return TimelineItem(
        kind=KINDS.get(event.kind, "event"),
        who=names.get(event.actor_id, ""),
        when=event.at,
        title=event_title(event, names),
        service=services.get(event.service_id, ""),
    )


def event_title(event: Event, names: dict[UUID, str]) -> str:
    """The sentence of an event; `names` holds those of `people_in`."""
    to = event.to_state
    if event.kind == PASSED:
        return str(TITLES[PASSED]) % {"to": names.get(UUID(to), "")}
    if event.kind == "place_candidacy.moved":
        return str(TITLES[event.kind]) % {"to": dict(PlaceCandidacyState.choices).get(to, to)}
    if event.kind == "over_indebtedness.dated":
        return str(TITLES[event.kind]) % {"to": dict(OverIndebtedness.choices).get(to, to)}
    if event.kind == "housing.changed":
        homes = {"": gettext("not known"), **dict(HousingKind.choices)}
        return str(TITLES[event.kind]) % {"from": homes[event.from_state], "to": homes[to]}
    if event.kind.startswith("candidacy."):
        return str(TITLES[event.kind]) % {"to": dict(CandidacyState.choices).get(to, to)}
    words = {**dict(CaseState.choices), **dict(WaitingOn.choices), **dict(Sheet.choices), **dict(DecisionKind.choices)}
    return str(TITLES[event.kind]) % {"to": words.get(to, to)}


def people_in(events: Iterable[Event], *, extra: Iterable[UUID | None] = ()) -> dict[UUID, str]:
    """The names of those who acted, and of those to whom a case was passed: one query."""
    ids = {*extra}
    for event in events:
        ids.add(event.actor_id)
        if event.kind == PASSED:
            ids.add(UUID(event.to_state))
    return {user.id: user.get_full_name() for user in User.objects.filter(id__in={i for i in ids if i})}
