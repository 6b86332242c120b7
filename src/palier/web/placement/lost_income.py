"""If this income stopped: asked on the page of a home, answered there, kept nowhere."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from palier.rules.law import Law
from palier.rules.lost_income import Burden, LostIncome
from palier.rules.sentences import Sentences
from palier.ui.components import Column, Row, Table
from palier.ui.forms import AmountField

FIRST = (0,)


class LostIncomeForm(forms.Form):
    """What stops, and what comes instead: empty is not known, 0 is nothing."""

    lost = AmountField(label=gettext_lazy("Income that would stop, a month"))
    replacement = AmountField(
        label=gettext_lazy("Unemployment benefit that would come instead, a month"),
        required=False,
        help_text=gettext_lazy("0 if nothing comes. Empty when it is not known: what depends on it is then not told."),
    )

    def cents(self) -> dict[str, Any]:
        return {name: None if euros is None else int(euros * 100) for name, euros in self.cleaned_data.items()}


def lost_income_table(found: LostIncome, law: Law, words: Sentences) -> Table:
    """Now, at once, and once the benefit has followed: what is paid, and its share of what comes in."""
    months = law.figure("lost_income.months").column.item(FIRST)
    revised = _("Once the benefit is revised")
    if months is not None:
        revised = ngettext(
            "After %(n)s month without work, the benefit revised",
            "After %(n)s months without work, the benefit revised",
            months,
        ) % {"n": months}
    moments = ((_("Now"), found.now), (_("At once"), found.at_once), (revised, found.revised))
    columns = [
        Column("moment", _("When")),
        Column("resources", _("Resources a month"), kind="figure"),
        Column("benefit", _("Housing benefit, estimated"), kind="figure"),
        Column("cost", _("Left to pay each month"), kind="figure"),
        Column("effort", _("Effort rate"), kind="figure"),
        Column("left", _("Left to live on each month"), kind="figure"),
    ]
    rows = [Row([moment, *_figures(burden, words)]) for moment, burden in moments]
    return Table(_("If this income stopped"), columns, rows)


def _figures(burden: Burden, words: Sentences) -> list[str | None]:
    """What is not known stays so."""
    amounts = (
        (burden.resources, "euro_month"),
        (burden.benefit, "euro_month"),
        (burden.cost, "euro_month"),
        (burden.effort, "rate"),
        (burden.resources - burden.cost, "euro_month"),
    )
    values = ((column.item(FIRST), unit) for column, unit in amounts)
    return [None if value is None else words.figure(value, unit) for value, unit in values]


def lost_income_law(law: Law) -> list[str]:
    return list(dict.fromkeys(source.citation for source in law.figure("lost_income.abatement").sources if source))
