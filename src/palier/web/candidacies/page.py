"""A candidacy, the list of candidacies and the ranks of a home as components: plain values, no markup."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from palier.assessments.enums import ReadingMeans
from palier.candidacies.enums import CandidacyState, DecisionReason
from palier.candidacies.models import Candidacy, OutsideCandidate, PresentationNote, ProviderDecision
from palier.candidacies.services import missing_papers
from palier.candidacies.states import GRANTED
from palier.cases.enums import Means, PaperKind
from palier.cases.models import Person
from palier.cases.queries import rows_visible_to
from palier.platform import clock
from palier.platform.actor import Actor
from palier.ui.components import Cell, Column, Definition, Row, Status, Table
from palier.ui.formats import day, money
from palier.web.candidacies.acts import ACTS, Act
from palier.web.homes import page as homes

S = CandidacyState
TONES: dict[str, Any] = {
    S.PUT_FORWARD: "info",
    S.DESIGNATED: "info",
    S.FILE_COMPLETE: "info",
    **dict.fromkeys(GRANTED, "yes"),
    S.OFFERED: "soon",
    S.ACCEPTED: "done",
    S.SIGNED: "done",
    S.NOT_GRANTED: "no",
    S.INADMISSIBLE: "no",
    S.REFUSED: "no",
    S.NO_ANSWER: "no",
}
# The filter of the list shows the answers due in so many days.
SOON = timedelta(days=7)


@dataclass(frozen=True)
class Offered:
    """An act the reader may do now, with its form."""

    name: str
    act: Act
    form: forms.Form

    @property
    def route(self) -> str:
        return f"candidacy_{self.name}"


def home_words(candidacy: Candidacy) -> str:
    if candidacy.home is None:
        return f"{candidacy.outside_provider}, {candidacy.outside_commune}"
    return f"{homes.home_words(candidacy.home)}, {candidacy.home.commune}"


def status(candidacy: Candidacy) -> Status:
    if candidacy.held_on:
        return Status("quiet", _("on hold: another home is accepted"))
    if candidacy.state == S.OFFERED and candidacy.answer_by and candidacy.answer_by < clock.today():
        return Status("late", _("answer overdue"))
    return Status(TONES.get(candidacy.state, "quiet"), candidacy.get_state_display())


def next_step(candidacy: Candidacy) -> str:
    """What is awaited, in a few words."""
    words = {
        S.PUT_FORWARD: _("to be designated"),
        S.DESIGNATED: _("file to read"),
        S.FILE_COMPLETE: _("outcome of the CALEOL to record"),
        S.GRANTED: _("offer to notify"),
        S.GRANTED_RANKED: _("rank %(rank)s") % {"rank": candidacy.rank},
        S.GRANTED_IF: _("paper awaited"),
        S.ACCEPTED: _("to be signed"),
    }
    return words.get(S(candidacy.state), "")


def table(candidacies: Iterable[Candidacy], names: dict[UUID, Person], *, caption: str = "") -> Table:
    """Names where the reader may know them, the reference elsewhere."""
    columns = [
        Column("household", _("Household")),
        Column("home", _("Home")),
        Column("since", _("Put forward on"), kind="day"),
        Column("state", _("State"), kind="status"),
        Column("due", _("Answer until"), kind="day"),
    ]
    return Table(caption or _("Candidacies"), columns, [_row(one, names.get(one.case_id)) for one in candidacies])


def _row(candidacy: Candidacy, person: Person | None) -> Row:
    name = str(person) if person else candidacy.case.reference
    awaited = candidacy.answer_by if candidacy.state == S.OFFERED and candidacy.held_on is None else None
    return Row(
        [
            Cell(
                name,
                url=reverse("candidacy", args=[candidacy.id]),
                note=candidacy.case.reference if person else "",
            ),
            Cell(home_words(candidacy), note=candidacy.get_kind_display()),
            candidacy.put_forward_on,
            Cell(status(candidacy), note=next_step(candidacy)),
            Cell(awaited, tone="late" if awaited and awaited < clock.today() else ""),
        ]
    )


def facts(actor: Actor, candidacy: Candidacy) -> list[Definition]:
    """The days it has lived, in their order; only those that have come."""
    found = [
        Definition(_("For"), candidacy.get_kind_display()),
        *_home(candidacy),
        Definition(_("Put forward on"), candidacy.put_forward_on, kind="day", note=_agreed(actor, candidacy)),
    ]
    if candidacy.designated_on:
        found.append(
            Definition(
                _("Designated on"), candidacy.designated_on, kind="day", note=candidacy.get_designated_right_display()
            )
        )
    if candidacy.complete_on:
        found.append(Definition(_("File ready on"), candidacy.complete_on, kind="day", note=_missing(candidacy)))
    if candidacy.decided_on:
        found.append(Definition(_("CALEOL of"), candidacy.decided_on, kind="day"))
    if candidacy.rank:
        found.append(Definition(_("Rank"), candidacy.rank))
    if candidacy.condition:
        met = candidacy.condition_met_on
        note = _("came on %(day)s") % {"day": day(met)} if met else day(candidacy.condition_until)
        found.append(Definition(_("If this paper comes"), candidacy.get_condition_display(), note=note))
    return [*found, *_answer(candidacy)]


def _missing(candidacy: Candidacy) -> str:
    """Which papers the CALEOL will not have; once it has decided, how many they were."""
    gaps = [str(PaperKind(kind).label) for kind in candidacy.gaps]
    if not gaps:
        return _("nothing was missing")
    if candidacy.decided_on is None:
        return _("missing: %(papers)s") % {"papers": ", ".join(gaps)}
    return ngettext("%(n)s paper was missing", "%(n)s papers were missing", len(gaps)) % {"n": len(gaps)}


def _home(candidacy: Candidacy) -> list[Definition]:
    home = candidacy.home
    if home is None:
        rent = _("rent with charges %(rent)s") % {"rent": money(candidacy.outside_rent)}
        return [Definition(_("Home"), home_words(candidacy), note=f"{candidacy.get_outside_kind_display()} · {rent}")]
    note = f"{home.landlord} · {home.address}"
    if home.rent is not None:
        note += " · " + _("rent %(rent)s") % {"rent": money(home.rent)}
    return [Definition(_("Home"), home_words(candidacy), note=note)]


def _agreed(actor: Actor, candidacy: Candidacy) -> str:
    person = rows_visible_to(actor, Person).filter(id=candidacy.agreed_by).first()
    said = {"who": person or _("an adult of the household"), "day": day(candidacy.agreed_on)}
    return _("%(who)s agreed on %(day)s") % said + f", {Means(candidacy.agreed_means).label}"


def _answer(candidacy: Candidacy) -> list[Definition]:
    found = []
    if candidacy.notified_on:
        note = f"{candidacy.get_notice_means_display()}, {candidacy.notice_proof}"
        if candidacy.unclaimed:
            note += " · " + _("returned unclaimed: counted from its presentation")
        found += [
            Definition(_("Offer notified on"), candidacy.notified_on, kind="day", note=note),
            Definition(_("Answer until"), candidacy.answer_by, kind="day", note=_("CCH R441-10")),
        ]
    if candidacy.answered_on:
        found.append(
            Definition(_("Answered on"), candidacy.answered_on, kind="day", note=candidacy.get_refusal_display())
        )
    if candidacy.signed_on:
        found.append(Definition(_("Signed on"), candidacy.signed_on, kind="day"))
    elif candidacy.ended_on:
        who = f"{candidacy.get_withdrawn_by_display()} · " if candidacy.withdrawn_by else ""
        note = f"{who}{candidacy.get_withdrawn_for_display()}"
        found.append(Definition(_("Ended on"), candidacy.ended_on, kind="day", note=note))
    return found


def decision_facts(actor: Actor, candidacy: Candidacy) -> list[Definition]:
    """What the minutes say, for whoever reads the file."""
    found = rows_visible_to(actor, ProviderDecision).filter(candidacy=candidacy).first()
    if found is None:
        return []
    reasons = ", ".join(str(DecisionReason(reason).label) for reason in found.reasons)
    note = _("%(n)s of them from outside Palier") % {"n": found.outside_requests}
    if found.exception:
        note += f" · {found.get_exception_display()}"
    facts = [
        Definition(_("Decision"), found.get_answer_display(), note=reasons),
        Definition(_("Proof"), found.proof),
    ]
    if candidacy.vacancy_id:
        facts.append(Definition(_("Requests examined"), found.examined, note=note))
    return facts


def note(actor: Actor, candidacy: Candidacy) -> PresentationNote | None:
    return rows_visible_to(actor, PresentationNote).filter(candidacy=candidacy).select_related("author").first()


def read_how(found: PresentationNote | None) -> str:
    return str(ReadingMeans(found.approved_means).label) if found else ""


def gaps(actor: Actor, candidacy: Candidacy) -> list[str]:
    """The papers missing today, while somebody reads the file."""
    if candidacy.state != S.DESIGNATED:
        return []
    return [str(line.kind.label) for line in missing_papers(actor, candidacy, clock.today())]


def acts(actor: Actor, candidacy: Candidacy, typed: tuple[str, forms.Form] | None = None) -> list[Offered]:
    """What may be done now; `typed`: the act that was refused and its form, kept as it was typed."""
    name, form = typed or ("", None)
    return [
        Offered(each, act, form if each == name and form else act.form(actor, candidacy, auto_id=f"id_{each}_%s"))
        for each, act in ACTS.items()
        if act.offered(actor, candidacy)
    ]


def ranks_table(
    candidacies: Sequence[Candidacy], outside: Sequence[OutsideCandidate], names: dict[UUID, Person]
) -> Table:
    """Everybody in line for a home: households by name or reference, the others by number."""
    rows: list[tuple[int, Row]] = []
    for one in candidacies:
        who = str(names.get(one.case_id, one.case.reference))
        rows.append(
            (
                one.rank or 0,
                Row(
                    [Cell(who, url=reverse("candidacy", args=[one.id])), one.rank, Cell(status(one), note=_day_of(one))]
                ),
            )
        )
    for each in outside:
        state = each.get_end_display() if each.end else _("in line")
        words = _("outside Palier, no. %(n)s") % {"n": each.number}
        rows.append((each.rank, Row([words, each.rank, Cell(Status("quiet", state), note=day(each.ended_on))])))
    columns = [
        Column("who", _("Candidate")),
        Column("rank", _("Rank"), kind="number"),
        Column("state", _("State"), kind="status"),
    ]
    return Table(_("Candidates for this home"), columns, [row for _rank, row in sorted(rows, key=lambda each: each[0])])


def _day_of(candidacy: Candidacy) -> str:
    last: date | None = candidacy.ended_on or candidacy.answer_by
    return day(last)
