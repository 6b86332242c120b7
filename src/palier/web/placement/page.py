"""The list of homes that fit a household, and the reasons for one: plain components."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from palier.cases.models import Case
from palier.eligibility.judge import Criterion, Explanation, Step, worded
from palier.eligibility.kept import kept
from palier.homes.models import Vacancy
from palier.placement.models import HomeLine, HomeList
from palier.rules.figures import Confidence
from palier.rules.judgement import Verdict
from palier.rules.rule import Side
from palier.rules.sentences import Language, Names, Sentences, sentences
from palier.rules.territory import insee_number
from palier.ui import workbook as book
from palier.ui.components import Action, Cell, Column, Link, ReasonRow, Reasons, Row, Status, Table, Unlock
from palier.ui.formats import day, moment, money

PAGE = 25
# Wishes for a kind of home are not collected yet: "any kind will do" would be our answer, not the household's.
NOT_ASKED = frozenset({"wished_kind"})
NO_BREAK = "\N{NO-BREAK SPACE}"


def language() -> Language:
    return "en" if get_language() == "en" else "fr"


def explained(lines: Iterable[HomeLine]) -> list[Explanation]:
    """What was found, in the reader's words."""
    return [worded(kept(line.found), sentences(language(), names_of(line.vacancy))) for line in lines]


def names_of(vacancy: Vacancy) -> Names:
    commune = vacancy.home.commune
    return Names(communes={insee_number(commune.insee): str(commune)})


def homes_table(case: Case, lines: Sequence[HomeLine]) -> Table:
    """A page of the list: the home, what it costs, the answer, and what stands in the way in one sentence."""
    rows = [
        Row(
            [
                Cell(
                    home_words(line.vacancy),
                    url=reverse("case_home", args=[case.id, line.vacancy_id]),
                    note=str(line.vacancy.home.landlord),
                ),
                Cell(str(line.vacancy.home.commune), note=line.vacancy.home.address),
                Cell(line.vacancy.home.rent, note=_charges(line.vacancy)),
                Status(line.verdict),
                Cell(explanation.sentence, note=_what_decides(explanation)),
            ]
        )
        for line, explanation in zip(lines, explained(lines), strict=True)
    ]
    columns = [
        Column("home", _("Home")),
        Column("where", _("Where")),
        Column("rent", _("Rent a month"), kind="money"),
        Column("answer", _("Answer"), kind="status"),
        Column("why", _("Why")),
    ]
    return Table(_("Homes opened to the agreement"), columns, rows)


def workbook(case: Case, homes: HomeList, lines: Sequence[HomeLine], chosen: Sequence[str]) -> bytes:
    """A line a home, below when and by the law of which day it was judged, and which lines were `chosen`."""
    judged = _("As computed on %(when)s, by the law of %(day)s.")
    told = [case.reference, judged % {"when": moment(homes.computed_at), "day": day(homes.law_on)}, *chosen]
    sheet = book.Sheet(_("Homes"), told, [_written_table(lines)])
    return book.workbook([sheet], created=homes.computed_at)


def _written_table(lines: Sequence[HomeLine]) -> Table:
    """What the page says on two lines, in columns of their own."""
    rows = []
    for line, explanation in zip(lines, explained(lines), strict=True):
        home = line.vacancy.home
        where = [home_words(line.vacancy), str(home.landlord), str(home.commune), home.address, line.vacancy.free_on]
        found = [Status(line.verdict), explanation.sentence, *_said(explanation)]
        rows.append(Row([*where, home.rent, line.vacancy.charges, *found]))
    columns = [
        Column("home", _("Home")),
        Column("landlord", _("Landlord")),
        Column("commune", _("Commune")),
        Column("address", _("Address")),
        Column("free", _("Free on"), kind="day"),
        Column("rent", _("Rent a month"), kind="money"),
        Column("charges", _("Charges"), kind="money"),
        Column("answer", _("Answer"), kind="status"),
        Column("why", _("Why")),
        Column("no", _("In the way")),
        Column("unknown", _("To be completed")),
    ]
    return Table(_("Homes opened to the agreement"), columns, rows)


def _said(explanation: Explanation) -> list[str]:
    """The labels of what says no, then of what is not known."""
    return [
        ", ".join(one.label for one in explanation.criteria if one.verdict is verdict and one.code not in NOT_ASKED)
        for verdict in (Verdict.NO, Verdict.UNKNOWN)
    ]


def home_words(vacancy: Vacancy) -> str:
    """`T3, 62 m²`: how the trade names a home."""
    home = vacancy.home
    kind = f"T{home.rooms}" if home.rooms else _("home")
    return f"{kind}, {home.surface.normalize():f} m²".replace(" ", NO_BREAK) if home.surface else kind


def _charges(vacancy: Vacancy) -> str:
    if vacancy.charges is None:
        return _("charges not known")
    return _("+ %(charges)s charges") % {"charges": money(vacancy.charges)}


def _what_decides(explanation: Explanation) -> str:
    """The labels of what is not a yes, the blocking ones first; at most three."""
    open_ones = sorted((c for c in explanation.criteria if c.verdict is not Verdict.YES), key=lambda c: c.verdict)
    return ", ".join(criterion.label for criterion in open_ones[:3])


def reasons(case: Case, line: HomeLine, *, on: date) -> Reasons:
    """Why, why not, what next, for one home, by the law of a day."""
    words, (explanation,) = sentences(language(), names_of(line.vacancy)), explained([line])
    rows = [_reason_row(criterion, words) for criterion in explanation.criteria if criterion.code not in NOT_ASKED]
    return Reasons(
        explanation.sentence,
        explanation.verdict.word,
        rows,
        [Unlock(step.sentence, _button(case, step)) for step in explanation.unlock],
        words.say("provisional") if explanation.provisional else "",
        Link(_("The law in force"), f"{reverse('law_in_force')}?on={on.isoformat()}"),
    )


def _reason_row(criterion: Criterion, words: Sentences) -> ReasonRow:
    sure = criterion.confidence in {None, Confidence.VERIFIED}
    return ReasonRow(
        criterion.label,
        criterion.verdict.word,
        criterion.value_text if criterion.value is not None else "",
        criterion.threshold_text if criterion.threshold is not None else "",
        criterion.margin_text if criterion.margin is not None else "",
        criterion.law or words.say(f"basis.{criterion.basis}"),
        "" if sure else words.say(f"confidence.{criterion.confidence}"),
    )


def _button(case: Case, step: Step) -> Action | None:
    """Where one acts: what the household tells goes into its file; what the landlord tells is asked of it."""
    fact = step.unlock.fact
    if fact is None or fact.side is not Side.HOUSEHOLD:
        return None
    return Action(_("Complete the file"), reverse("case_household", args=[case.id]))
