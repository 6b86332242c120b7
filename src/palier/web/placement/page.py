"""The list of homes that fit a household, the reasons for one, and the shortlist of a home: plain components."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import numpy as np
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from palier.cases.models import Case
from palier.eligibility.households import Households, households_of
from palier.eligibility.judge import Criterion, Explanation, Judgements, Step, explain, judge
from palier.eligibility.openings import Openings, openings
from palier.homes.models import Vacancy
from palier.rules.columns import HomeColumns
from palier.rules.figures import Confidence
from palier.rules.judgement import Verdict
from palier.rules.law import Law, law_on
from palier.rules.rule import Side
from palier.rules.sentences import Language, Names, Sentences, sentences
from palier.rules.territory import insee_code, insee_number
from palier.territory.models import Commune
from palier.ui.components import Action, Cell, Column, Link, ReasonRow, Reasons, Row, Status, Table, Unlock
from palier.ui.formats import money

PAGE = 25
# Wishes for a kind of home are not collected yet: "any kind will do" would be our answer, not the household's.
NOT_ASKED = frozenset({"wished_kind"})
NO_BREAK = "\N{NO-BREAK SPACE}"


def language() -> Language:
    return "en" if get_language() == "en" else "fr"


@dataclass(frozen=True)
class Match:
    """One home for the household: the vacancy, and how it is judged."""

    vacancy: UUID
    row: int
    verdict: str


class HomesOfCase:
    """Every home open to the case's agreement, judged for its household in one go."""

    def __init__(self, case: Case, *, today: date, vacancies: Sequence[UUID] | None = None) -> None:
        self.case = case
        self.law: Law = law_on(today)
        self.households: Households = households_of([case.id])
        self.homes: Openings = openings(case.agreement_id, vacancies=vacancies)

    @cached_property
    def judged(self) -> Judgements:
        return judge(self.households.columns, self.homes.columns, self.law)

    def counts(self) -> dict[str, int]:
        return {verdict.word: int((self.judged.overall == verdict).sum()) for verdict in reversed(Verdict)}

    def matches(self, verdict: str = "") -> list[Match]:
        """Those that fit first, then those with least to complete, then those with least in the way; then the rent."""
        answer, rent = self.judged.overall, self.homes.columns.rent
        missing, blocking = self.judged.count(Verdict.UNKNOWN), self.judged.count(Verdict.NO)
        cost = np.where(rent.known, rent.values, np.iinfo(np.int64).max)
        order = np.lexsort((cost, missing, blocking, -answer.astype(np.int64)))
        words = [found.word for found in Verdict]
        kept = [int(row) for row in order if not verdict or words[answer[row]] == verdict]
        return [Match(self.homes.vacancies[row], row, words[answer[row]]) for row in kept]

    def explained(self, matches: Iterable[Match], names: Names) -> list[Explanation]:
        rows = np.array([match.row for match in matches], dtype=np.int64)
        if not rows.size:
            return []
        return explain(self.households.columns, self.homes.columns[rows], self.law, language(), names)


def commune_names(homes: HomeColumns) -> Names:
    """The names of the communes of some homes, by their number in the columns: one query."""
    numbers = np.unique(homes.commune.values[homes.commune.known]).tolist()
    found = Commune.objects.filter(insee__in=[insee_code(number) for number in numbers])
    return Names(communes={insee_number(commune.insee): str(commune) for commune in found})


def homes_table(case: Case, matches: Sequence[Match], explanations: Sequence[Explanation]) -> Table:
    """A page of the list: the home, what it costs, the answer, and what stands in the way in one sentence."""
    vacancies = _vacancies([match.vacancy for match in matches])
    rows = []
    for match, explanation in zip(matches, explanations, strict=True):
        vacancy = vacancies[match.vacancy]
        home = vacancy.home
        url = reverse("case_home", args=[case.id, vacancy.id])
        rows.append(
            Row(
                [
                    Cell(home_words(vacancy), url=url, note=str(home.landlord)),
                    Cell(str(home.commune), note=home.address),
                    Cell(home.rent, note=_charges(vacancy)),
                    Status(match.verdict),
                    Cell(explanation.sentence, note=_what_decides(explanation)),
                ]
            )
        )
    columns = [
        Column("home", _("Home")),
        Column("where", _("Where")),
        Column("rent", _("Rent a month"), kind="money"),
        Column("answer", _("Answer"), kind="status"),
        Column("why", _("Why")),
    ]
    return Table(_("Homes opened to the agreement"), columns, rows)


def _vacancies(ids: Sequence[UUID]) -> dict[UUID, Vacancy]:
    return Vacancy.objects.select_related("home__commune", "home__landlord").in_bulk(ids)


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


def reasons(case: Case, explanation: Explanation, names: Names, *, on: date) -> Reasons:
    """Why, why not, what next, for one home, by the law of a day."""
    words = sentences(language(), names)
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
