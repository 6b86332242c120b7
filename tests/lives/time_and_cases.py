"""Time passes, dates fall due, cases are closed and begin again."""

from datetime import datetime, timedelta
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from palier.cases import closing
from palier.cases.services import move_case
from palier.platform.context import acting
from palier.platform.due import due_dates
from tests.factories.world import AT
from tests.lives.machine import Life, picks
from tests.lives.reader import OPEN, rows
from tests.lives.titles import OPEN_PLACE

# Beyond, the agreement of the small world has ended.
LAST = datetime(2027, 11, 30, 9, 30, tzinfo=AT.tzinfo)
WAITS = st.sampled_from((1, 1, 2, 3, 9, 11, 20, 45, 120))
WATCHERS = ("adviser", "allocation_officer", "rental_manager", "residence_manager")
# What a date of a page must be of, to be asked for.
ASKED_OF = {
    "candidacy": "SELECT id FROM candidacy WHERE state IN ('offered', 'granted_if') AND held_on IS NULL",
    "place_candidacy": "SELECT id FROM place_candidacy WHERE state IN ('place_offered', 'waiting_list', 'deferred')",
    "case_tenancies": "SELECT case_id FROM tenancy WHERE ends_on IS NULL",
    "slide_new": "SELECT id FROM tenancy WHERE ends_on IS NULL AND kind = 'sublease'",
    "vacancy": "SELECT id FROM vacancy WHERE ended_on IS NULL",
}
# What the holder's service is told of, wherever else it is told: a period of a sub-lease is shorter than a year.
YEAR = timedelta(days=400)
AWAITED = """SELECT id FROM candidacy WHERE state = 'offered' AND held_on IS NULL UNION ALL
  SELECT id FROM place_candidacy WHERE state = 'place_offered' UNION ALL
  SELECT case_id FROM tenancy WHERE ends_on IS NULL AND kind = 'sublease'"""


class Cases(Life):
    @precondition(lambda self: self.now < LAST)
    @rule(days=WAITS, who=st.sampled_from(WATCHERS))
    def wait(self, days: int, who: str) -> None:
        """Then somebody looks at her dates: of what has ended none is left, and nothing that is awaited is missing."""
        self.now = min(self.now + timedelta(days=days), LAST)
        with acting(self.scene.actors[who], now=self.now) as actor:
            dues = due_dates(actor, self.today + YEAR)
        for page, question in ASKED_OF.items():
            asked = {due.key for due in dues if due.page == page}
            alive = {key for (key,) in rows(question)} if asked else set()
            assert asked <= alive, (who, page, asked - alive)
        if who == "adviser":
            awaited = {key for (key,) in rows(AWAITED)}
            assert awaited <= {due.key for due in dues}, awaited - {due.key for due in dues}

    @rule(whose=picks, to=st.sampled_from(("open", "suspended", "closed", "begun again")))
    def move_a_case(self, whose: int, to: str) -> None:
        case = self.pick(whose, "case")
        said = {"case_id": case["id"], "version": case["version"]}
        acts = {
            "open": lambda actor: move_case(actor=actor, to=to, at=self.now, **said),
            "suspended": lambda actor: move_case(actor=actor, to=to, at=self.now, **said),
            "closed": lambda actor: closing.close_case(
                actor=actor, outcome="housed_ordinary", reason="Housed.", sent_to="", at=self.now, **said
            ),
            "begun again": lambda actor: closing.start_from(
                actor=actor, case_id=case["id"], new_id=uuid4(), at=self.now
            ),
        }
        if to != "closed" or not self.is_candidate(case):
            self.act(f"case: {to}", "adviser", acts[to])

    def is_candidate(self, case: dict) -> bool:
        asks = self.there_is("place_candidacy", case_id=case["id"], state=OPEN_PLACE)
        return asks or self.there_is("candidacy", case_id=case["id"], state=OPEN)
