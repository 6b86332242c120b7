"""The stock, a home and a file as components: plain values, no markup."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from palier.homes.charges import Estimate
from palier.homes.enums import ImportState, Layout, VacancyState
from palier.homes.faults import Fault
from palier.homes.models import ChargeRates, Home, NoticeFile, Place, StockImport, Vacancy
from palier.homes.sentences import sentence
from palier.homes.states import SHOWN
from palier.platform.actor import Actor
from palier.ui.components import Cell, Column, Definition, Row, Status, Table
from palier.ui.formats import day, money, number

NO_BREAK = "\N{NO-BREAK SPACE}"
STATE_TONES = {
    VacancyState.ANNOUNCED: "soon",
    VacancyState.DIRECTED: "soon",
    VacancyState.OPEN: "yes",
    VacancyState.CANDIDATES_SENT: "info",
    VacancyState.COMMITTEE: "info",
    VacancyState.FILLED: "done",
}
IMPORT_TONES = {
    ImportState.RECEIVED: "quiet",
    ImportState.TO_CORRECT: "late",
    ImportState.CHECKED: "soon",
    ImportState.APPLIED: "done",
    ImportState.REFUSED: "no",
    ImportState.DROPPED: "quiet",
}


def home_words(home: Home) -> str:
    """`T3, 62 m²`: how the trade names a home."""
    kind = f"T{home.rooms}" if home.rooms else _("Home")
    return f"{kind}, {area(home)}" if home.surface else kind


def area(home: Home | Place) -> str:
    return f"{number(home.surface, 0 if home.surface == int(home.surface) else 2)}{NO_BREAK}m²" if home.surface else ""


def vacancy_status(vacancy: Vacancy) -> Status:
    return Status(STATE_TONES.get(VacancyState(vacancy.state), "quiet"), vacancy.get_state_display())


def homes_table(actor: Actor, homes: Iterable[Home], *, select: bool) -> Table:
    """A page of the stock; `select` puts a box before the homes that may be opened."""
    columns = [
        Column("home", _("Home")),
        Column("where", _("Where")),
        Column("rent", _("Rent a month"), kind="money"),
        Column("ceiling", _("Ceilings")),
        Column("state", _("Agreement"), kind="status"),
    ]
    rows = [_row(actor, home) for home in homes]
    return Table(_("Homes"), columns, rows, select="home" if select else "")


def _row(actor: Actor, home: Home) -> Row:
    vacancy = home.live_vacancy
    shown = vacancy is not None and vacancy.state in SHOWN
    note = home.internal_id if home.landlord_id == actor.organisation else str(home.landlord)
    return Row(
        [
            Cell(home_words(home), url=reverse("home", args=[home.id]), note=note),
            Cell(str(home.commune), note=home.address),
            home.rent,
            home.ceiling,
            _state(home, vacancy),
        ],
        id=str(home.id),
        refusal=_("open") if shown else "",
    )


def _state(home: Home, vacancy: Vacancy | None) -> Cell:
    missing = _("missing from the last file") if home.missing_from_id else ""
    if vacancy is None:
        return Cell(Status("late", missing) if missing else "")
    free = _("free on %(day)s") % {"day": day(vacancy.free_on)}
    return Cell(vacancy_status(vacancy), note=", ".join(filter(None, (free, missing))))


def facts(home: Home) -> list[Definition]:
    """What decides, first; what is not known is said, and a rent that does not apply is not."""
    others = {_("Rent of the annexes"): home.annex_rent, _("Highest rent allowed"): home.max_rent}
    return [
        Definition(_("Main rooms"), home.rooms, kind="number"),
        Definition(_("Living surface"), area(home)),
        Definition(_("Rent a month, without charges"), home.rent, kind="money"),
        *(Definition(term, rent, kind="money") for term, rent in others.items() if rent is not None),
        Definition(_("Income ceilings"), home.ceiling),
        Definition(_("Financing"), home.get_financing_display()),
        Definition(_("Agreement for housing benefit"), _yes_or_no(home.benefit_agreement)),
        Definition(_("Accessible"), _yes_or_no(home.accessible)),
        Definition(_("Energy label"), home.energy_label),
        Definition(_("Construction"), home.get_construction_display(), note=str(home.built_year or "")),
        Definition(_("Priority urban area"), _yes_or_no(home.priority_area)),
    ]


def estimated_charges(home: Home, found: Estimate | None, *, own: bool) -> list[Definition]:
    """A range, with where it comes from; without rates, its own people are told what is missing, and nobody else."""
    term = _("Charges a month, estimated")
    if found is None:
        return [Definition(term, None, url=reverse("charge_rates"))] if own else []
    words = _("%(least)s to %(most)s") % {"least": money(found.least), "most": money(found.most)}
    note = _("By the landlord's rates from %(day)s; no file gives them.") % {"day": day(found.holds_from)}
    return [Definition(term, words, note=note)]


def rates_table(rates: Iterable[ChargeRates]) -> Table:
    columns = [
        Column("from", _("From"), kind="day"),
        Column("collective", _("Collective heating, €/m²"), kind="money"),
        Column("individual", _("Individual heating, €/m²"), kind="money"),
    ]
    return Table(_("Rates"), columns, [Row([one.holds_from, one.collective, one.individual]) for one in rates])


def _yes_or_no(value: bool | None) -> Status | None:
    return None if value is None else Status("yes" if value else "no")


def place(home: Home) -> list[Definition]:
    """Where it is; only what is said."""
    lines = {
        _("Address"): home.address,
        _("Commune"): f"{home.postcode} {home.commune}".strip(),
        _("Residence"): home.residence,
        _("Building"): home.building,
        _("Entrance"): home.entrance,
        _("Staircase"): home.staircase,
        _("Floor"): home.floor,
        _("Flat"): home.flat,
    }
    return [Definition(term, value) for term, value in lines.items() if value]


def history(home: Home) -> list[Definition]:
    """What the landlord's last file says besides; its own people only."""
    lines = {
        _("Reference"): home.internal_id,
        _("Identifier in the register"): home.register_id,
        _("On 1 January"): home.get_occupation_display(),
        _("Former quota, for history"): home.get_past_quota_display(),
    }
    return [Definition(term, value) for term, value in lines.items() if value]


def vacancy_facts(vacancy: Vacancy) -> list[Definition]:
    """Its reserver and the day candidates are due, once they are said."""
    directed = [Definition(_("Directed to"), vacancy.get_directed_to_display())] if vacancy.directed_to else []
    agreement = [Definition(_("Agreement"), str(vacancy.agreement))] if vacancy.agreement else []
    return [
        Definition(_("State"), vacancy_status(vacancy)),
        Definition(_("Free on"), vacancy.free_on, kind="day"),
        Definition(_("For"), vacancy.get_purpose_display()),
        *directed,
        *agreement,
        Definition(_("Charges a month"), vacancy.charges, kind="money"),
        *(
            [Definition(_("Candidates due on"), vacancy.candidates_due_on, kind="day")]
            if vacancy.candidates_due_on
            else []
        ),
    ]


def vacancies_table(vacancies: Iterable[Vacancy]) -> Table:
    columns = [
        Column("announced", _("Announced on"), kind="day"),
        Column("free", _("Free on"), kind="day"),
        Column("purpose", _("For")),
        Column("state", _("State"), kind="status"),
    ]
    rows = [Row([one.announced_on, one.free_on, one.get_purpose_display(), vacancy_status(one)]) for one in vacancies]
    return Table(_("Former vacancies"), columns, rows)


def import_status(stock_import: StockImport | NoticeFile) -> Status:
    return Status(IMPORT_TONES[ImportState(stock_import.state)], stock_import.get_state_display())


def imports_table(imports: Iterable[StockImport]) -> Table:
    return _files_table(_("Stock files"), "stock_import", imports, {"missing": _("Missing")})


def _files_table(
    title: str, route: str, files: Iterable[StockImport] | Iterable[NoticeFile], also: Mapping[str, str]
) -> Table:
    """Files brought in, with what they counted; `also`: what only this kind of file counts."""
    counted = {"rows": _("Rows"), "new": _("New"), "changed": _("Changed")} | dict(also)
    columns = [
        Column("file", _("File")),
        Column("asked", _("Brought in"), kind="moment"),
        *(Column(name, label, kind="number") for name, label in counted.items()),
        Column("state", _("State"), kind="status"),
    ]
    rows = [
        Row(
            [
                Cell(one.file_name, url=reverse(route, args=[one.id]), note=str(one.asked_by or "")),
                one.asked_at,
                *(one.counts.get(name) for name in counted),
                import_status(one),
            ]
        )
        for one in files
    ]
    return Table(title, columns, rows)


def import_counts(stock_import: StockImport) -> list[Definition]:
    """What the file is, and its counts in the words of what it lists."""
    words = (
        {
            "rows": _("Rows read"),
            "new": _("New places"),
            "changed": _("Places changed"),
            "unchanged": _("Places unchanged"),
            "missing": _("Places missing from the file"),
            "refused": _("Rows refused"),
        }
        if stock_import.layout == Layout.PLACES
        else {
            "rows": _("Rows read"),
            "new": _("New homes"),
            "changed": _("Homes changed"),
            "unchanged": _("Homes unchanged"),
            "missing": _("Homes missing from the file"),
            "refused": _("Rows refused"),
        }
    )
    counts = [Definition(word, stock_import.counts.get(name), kind="number") for name, word in words.items()]
    return [Definition(_("File recognised as"), stock_import.get_layout_display()), *counts]


def faults_table(faults: Sequence[Fault]) -> Table:
    columns = [
        Column("row", _("Row")),
        Column("column", _("Column")),
        Column("value", _("Written")),
        Column("why", _("What is wrong")),
    ]
    rows = [Row([fault.row or _("file"), fault.column or "", fault.value or "", sentence(fault)]) for fault in faults]
    return Table(_("What must be corrected"), columns, rows)


def notice_files_table(files: Iterable[NoticeFile]) -> Table:
    return _files_table(_("Lists of notices"), "notice_file", files, {"unknown": _("Unknown")})


def notice_counts(file: NoticeFile) -> list[Definition]:
    words = {
        "rows": _("Rows read"),
        "new": _("Homes announced"),
        "changed": _("Vacancies corrected"),
        "known": _("Known already"),
        "unknown": _("Homes that are not in the stock"),
        "refused": _("Rows refused"),
    }
    return [Definition(word, file.counts.get(name), kind="number") for name, word in words.items()]


def outcomes_table(outcomes: Iterable[Sequence[Any]]) -> Table:
    """Row by row, what becomes of a notice."""
    words = {
        "new": Status("yes", _("announced")),
        "changed": Status("soon", _("corrected")),
        "known": Status("done", _("known already")),
        "unknown": Status("late", _("not in the stock, left aside")),
    }
    columns = [
        Column("row", _("Row"), kind="number"),
        Column("home", _("Home")),
        Column("free", _("Free on"), kind="day"),
        Column("what", _("What becomes of it"), kind="status"),
    ]
    rows = [
        Row([row, internal_id, date.fromisoformat(free_on), words[outcome]])
        for row, internal_id, free_on, outcome in outcomes
    ]
    return Table(_("Row by row"), columns, rows)
