"""What each finding says to a person: what was read, what is expected, what became of the cell."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from palier.cases.follow_up.reading import LEFT, NOTED, REFUSED, Finding
from palier.homes import sentences as sheets
from palier.homes.faults import Fault

SENTENCES: dict[str, Any] = sheets.SENTENCES | {
    # The whole file
    "no_household": gettext_lazy("The table has a header and no household."),
    "many_rows": gettext_lazy("The table has more than 2,000 lines: cut it, year by year for instance."),
    "many_columns": gettext_lazy("The table has more than 120 columns: remove those that are empty."),
    # A row
    "merged_rows": gettext_lazy("Cells are merged over several rows here: undo the merging, one line a household."),
    "header_again": gettext_lazy("This is the header again, not a household."),
    "same_line": gettext_lazy("Row %(detail)s says the same household: same name, same day, same phone."),
    "no_name": gettext_lazy("No name can be read: a household has at least one."),
    "no_way_to_tell": gettext_lazy("Neither a phone nor the day it was received can be read: one of them is needed."),
    # A cell
    "nir": gettext_lazy("This looks like a social security number: Palier never keeps it."),
    "name": gettext_lazy("This is not a name."),
    "a_day": gettext_lazy("This is not a day: 31/01/2026 is expected."),
    "no_such_day": gettext_lazy("This day does not exist: check the day, the month and the year."),
    "day_past": gettext_lazy("This day is past: it tells nothing of tonight."),
    "phone": gettext_lazy("No phone number can be read."),
    "count": gettext_lazy("A whole number is expected, between %(detail)s."),
    "composition": gettext_lazy("Adults and children cannot be counted here: 1 adult, 2 children is expected."),
    "ages": gettext_lazy("Ages in years are expected: 4, 7. From 26 on, count them as adults."),
    "an_amount": gettext_lazy("This is not an amount in euros: 412,50 is expected."),
    "registration": gettext_lazy("This is not a number of the national register of HLM requests."),
    "nur_day_alone": gettext_lazy("A day without the number of the request."),
    "yes_no": gettext_lazy("Yes or no is expected."),
    "no_meaning": gettext_lazy("No word of this cell has been given a meaning."),
    "other_number": gettext_lazy("The ages of the children say another number."),
    "not_closed": gettext_lazy("Nothing says how the case ended: it stays open."),
    "closed_before": gettext_lazy("It cannot be closed before it was received."),
    "until_without_housing": gettext_lazy("A day without saying where they sleep until then."),
}
FATES: dict[str, Any] = {
    REFUSED: pgettext_lazy("a row", "refused"),
    NOTED: gettext_lazy("kept in the note"),
    LEFT: gettext_lazy("left out"),
}


def sentence(fault: Fault) -> str:
    """In the language in force."""
    said = str(SENTENCES[fault.code]) % {"detail": fault.detail}
    if fault.meant:
        said += " " + _("Perhaps %(meant)s?") % {"meant": fault.meant}
    return said


def fate(finding: Finding) -> str:
    return str(FATES[finding.fate])
