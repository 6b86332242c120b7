"""What happens to homes and to those put forward for them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from palier.candidacies import answers, decisions, services, signing
from palier.homes import vacancies
from palier.homes.services import Opening, leave_stock, open_vacancy, stay_in_stock
from palier.platform.actor import Actor
from tests.factories.candidacies import a_signature, agreed, an_outcome
from tests.lives.machine import Life, agos, picks, wrong_people
from tests.lives.reader import OPEN, rows

RANKED = st.sampled_from(("granted", "granted_ranked", "granted_ranked", "granted_if", "not_granted", "inadmissible"))
OFFICER, ADVISER = "allocation_officer", "adviser"
# So many that run at once are enough.
MANY = 8
SHOWN = ("open_to_agreement", "candidates_sent", "committee")
AWAY = ("withdrawn", "returned_to_landlord", "lapsed")
# Which act comes next for a candidacy, by its state, when nothing else happens.
NEXT = {
    "put_forward": "designate",
    "designated": "complete",
    "file_complete": "decide",
    "granted": "notify",
    "granted_ranked": "notify",
    "granted_if": "notify",
    "offered": "accept",
    "accepted": "sign",
}


class Candidacies(Life):
    # --- homes

    @precondition(lambda self: self.there_is("home", left_on=None))
    @rule(which=picks, purpose=st.sampled_from(("lease", "sublease")), directed=st.booleans(), who=wrong_people)
    def open_a_home(self, which: int, purpose: str, directed: bool, who: str) -> None:
        self.open_home(self.pick(which, "home", left_on=None), purpose, directed, who or OFFICER)

    def open_home(self, home: dict, purpose: str, directed: bool = False, who: str = OFFICER) -> bool:
        opening = Opening(free_on=self.today, purpose=purpose, agreement=self.world.agreement.id, charges=Decimal(60))
        said = {"home_id": home["id"], "opening": opening, "at": self.now}

        def call(actor: Actor) -> None:
            if directed and not self.there_is("vacancy", home_id=home["id"], state=("announced", *SHOWN)):
                announced = vacancies.Announcement(free_on=self.today, purpose=purpose)
                new = vacancies.announce(actor=actor, home_id=home["id"], announcement=announced, on=self.today)
                vacancies.direct(actor=actor, vacancy_id=new.id, to="action_logement", due_on=None, on=self.today)
            open_vacancy(actor=actor, **said)

        return self.act("open a home", who, call)

    @precondition(lambda self: self.there_is("vacancy", state=SHOWN))
    @rule(which=picks, how=st.sampled_from(("withdraw", "return", "lapse", "fill", "back")), days=agos)
    def take_a_home_away(self, which: int, how: str, days: int) -> None:
        said = {"vacancy_id": self.pick(which, "vacancy", state=SHOWN)["id"]}
        on = self.ago(days)
        acts = {
            "withdraw": lambda actor: vacancies.withdraw_vacancy(actor=actor, on=on, reason="works", **said),
            "return": lambda actor: vacancies.return_to_landlord(actor=actor, on=on, **said),
            "lapse": lambda actor: vacancies.lapse(actor=actor, on=on, **said),
            "fill": lambda actor: vacancies.fill(actor=actor, on=on, today=self.today, **said),
            "back": lambda actor: vacancies.step_back(actor=actor, **said),
        }
        self.act("take a home away", OFFICER, acts[how])

    @rule(which=picks, how=st.sampled_from(("open again", "open again", "sell", "keep")))
    def change_its_mind(self, which: int, how: str) -> None:
        """The landlord opens again what it took away, sells a home, or says that it is still there."""
        home, vacancy = self.pick(which, "home")["id"], self.pick(which, "vacancy", state=AWAY)
        if how == "open again" and vacancy:
            self.act(how, OFFICER, lambda actor: vacancies.reopen(actor=actor, vacancy_id=vacancy["id"], at=self.now))
        elif how == "sell":
            self.act(how, OFFICER, lambda actor: leave_stock(actor=actor, home_id=home, on=self.today))
        elif how == "keep":
            self.act(how, OFFICER, lambda actor: stay_in_stock(actor=actor, home_id=home))

    # --- candidacies, one act after the other

    @precondition(lambda self: self.there_is("vacancy", state=SHOWN))
    @rule(which=picks, whose=picks, days=agos, who=wrong_people)
    def put_forward(self, which: int, whose: int, days: int, who: str) -> None:
        self.forward(self.pick(whose, "case"), self.pick(which, "vacancy", state=SHOWN), days, who or ADVISER)

    def forward(self, case: dict, vacancy: dict, days: int = 0, who: str = ADVISER) -> bool:
        said = agreed(self.adult_of(case["id"]), on=self.ago(days), approved_on=self.ago(days))

        def call(actor: Actor) -> None:
            services.put_forward(actor=actor, case_id=case["id"], vacancy_id=vacancy["id"], agreed=said, at=self.now)

        return self.act("put forward", who, call)

    @precondition(lambda self: len([one for one in self.before.of("candidacy") if one["state"] in OPEN]) < MANY)
    @rule(whose=picks)
    def put_forward_outside(self, whose: int) -> None:
        case = self.pick(whose, "case")
        home = services.OutsideHome(provider="Lyon Habitat", kind="hlm", commune="69383", rent=Decimal(430))
        said = agreed(self.adult_of(case["id"]), on=self.today, approved_on=self.today)

        def call(actor: Actor) -> None:
            services.put_forward_outside(actor=actor, case_id=case["id"], home=home, agreed=said, at=self.now)

        self.act("put forward outside", ADVISER, call)

    @precondition(lambda self: self.there_is("candidacy", state=OPEN))
    @rule(which=picks, answer=RANKED, rank=st.integers(1, 3), days=agos, who=wrong_people)
    def further(self, which: int, answer: str, rank: int, days: int, who: str) -> None:
        """The act that comes next for one of those that are open."""
        one = self.pick(which, "candidacy", state=OPEN)
        self.step(one, NEXT[one["state"]], answer=answer, rank=rank, days=days, who=who)

    @precondition(lambda self: self.there_is("candidacy", state=OPEN))
    @rule(which=picks, act=st.sampled_from(sorted({*NEXT.values()})), answer=RANKED, rank=st.integers(1, 3), days=agos)
    def out_of_turn(self, which: int, act: str, answer: str, rank: int, days: int) -> None:
        self.step(self.pick(which, "candidacy", state=OPEN), act, answer=answer, rank=rank, days=days, who="")

    @precondition(lambda self: self.there_is("home", left_on=None))
    @rule(which=picks, whose=picks, purpose=st.sampled_from(("lease", "sublease")))
    def straight_to_a_title(self, which: int, whose: int, purpose: str) -> None:
        """Each of the acts, one after the other: by chance alone one seldom comes so far."""
        home = self.pick(which, "home", left_on=None)
        self.open_home(home, purpose)
        vacancy = self.pick(0, "vacancy", home_id=home["id"], state=SHOWN)
        going = vacancy is not None and self.forward(self.pick(whose, "case"), vacancy)
        if going:
            self.to_the_signature(home_id=home["id"])

    def to_the_signature(self, **wanted: object) -> None:
        going = True
        while going and (one := self.pick(0, "candidacy", state=OPEN, **wanted)):
            going = self.step(one, NEXT[one["state"]], answer="granted")

    def step(self, one: dict, act: str, *, answer: str = "", rank: int = 1, days: int = 0, who: str = "") -> bool:
        said, on = {"candidacy_id": UUID(one["id"])}, self.ago(days)
        directed = self.pick(0, "vacancy", id=one["vacancy_id"]) or {"directed_to": ""}
        signed = self.signature(one, on)
        acts = {
            "designate": lambda actor: services.designate(
                actor=actor, right=directed["directed_to"] or "own", today=self.today, **said
            ),
            "complete": lambda actor: services.complete_file(actor=actor, despite_gaps=True, today=self.today, **said),
            "decide": lambda actor: decisions.decide(
                actor=actor, outcome=self.outcome(answer, rank, on), at=self.now, **said
            ),
            "notify": lambda actor: decisions.notify_offer(
                actor=actor, on=on, means="registered", proof="2C 1", unclaimed=False, today=self.today, **said
            ),
            "accept": lambda actor: answers.accept(actor=actor, on=on, at=self.now, **said),
            "sign": lambda actor: signing.sign(actor=actor, signed=signed, at=self.now, **said),
        }
        usual = ADVISER if one["provider_id"] is None or act == "accept" else OFFICER
        return self.act(act, who or usual, acts[act])

    def outcome(self, answer: str, rank: int, on: date) -> decisions.Outcome:
        said = an_outcome(answer=answer, held_on=on, exception="shortage")
        if answer == "granted_ranked":
            return replace(said, rank=rank)
        if answer == "granted_if":
            return replace(said, condition="tax_notice", condition_until=on + timedelta(days=10))
        return replace(said, reasons=("too_dear",)) if answer in ("not_granted", "inadmissible") else said

    def signature(self, one: dict, on: date) -> signing.Signed:
        said = a_signature(on=on, begins_on=on, deposit=Decimal(300))
        if one["kind"] == "sublease":
            return replace(said, head_rent=Decimal(480), agreement_signed=True)
        if one["kind"] == "slide":
            first = (on.replace(day=1) + timedelta(days=32)).replace(day=1)
            return replace(said, begins_on=first, insured_until=first + timedelta(days=365), inventory_on=on)
        return said

    @precondition(lambda self: self.there_is("candidacy", state="granted_if"))
    @rule(which=picks, days=agos)
    def bring_the_paper(self, which: int, days: int) -> None:
        said = {"candidacy_id": self.pick(which, "candidacy", state="granted_if")["id"]}
        self.act(
            "bring the paper",
            OFFICER,
            lambda actor: decisions.meet_condition(actor=actor, on=self.ago(days), today=self.today, **said),
        )

    @precondition(lambda self: self.there_is("candidacy", state="offered"))
    @rule(which=picks, how=st.sampled_from(("refuse", "silence", "unclaimed")), days=agos, who=wrong_people)
    def let_an_offer_go(self, which: int, how: str, days: int, who: str) -> None:
        said, on = {"candidacy_id": self.pick(which, "candidacy", state="offered")["id"]}, self.ago(days)
        acts = {
            "refuse": lambda actor: answers.refuse(actor=actor, reason="too_far", on=on, at=self.now, **said),
            "silence": lambda actor: answers.confirm_no_answer(actor=actor, proof_checked=True, at=self.now, **said),
            "unclaimed": lambda actor: decisions.correct_notice(
                actor=actor, presented_on=on, proof="AR 1", today=self.today, **said
            ),
        }
        self.act(how, who or OFFICER, acts[how])

    @precondition(lambda self: self.there_is("candidacy", state=OPEN))
    @rule(which=picks, by=st.sampled_from(("household", "referent", "landlord")))
    def withdraw(self, which: int, by: str) -> None:
        said = {"candidacy_id": self.pick(which, "candidacy", state=OPEN)["id"], "by": by, "reason": "not_signed"}
        who = OFFICER if by == "landlord" else ADVISER
        self.act("withdraw", who, lambda actor: services.withdraw(actor=actor, at=self.now, **said))

    # --- candidates from outside

    @precondition(lambda self: self.there_is("vacancy", state=SHOWN))
    @rule(which=picks, number=st.integers(1, 4), rank=st.integers(0, 3))
    def rank_from_outside(self, which: int, number: int, rank: int) -> None:
        said = {"vacancy_id": self.pick(which, "vacancy", state=SHOWN)["id"], "number": number, "rank": rank}
        self.act("rank from outside", OFFICER, lambda actor: decisions.rank_outside(actor=actor, **said))

    @precondition(lambda self: self.there_is("outside_candidate", end=""))
    @rule(which=picks, end=st.sampled_from(("refused", "refused", "withdrawn", "signed")), days=agos)
    def end_from_outside(self, which: int, end: str, days: int) -> None:
        one = self.pick(which, "outside_candidate", end="")
        said = {"vacancy_id": one["vacancy_id"], "candidate_id": one["id"], "end": end, "on": self.ago(days)}
        self.act("end from outside", OFFICER, lambda actor: decisions.end_outside(actor=actor, at=self.now, **said))

    def adult_of(self, case_id: str) -> UUID:
        return rows("SELECT id FROM person WHERE case_id = %s AND kind = 'applicant'", case_id)[0][0]
