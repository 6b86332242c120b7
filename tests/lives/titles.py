"""What happens under a title, and on the way to a place: a stay, a sub-lease reviewed, its accounts, its slide."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from palier.candidacies import places
from palier.candidacies.places import Said
from palier.candidacies.slides import put_forward_slide
from palier.cases.filing import add_fact, correct_fact
from palier.homes.places import calendar
from palier.platform.actor import Actor
from palier.tenancies import accounts, keeping, reviews
from palier.tenancies.accounts import Line
from palier.tenancies.reviews import Position
from tests.factories.candidacies import agreed
from tests.lives.machine import Life, agos, picks, wrong_people

ADVISER, MANAGER, WARDEN = "adviser", "rental_manager", "residence_manager"
OPEN_PLACE = (
    *("agreed", "siao_requested", "siao_oriented", "received", "visited", "admitted", "waiting_list", "deferred"),
    *("place_offered", "accepted", "contract_signed"),
)
NEXT = {
    "agreed": "received",
    "received": "visited",
    "visited": "admitted",
    "waiting_list": "place_offered",
    "deferred": "admitted",
    "admitted": "place_offered",
    "place_offered": "accepted",
    "accepted": "contract_signed",
    "contract_signed": "arrived",
    "siao_requested": "siao_oriented",
    "siao_oriented": "received",
}
ASIDE = st.sampled_from(("siao_requested", "waiting_list", "deferred", "refused", "declined", "withdrawn", "arrived"))
WANTS = st.sampled_from(("lease", "next_period", "elsewhere", "absent"))


class Places(Life):
    @rule(which=picks, whose=picks)
    def ask_for_a_place(self, which: int, whose: int) -> None:
        case, residence = self.pick(whose, "case")["id"], self.scene.residences[which % len(self.scene.residences)]
        said = agreed(self.adult_of(case), on=self.today, note="")

        def call(actor: Actor) -> None:
            places.ask(actor=actor, case_id=case, residence_id=residence, agreed=said, at=self.now)

        self.act("ask for a place", ADVISER, call)

    @precondition(lambda self: self.there_is("place_candidacy", state=OPEN_PLACE))
    @rule(which=picks, days=agos, place=picks, who=wrong_people)
    def further_to_a_place(self, which: int, days: int, place: int, who: str) -> None:
        one = self.pick(which, "place_candidacy", state=OPEN_PLACE)
        self.take(one, NEXT[one["state"]], days, place, who)

    @precondition(lambda self: self.there_is("place_candidacy", state=OPEN_PLACE))
    @rule(which=picks, place=picks)
    def straight_to_a_place(self, which: int, place: int) -> None:
        key, going = self.pick(which, "place_candidacy", state=OPEN_PLACE)["id"], True
        while going and (one := self.pick(0, "place_candidacy", id=key, state=OPEN_PLACE)):
            going = self.take(one, NEXT[one["state"]], 0, place, "")

    @precondition(lambda self: self.there_is("place_candidacy", state=OPEN_PLACE))
    @rule(which=picks, to=ASIDE, days=agos, place=picks)
    def aside(self, which: int, to: str, days: int, place: int) -> None:
        self.take(self.pick(which, "place_candidacy", state=OPEN_PLACE), to, days, place, "")

    def take(self, one: dict, to: str, days: int, place: int, who: str) -> bool:
        said = Said(
            on=self.ago(days),
            number="SI 1",
            rank=2,
            until=self.today + timedelta(days=7),
            reason={"refused": "resources", "declined": "too_far", "withdrawn": "no_contact"}.get(to, ""),
            sent_on=self.ago(days) if one["siao_oriented_on"] else None,
            place=self.scene.places[place % len(self.scene.places)],
            by="household",
            rent=Decimal(412),
        )
        usual = ADVISER if to in ("siao_requested", "siao_oriented", "withdrawn") else WARDEN
        id_ = UUID(one["id"])
        return self.act(
            f"place: {to}",
            who or usual,
            lambda actor: places.take(actor=actor, candidacy_id=id_, to=to, said=said, at=self.now),
        )

    @rule(place=picks, days=st.integers(1, 20), kind=st.sampled_from(("works", "held")))
    def keep_a_place(self, place: int, days: int, kind: str) -> None:
        until = self.today + timedelta(days=days)
        reason = "repairs" if kind == "works" else ""
        period = calendar.Period(kind=kind, arrival=self.today, departure=until, reason=reason)
        id_ = self.scene.places[place % len(self.scene.places)]
        self.act("keep a place", WARDEN, lambda actor: calendar.take(actor=actor, place_id=id_, period=period))

    @precondition(lambda self: self.there_is("place_use"))
    @rule(which=picks, how=st.sampled_from(("free", "cancel", "retake")))
    def change_the_calendar(self, which: int, how: str) -> None:
        use = UUID(self.pick(which, "place_use")["id"])
        acts = {
            "free": lambda actor: calendar.free(actor=actor, use_id=use, on=self.today, at=self.now),
            "cancel": lambda actor: calendar.cancel(actor=actor, use_id=use, at=self.now),
            "retake": lambda actor: calendar.retake(actor=actor, use_id=use, until=None),
        }
        self.act("change the calendar", WARDEN, acts[how])


class Titles(Life):
    @precondition(lambda self: self.there_is("tenancy", ends_on=None))
    @rule(which=picks, ahead=st.sampled_from((0, 1, 30)), ending=st.sampled_from(("left", "rehoused", "slid")))
    def end_a_title(self, which: int, ahead: int, ending: str) -> None:
        one = self.pick(which, "tenancy", ends_on=None)
        said = {"tenancy_id": one["id"], "ends_on": self.today + timedelta(days=ahead), "ending": ending}
        said["next_home"] = "lease" if one["kind"] == "temporary_occupancy" else ""
        self.act("end a title", ADVISER, lambda actor: keeping.end(actor=actor, at=self.now, **said))

    @precondition(lambda self: self.there_is("tenancy"))
    @rule(which=picks, what=st.sampled_from(("insure", "notice", "inventory", "deposit")), days=agos, who=wrong_people)
    def keep_a_title(self, which: int, what: str, days: int, who: str) -> None:
        said, on = {"tenancy_id": self.pick(which, "tenancy")["id"]}, self.ago(days)
        later = self.today + timedelta(days=300)
        acts = {
            "insure": lambda actor: keeping.insure(actor=actor, insured_until=later, **said),
            "notice": lambda actor: keeping.give_notice(
                actor=actor, notice_on=on, leaves_on=on + timedelta(days=30), **said
            ),
            "inventory": lambda actor: keeping.record_inventory(
                actor=actor, kind="out", held_on=on, at=self.now, **said
            ),
            "deposit": lambda actor: keeping.return_deposit(
                actor=actor, payer="household", returned=Decimal(280), returned_on=on, at=self.now, **said
            ),
        }
        self.act(f"title: {what}", who or ADVISER, acts[what])

    @precondition(lambda self: self.there_is("tenancy", kind="sublease"))
    @rule(which=picks, kind=st.sampled_from(("called", "paid", "benefit", "back_pay")), payer=st.booleans())
    def write_in_an_account(self, which: int, kind: str, payer: bool) -> None:
        said = {"tenancy_id": self.pick(which, "tenancy", kind="sublease")["id"]}
        line = Line(kind=kind, month=self.today.replace(day=1), on=self.today, amount=Decimal("530.50"))
        whose = "association" if payer else "household"

        def call(actor: Actor) -> None:
            accounts.write_lines(actor=actor, payer=whose, lines=[line], at=self.now, **said)

        self.act("write in an account", MANAGER, call)

    @precondition(lambda self: self.there_is("tenancy", kind="sublease"))
    @rule(which=picks, landlord=WANTS, household=WANTS, days=agos, further=st.booleans())
    def hold_a_review(self, which: int, landlord: str, household: str, days: int, further: bool) -> None:
        one = self.pick(which, "tenancy", kind="sublease", ends_on=None) or self.pick(which, "tenancy", kind="sublease")
        self.review(one, landlord, household, days, further)

    def review(self, one: dict, landlord: str, household: str = "lease", days: int = 0, further: bool = True) -> None:
        words = {"landlord": landlord, "association": "next_period", "household": household}
        said = {"positions": {party: Position(wants=wants, words="As it was said.") for party, wants in words.items()}}
        said |= {"tenancy_id": one["id"], "held_on": self.ago(days), "at": self.now}
        if self.act("hold a review", MANAGER, lambda actor: reviews.hold(actor=actor, **said)) and further:
            review = self.pick(0, "review", tenancy_id=one["id"], outcome="")
            self.tell(review, landlord == "lease")
            self.conclude(review, "lease" if landlord == "lease" else "next_period")

    @precondition(lambda self: self.there_is("review", outcome=""))
    @rule(which=picks, yes=st.booleans(), days=agos)
    def tell_the_prefet(self, which: int, yes: bool, days: int) -> None:
        self.tell(self.pick(which, "review", outcome=""), yes, days)

    def tell(self, review: dict, yes: bool, days: int = 0) -> None:
        said = {"tenancy_id": review["tenancy_id"], "told_on": self.ago(days)}
        why_not = "" if yes else "Two months are not paid."

        def call(actor: Actor) -> None:
            reviews.tell_prefet(actor=actor, proposes_lease=yes, why_not=why_not, at=self.now, **said)

        self.act("tell the préfet", "landlord_adviser", call)

    @precondition(lambda self: self.there_is("review", outcome=""))
    @rule(which=picks, outcome=st.sampled_from(("lease", "next_period", "elsewhere_refused", "right_ended")))
    def conclude_a_review(self, which: int, outcome: str) -> None:
        self.conclude(self.pick(which, "review", outcome=""), outcome)

    def conclude(self, review: dict, outcome: str) -> None:
        said = {"tenancy_id": review["tenancy_id"], "outcome": outcome}
        self.act("conclude a review", MANAGER, lambda actor: reviews.conclude(actor=actor, at=self.now, **said))

    # --- the slide

    @rule(whose=picks, days=agos)
    def renew_the_request(self, whose: int, days: int) -> None:
        self.renew(self.pick(whose, "case")["id"], days)

    def renew(self, case: str, days: int = 0) -> None:
        known = self.pick(0, "identifier", case_id=case)
        values = {"system": "nur", "number": "069 0326 000001", "renewed_on": self.ago(days)}

        def call(actor: Actor) -> None:
            said = {"actor": actor, "case_id": case, "word": "identifier", "values": values, "at": self.now}
            if known:
                correct_fact(fact_id=UUID(known["id"]), version=known["version"], **said)
            else:
                add_fact(fact_id=uuid4(), **said)

        self.act("renew the request", ADVISER, call)

    @precondition(lambda self: self.there_is("tenancy", kind="sublease"))
    @rule(which=picks, criterion=st.sampled_from(("rent_paid", "insured")))
    def agree_what_to_look_at(self, which: int, criterion: str) -> None:
        self.agree(self.pick(which, "tenancy", kind="sublease"), criterion)

    def agree(self, sublease: dict, criterion: str = "rent_paid") -> None:
        said = {"tenancy_id": sublease["id"], "criteria": [criterion], "agreed_on": self.today}
        self.act("agree what to look at", MANAGER, lambda actor: reviews.agree_criteria(actor=actor, **said))

    @precondition(lambda self: self.there_is("tenancy", kind="sublease"))
    @rule(which=picks, despite=st.booleans(), days=agos, who=wrong_people)
    def ask_for_a_slide(self, which: int, despite: bool, days: int, who: str) -> None:
        self.ask(self.pick(which, "tenancy", kind="sublease"), despite, days, who or ADVISER)

    def ask(self, sublease: dict, despite: bool = False, days: int = 0, who: str = ADVISER) -> None:
        said = agreed(self.adult_of(sublease["case_id"]), on=self.ago(days), note="")

        def call(actor: Actor) -> None:
            put_forward_slide(
                actor=actor, sublease_id=sublease["id"], agreed=said, despite_disagreement=despite, at=self.now
            )

        self.act("ask for a slide", who, call)

    @precondition(lambda self: self.there_is("tenancy", kind="sublease", ends_on=None))
    @rule(which=picks)
    def straight_to_a_slide(self, which: int) -> None:
        """What it wants, one after the other: by chance alone one seldom comes so far."""
        one = self.pick(which, "tenancy", kind="sublease", ends_on=None)
        self.renew(one["case_id"])
        self.agree(one)
        self.review(one, landlord="lease")
        self.ask(one)
        self.to_the_signature(kind="slide", sublease_id=one["id"])
