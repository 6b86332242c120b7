"""The letters of a case as its tab of documents shows them."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from palier.cases.models import Case
from palier.messaging.letters.kinds import offered
from palier.messaging.letters.services import letters_of
from palier.platform.actor import Actor
from palier.ui.components import Cell, Column, Row, Table


@dataclass(frozen=True)
class Offer:
    """A letter that the reader may make now."""

    label: str
    note: str
    draft: str
    make: str


def offers(actor: Actor, case: Case) -> list[Offer]:
    return [
        Offer(
            str(kind.label),
            subject.label,
            reverse("letter_draft", args=[case.id, kind.value, subject.id]),
            reverse("letter_make", args=[case.id, kind.value, subject.id]),
        )
        for kind, subject in offered(actor, case)
    ]


def letters_table(actor: Actor, case: Case) -> Table:
    rows = [
        Row(
            [
                Cell(letter.get_kind_display(), url=reverse("letter", args=[letter.id])),
                letter.version,
                letter.made_at,
                Cell(letter.made_by.get_full_name(), note=f"{letter.service.organisation} – {letter.service}"),
            ]
        )
        for letter in letters_of(actor, case)
    ]
    columns = [
        Column("letter", _("Letter")),
        Column("version", _("Version"), kind="number"),
        Column("made", _("Made on"), kind="moment"),
        Column("by", _("By")),
    ]
    return Table(_("Letters made"), columns, rows)
