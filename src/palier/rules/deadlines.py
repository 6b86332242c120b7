"""Legal deadlines: the last day of a delay, where it comes from, and the days on the way with a sentence for each.

Every function takes the days of the acts and answers a `Deadline`; OverflowError where the calendar ends. How delays
are counted: docs/rules.md. No deadline decides anything: once it is past, a person says what follows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from palier.rules.delays import Delay, counted_back, delay_of, winter_truce
from palier.rules.figures import Confidence, Source, worst_confidence
from palier.rules.legal_days import next_working_day
from palier.rules.sentences import Sentences


@dataclass(frozen=True)
class Step:
    """A day, and why it counts: the sentence `deadlines.<code>`, with the other days and the delay that it says."""

    on: date
    code: str
    days: Mapping[str, date] = field(default_factory=dict)
    delay: Delay | None = None

    def say(self, words: Sentences) -> str:
        said = {name: words.day(day) for name, day in {"on": self.on, **self.days}.items()}
        if self.delay:
            said["delay"] = words.figure(self.delay.number, self.delay.unit)
        return words.say(f"deadlines.{self.code}", **said)


@dataclass(frozen=True)
class Deadline:
    """`due_on`: the day counted, None when it is not known, for the reason `deadlines.why.<why>`.

    `steps` in order of days. `sources`: every figure that made the day or a step, that of the delay itself first.
    """

    due_on: date | None
    steps: tuple[Step, ...] = ()
    sources: tuple[Source, ...] = ()
    why: str | None = None

    @property
    def law(self) -> str | None:
        """The texts, each once."""
        return " ; ".join(dict.fromkeys(source.citation for source in self.sources)) or None

    @property
    def confidence(self) -> Confidence | None:
        """The least sure of the sources."""
        return worst_confidence(self.sources) if self.sources else None

    @property
    def provisional(self) -> bool:
        return any(source.provisional for source in self.sources)


@dataclass(frozen=True)
class Counted:
    """A delay counted forward: its parameters, one a unit, the newest text first.

    Where its last day is no working day: `moves` to the next one by the text itself; `may_move` if article 642 of the
    code de procédure civile is held to apply, which nobody should rely on. Otherwise the day stays.
    """

    parameters: tuple[str, ...]
    moves: bool = False
    may_move: bool = False


COUNTED = {
    "payment_order": Counted(("deadline.payment_order.weeks", "deadline.payment_order.months"), may_move=True),
    "order_to_leave": Counted(("deadline.order_to_leave",)),
    "applicant_answer": Counted(("deadline.applicant_answer",), moves=True),
    "registration_renewal": Counted(("deadline.registration",)),
    "over_indebtedness.filed": Counted(("deadline.over_indebtedness.filed",)),
    "over_indebtedness.admissible": Counted(("deadline.over_indebtedness.contest",), may_move=True),
    "over_indebtedness.inadmissible": Counted(("deadline.over_indebtedness.contest",), may_move=True),
    "over_indebtedness.statement_of_debts": Counted(("deadline.over_indebtedness.statement_of_debts",)),
    "resident_notice": Counted(("deadline.resident_notice",)),
    "resident_notice_under_agreement": Counted(("deadline.resident_notice_under_agreement",)),
    "operator_notice_for_breach": Counted(("deadline.operator_notice.breach",)),
    "operator_notice_at_end": Counted(("deadline.operator_notice.end",)),
    "loca_pass_request": Counted(("loca_pass.latest_request",)),
    "dalo_decision": Counted(("deadline.dalo.decision",)),
    "dalo_offer": Counted(("deadline.dalo.offer",)),
    "dalo_late_offer": Counted(("deadline.dalo.late_offer",)),
    "dalo_court": Counted(("deadline.dalo.court",)),
    "urgent_orientation": Counted(("deadline.urgent_orientation",)),
}
# Where an over-indebtedness file stands. The stages after the debts are stated open no delay that was read.
STAGES = (
    "filed", "admissible", "inadmissible", "statement_of_debts", "orientation", "plan", "measures", "personal_recovery",
    "closed",
)  # fmt: skip
SUMMONS = ("deadline.summons.weeks", "deadline.summons.months")
LANDLORD_NOTICE = ("deadline.landlord_notice",)


def deadline(kind: str, start: date, holds_on: date | None = None) -> Deadline:
    """The end of a delay of COUNTED that `start` opens; `holds_on`: the day whose law says how long, if another."""
    rule = COUNTED[kind]
    delay = delay_of(rule.parameters, holds_on or start, asked_on=start)
    if delay is None:
        return Deadline(None, why="no_figure")
    last = delay.after(start)
    due = Step(last, f"{kind}.due", {"start": start}, delay)
    working = next_working_day(last) if rule.moves or rule.may_move else last
    if rule.moves and working is None:
        return Deadline(None, why="holidays")
    if working is None or working == last:
        return _known(last, [due], delay.source)
    if rule.moves:
        steps = [Step(last, "not_working", {"next": working}), replace(due, on=working)]
        return _known(working, steps, delay.source)
    return _known(last, [due, Step(working, "may_move", {"last": last})], delay.source)


def payment_order(served_on: date, lease_signed_on: date | None) -> Deadline:
    """Last day to pay what a commandement de payer claims: the law of the day of the lease says how long it is."""
    if lease_signed_on is None:
        return Deadline(None, why="lease_signed_on")
    return deadline("payment_order", served_on, holds_on=lease_signed_on)


def summons(hearing_on: date) -> Deadline:
    """Last day to notify an assignation to the préfet before its hearing.

    The reform of 29 July 2023 says nothing of hearings already fixed. The rule in force on the last day to act is
    taken: where six weeks before the hearing come on that day or later, one could still notify under the new text.
    """
    counted = counted_back(SUMMONS, hearing_on)
    if counted is None:
        return Deadline(None, why="no_figure")
    limit, delay = counted
    steps = [Step(limit, "summons.due", {"hearing": hearing_on}, delay), Step(hearing_on, "summons.hearing")]
    return _known(limit, steps, delay.source)


def order_to_leave(served_on: date) -> Deadline:
    """Last day before an eviction may be asked for; a judge may add to it, and the winter truce suspends it."""
    found = deadline("order_to_leave", served_on)
    if found.due_on is None:
        return found
    steps, sources = list(found.steps), list(found.sources)
    extension = delay_of(("deadline.order_to_leave.extension",), served_on)
    if extension:
        steps.append(Step(extension.after(found.due_on), "order_to_leave.extension", delay=extension))
        sources.append(extension.source)
    truce = winter_truce(found.due_on)
    if truce:
        # The eviction may come from the day after the delay, which is the one that the truce must cover.
        over = truce.first_day_after(found.due_on) or truce.first_day_after(found.due_on + timedelta(days=1))
        if over:
            steps.append(Step(over, "order_to_leave.truce"))
            sources.append(truce.source)
    return _known(found.due_on, steps, *sources)


def eviction(granted_on: date) -> Deadline:
    """First day on which an eviction may be carried out, once the force publique is granted."""
    truce = winter_truce(granted_on)
    if truce is None:
        return Deadline(None, why="no_figure")
    over = truce.first_day_after(granted_on)
    step = Step(over, "eviction.truce") if over else Step(granted_on, "eviction.due")
    return _known(step.on, [step], truce.source)


def applicant_answer(notified_on: date) -> Deadline:
    """Last day to answer the offer of an HLM home, at least. A vain presentation of the letter is a notification."""
    return deadline("applicant_answer", notified_on)


def registration_renewal(registered_on: date) -> Deadline:
    """Last day of an HLM request that was registered, or renewed, on a day; a reminder comes before."""
    found = deadline("registration_renewal", registered_on)
    reminder = found.due_on and counted_back(("deadline.registration_reminder",), found.due_on)
    if not found.due_on or not reminder:
        return found
    step = Step(reminder[0], "registration_renewal.reminder", {"last": found.due_on})
    return _known(found.due_on, [step, *found.steps], *found.sources, reminder[1].source)


def review(signed_on: date, number: int) -> Deadline:
    """End of the n-th period of a sub-lease (from 1), and the statement due to the préfet before it, yes or no."""
    period = delay_of(("deadline.review",), signed_on)
    if period is None:
        return Deadline(None, why="no_figure")
    # Counted from the signature each time: from 31 August, 28 February then 31 August again.
    end = period.after(signed_on, times=number)
    steps, sources = [Step(end, "review.due", {"start": signed_on}, period)], [period.source]
    statement = counted_back(LANDLORD_NOTICE, end)
    if statement:
        steps.append(Step(statement[0], "review.statement", {"end": end}))
        sources.append(statement[1].source)
    return _known(end, steps, *sources)


def landlord_notice(period_ends_on: date) -> Deadline:
    """Last day for the landlord to tell the préfet whether it offers a lease at the end of a period."""
    counted = counted_back(LANDLORD_NOTICE, period_ends_on)
    if counted is None:
        return Deadline(None, why="no_figure")
    limit, delay = counted
    return _known(limit, [Step(limit, "landlord_notice.due", {"end": period_ends_on}, delay)], delay.source)


def over_indebtedness(stage: str, on: date) -> Deadline:
    """What the stage reached (of STAGES) on a day opens: the answer, a contest, the creditors' time."""
    kind = f"over_indebtedness.{stage}"
    return deadline(kind, on) if kind in COUNTED else Deadline(None, why="no_delay")


def dalo_offer(recognised_on: date, late: bool | None) -> Deadline:
    """Last day for the préfet's offer. `late`: whether the département is one of those that have longer, if known."""
    if late is None:
        return Deadline(None, why="dalo_offer")
    return deadline("dalo_late_offer" if late else "dalo_offer", recognised_on)


def benefit_starts_on(entered_on: date, requested_on: date | None = None, right_open: bool = False) -> Deadline:
    """First day for which the housing benefit is due (R823-10).

    Never before the month of the request, which is made at once unless said. `right_open`: somebody who moves and had
    the benefit already has it from the month of the move, without a gap (R823-14). Not for a social residence:
    there it is due from the first month whose fee is paid in full (R832-23).
    """
    name = "deadline.benefit_start.moving" if right_open else "deadline.benefit_start.entering"
    delay = delay_of((name,), entered_on)
    if delay is None:
        return Deadline(None, why="no_figure")
    first = max(delay.after(entered_on.replace(day=1)), (requested_on or entered_on).replace(day=1))
    return _known(first, [Step(first, "benefit_start.due", {"start": entered_on})], delay.source)


def _known(due_on: date, steps: Sequence[Step], *sources: Source) -> Deadline:
    return Deadline(due_on, tuple(sorted(steps, key=lambda step: step.on)), sources)
