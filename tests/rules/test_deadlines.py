"""Legal deadlines: the days around each change of the law, and a second reading that walks the calendar day by day."""

import string
from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palier.rules import deadlines
from palier.rules.deadlines import COUNTED, STAGES, Deadline, deadline
from palier.rules.delays import shift
from palier.rules.figures import Confidence
from palier.rules.law import book
from palier.rules.legal_days import next_working_day
from palier.rules.sentences import FOLDER, LANGUAGES, sentences
from palier.rules.strict_yaml import read_yaml

DAYS = st.dates(date(2021, 6, 1), date(2098, 12, 31))


def days(found: Deadline) -> list[date]:
    return [step.on for step in found.steps]


# --- a second reading: the calendar walked a day at a time


def walked(start: date, months: int) -> date:
    """The same day of the month so many months on, else the last one: by turning the pages of a calendar."""
    page = start.replace(day=1)
    for _ in range(months):
        page += timedelta(days=monthrange(page.year, page.month)[1])
    last = page
    while last.day < start.day and (last + timedelta(days=1)).month == page.month:
        last += timedelta(days=1)
    return last


def in_truce(day: date) -> bool:
    return day.month in (11, 12, 1, 2, 3)


@settings(deadline=None)
@given(DAYS, st.integers(0, 40))
def test_months_are_counted_as_a_calendar_is_walked(start, months):
    assert shift(start, months, "month") == walked(start, months)
    assert shift(start, months, "year") == walked(start, 12 * months)


@settings(deadline=None)
@given(DAYS, st.integers(0, 40))
def test_months_back_reach_the_same_day_or_the_last_of_a_shorter_month(end, months):
    found = shift(end, -months, "month")
    assert walked(found.replace(day=1), months) == end.replace(day=1)
    assert found.day == min(end.day, monthrange(found.year, found.month)[1])


@settings(deadline=None)
@given(DAYS)
def test_an_eviction_waits_until_the_first_day_out_of_the_truce(granted_on):
    day = granted_on
    while in_truce(day):
        day += timedelta(days=1)
    found = deadlines.eviction(granted_on)
    assert (found.due_on, days(found)) == (day, [day])


@settings(deadline=None)
@given(DAYS)
def test_an_order_to_leave_tells_the_first_day_on_which_an_eviction_may_come_after_the_truce(served_on):
    found = deadlines.order_to_leave(served_on)
    due, extended = walked(served_on, 2), walked(walked(served_on, 2), 3)
    day = due + timedelta(days=1)
    while in_truce(day):
        day += timedelta(days=1)
    named = [day] if in_truce(due) or day != due + timedelta(days=1) else []
    assert (found.due_on, days(found)) == (due, sorted([due, extended, *named]))


@settings(deadline=None)
@given(DAYS)
def test_an_answer_has_ten_whole_days_and_ends_on_a_working_day(notified_on):
    found = deadlines.applicant_answer(notified_on)
    tenth = notified_on
    for _ in range(10):
        tenth += timedelta(days=1)
    assert found.due_on == next_working_day(tenth)
    assert days(found) == ([tenth] if found.due_on == tenth else [tenth, found.due_on])


@settings(deadline=None)
@given(st.dates(date(2021, 6, 1), date(2040, 1, 1)), st.integers(1, 40))
def test_every_period_of_a_review_is_counted_from_the_signature(signed_on, number):
    found = deadlines.review(signed_on, number)
    assert found.due_on == walked(signed_on, 6 * number)
    assert days(found) == [deadlines.landlord_notice(found.due_on).due_on, found.due_on]


@settings(deadline=None)
@given(st.dates(date(2015, 4, 1), date(2098, 12, 31)))
def test_a_hearing_takes_six_weeks_where_the_reform_is_in_force_on_the_last_day_to_act(hearing_on):
    six_weeks = hearing_on - timedelta(days=42)
    found = deadlines.summons(hearing_on)
    if six_weeks >= date(2023, 7, 29):
        assert found.due_on == six_weeks
    else:
        assert walked(found.due_on.replace(day=1), 2) == hearing_on.replace(day=1)


@settings(deadline=None)
@given(st.dates(date(1989, 7, 8), date(2026, 1, 1)), st.integers(0, 4000))
def test_an_order_to_pay_follows_the_day_of_the_lease_and_never_that_of_the_act(signed_on, later):
    served_on = signed_on + timedelta(days=later)
    due = served_on + timedelta(days=42) if signed_on >= date(2023, 7, 29) else walked(served_on, 2)
    found = deadlines.payment_order(served_on, signed_on)
    working = next_working_day(due)
    assert (found.due_on, days(found)) == (due, [due] if working == due else [due, working])


# --- the day before and the day of each change


@pytest.mark.parametrize(
    ("found", "due_on", "why"),
    [
        (deadlines.payment_order(date(2026, 3, 20), date(1989, 7, 7)), None, "no_figure"),
        (deadlines.payment_order(date(2026, 3, 20), date(1989, 7, 8)), date(2026, 5, 20), None),
        (deadlines.payment_order(date(2026, 3, 20), None), None, "lease_signed_on"),
        (deadlines.summons(date(2015, 2, 28)), None, "no_figure"),
        (deadlines.summons(date(2015, 3, 1)), date(2015, 1, 1), None),
        (deadlines.order_to_leave(date(2014, 12, 31)), None, "no_figure"),
        (deadlines.order_to_leave(date(2015, 1, 1)), date(2015, 3, 1), None),
        (deadlines.eviction(date(2021, 5, 31)), None, "no_figure"),
        (deadlines.eviction(date(2021, 6, 1)), date(2021, 6, 1), None),
        (deadlines.applicant_answer(date(2019, 8, 31)), None, "no_figure"),
        (deadlines.applicant_answer(date(2100, 12, 25)), None, "holidays"),
        (deadlines.registration_renewal(date(2014, 12, 31)), None, "no_figure"),
        (deadlines.review(date(2010, 12, 16), 1), None, "no_figure"),
        (deadlines.review(date(2010, 12, 17), 1), date(2011, 6, 17), None),
        (deadlines.landlord_notice(date(2015, 2, 28)), None, "no_figure"),
        (deadlines.landlord_notice(date(2015, 3, 1)), date(2015, 1, 1), None),
        (deadlines.over_indebtedness("closed", date(2026, 3, 12)), None, "no_delay"),
        (deadlines.dalo_offer(date(2026, 3, 12), None), None, "dalo_offer"),
        (deadlines.benefit_starts_on(date(2019, 8, 31)), None, "no_figure"),
    ],
)
def test_before_the_first_text_that_was_read_the_day_is_not_told(found, due_on, why):
    assert (found.due_on, found.why) == (due_on, why)
    if due_on is None:
        assert (found.steps, found.law, found.confidence, found.provisional) == ((), None, None, False)


def test_a_statement_that_no_text_asked_for_yet_is_left_out():
    assert days(deadlines.review(date(2010, 12, 17), 1)) == [date(2011, 6, 17)]


@pytest.mark.parametrize(
    ("found", "provisional"),
    [
        (deadlines.payment_order(date(2026, 12, 31), date(2019, 6, 15)), False),
        (deadlines.payment_order(date(2027, 1, 1), date(2019, 6, 15)), True),
        # The last day to act is that of the law which is asked for.
        (deadlines.summons(date(2027, 2, 11)), False),
        (deadlines.summons(date(2027, 2, 12)), True),
        (deadlines.review(date(2026, 8, 31), 1), False),
        (deadlines.review(date(2026, 9, 1), 1), True),
        # The truce is that of the day on which the delay ends.
        (deadlines.order_to_leave(date(2026, 10, 31)), False),
        (deadlines.order_to_leave(date(2026, 11, 1)), True),
        (deadlines.eviction(date(2026, 12, 31)), False),
        (deadlines.eviction(date(2027, 1, 1)), True),
    ],
)
def test_past_the_day_it_was_checked_until_a_deadline_is_provisional(found, provisional):
    assert found.provisional is provisional


def test_the_least_sure_text_marks_the_whole():
    assert deadlines.review(date(2026, 5, 4), 1).confidence is Confidence.VERIFIED
    assert deadlines.over_indebtedness("filed", date(2026, 2, 11)).confidence is Confidence.UNVERIFIED
    assert deadlines.registration_renewal(date(2026, 1, 21)).confidence is Confidence.VERIFIED_OLDER


def test_texts_are_cited_in_order_and_each_once():
    found = deadlines.registration_renewal(date(2026, 1, 21))
    first, second = found.sources
    assert found.law == f"{first.citation} ; {second.citation}"
    assert replace(found, sources=(first, second, first)).law == found.law


def test_where_holidays_are_not_known_the_day_counted_stays_and_nothing_is_said_of_them():
    found = deadlines.payment_order(date(2101, 3, 1), date(2019, 6, 15))
    assert (found.due_on, days(found)) == (date(2101, 5, 1), [date(2101, 5, 1)])


# --- what no command asks


@pytest.mark.parametrize(
    ("entered_on", "facts", "first"),
    [
        (date(2026, 5, 4), {}, date(2026, 6, 1)),
        (date(2026, 5, 1), {}, date(2026, 6, 1)),
        (date(2026, 12, 31), {}, date(2027, 1, 1)),
        (date(2026, 5, 4), {"requested_on": date(2026, 5, 31)}, date(2026, 6, 1)),
        (date(2026, 5, 4), {"requested_on": date(2026, 6, 30)}, date(2026, 6, 1)),
        (date(2026, 5, 4), {"requested_on": date(2026, 7, 31)}, date(2026, 7, 1)),
        (date(2026, 5, 4), {"right_open": True}, date(2026, 5, 1)),
        (date(2026, 5, 4), {"right_open": True, "requested_on": date(2026, 6, 2)}, date(2026, 6, 1)),
        (date(2026, 5, 4), {"requested_on": date(2026, 3, 2)}, date(2026, 6, 1)),
    ],
)
def test_the_benefit_starts_with_the_month_after_the_entry_and_never_before_that_of_the_request(
    entered_on, facts, first
):
    assert deadlines.benefit_starts_on(entered_on, **facts).due_on == first


@pytest.mark.parametrize(
    ("kind", "start", "due_on"),
    [
        ("resident_notice", date(2026, 11, 1), date(2026, 11, 9)),
        ("resident_notice_under_agreement", date(2026, 1, 31), date(2026, 2, 28)),
        ("operator_notice_for_breach", date(2026, 3, 12), date(2026, 4, 12)),
        ("operator_notice_at_end", date(2026, 3, 12), date(2026, 6, 12)),
        ("loca_pass_request", date(2026, 5, 4), date(2026, 7, 4)),
        ("dalo_decision", date(2026, 3, 12), date(2026, 6, 12)),
        ("dalo_court", date(2026, 6, 12), date(2026, 10, 12)),
        ("urgent_orientation", date(2026, 2, 10), date(2026, 3, 12)),
    ],
)
def test_other_delays_are_counted_alike(kind, start, due_on):
    assert deadline(kind, start).due_on == due_on


@pytest.mark.parametrize(("late", "due_on"), [(False, date(2026, 6, 12)), (True, date(2026, 9, 12))])
def test_the_offer_after_a_recognised_right_comes_by_the_delay_of_the_departement(late, due_on):
    assert deadlines.dalo_offer(date(2026, 3, 12), late).due_on == due_on


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_has_a_delay_or_says_there_is_none(stage):
    found = deadlines.over_indebtedness(stage, date(2026, 3, 12))
    assert (found.due_on is None) == (found.why == "no_delay")


@pytest.mark.parametrize("kind", COUNTED)
def test_the_end_of_the_calendar_is_an_error_with_a_name(kind):
    with pytest.raises(OverflowError):
        deadline(kind, date.max)


@pytest.mark.parametrize("unit", ["euro", "age", ""])
def test_what_is_no_unit_of_time_is_not_counted(unit):
    with pytest.raises(ValueError, match="not a unit of time"):
        shift(date(2026, 3, 12), 1, unit)


# --- the figures and the sentences


def test_every_delay_that_is_written_is_counted_and_no_other():
    written = {name for name, parameter in book().parameters.items() if parameter.file == "deadlines"}
    counted = {name for rule in COUNTED.values() for name in rule.parameters} - {"loca_pass.latest_request"}
    others = {
        *deadlines.SUMMONS, *deadlines.LANDLORD_NOTICE, "deadline.winter_truce", "deadline.review",
        "deadline.order_to_leave.extension", "deadline.registration_reminder",
        "deadline.benefit_start.entering", "deadline.benefit_start.moving",
    }  # fmt: skip
    assert written == counted | others


SPOKEN = [
    *(deadline(kind, date(2026, 3, 20), date(2024, 3, 1)) for kind in COUNTED),
    deadlines.payment_order(date(2026, 3, 20), date(2024, 2, 1)),
    deadlines.summons(date(2026, 9, 10)),
    deadlines.order_to_leave(date(2026, 10, 1)),
    deadlines.eviction(date(2026, 4, 1)),
    deadlines.eviction(date(2026, 11, 1)),
    deadlines.applicant_answer(date(2026, 10, 14)),
    deadlines.registration_renewal(date(2026, 1, 21)),
    deadlines.review(date(2026, 5, 4), 1),
    deadlines.landlord_notice(date(2026, 11, 4)),
    deadlines.benefit_starts_on(date(2026, 5, 4)),
]


def sentences_of(texts: dict, path: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, text in texts.items():
        found |= sentences_of(text, f"{path}{key}.") if isinstance(text, dict) else {f"{path}{key}": text}
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_is_said_and_no_sentence_is_left_over(language):
    words = sentences(language)
    said = {step.code: step.say(words) for found in SPOKEN for step in found.steps}
    written = sentences_of(read_yaml(FOLDER / f"sentences.{language}.yaml")["deadlines"])
    whys = {f"why.{reason}" for reason in ("lease_signed_on", "no_figure", "no_delay", "holidays", "dalo_offer")}
    assert written.keys() == said.keys() | whys
    assert all("{" not in sentence for sentence in said.values())
    assert {name for text in written.values() for _, name, _, _ in string.Formatter().parse(text) if name} <= {
        "on", "start", "delay", "last", "next", "hearing", "end",
    }  # fmt: skip


def test_a_step_is_read_aloud_in_both_languages():
    said, moved = deadlines.payment_order(date(2026, 3, 20), date(2024, 2, 1)).steps
    french, english = sentences("fr"), sentences("en")
    assert said.say(french) == (
        "Dernier jour pour payer ce que réclame le commandement reçu le 20 mars 2026, 6 semaines après. Demandez de "
        "l'aide dès maintenant ; même après ce jour, un juge peut accorder des délais."
    )
    assert said.say(english) == (
        "Last day to pay what the commandement received on 20 March 2026 claims, 6 weeks after it. Ask for help now; "
        "even after this day a judge may grant more time."
    )
    assert moved.say(french) == (
        "Le 1er mai 2026 n'est pas un jour travaillé. Si un juge applique l'article 642 du code de "
        "procédure civile, le délai va jusqu'au 4 mai 2026. Ne comptez pas dessus."
    )
    assert moved.say(english) == (
        "1 May 2026 is not a working day. If a judge applies article 642 of the code de "
        "procédure civile, the delay runs to 4 May 2026. Do not rely on it."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_silence_is_concluded_by_a_person_and_the_sentence_warns_of_it(language):
    (*_, last) = deadlines.applicant_answer(date(2026, 10, 14)).steps
    sentence = last.say(sentences(language))
    assert {"fr": "une personne vérifie d'abord", "en": "somebody checks the proof"}[language] in sentence
    assert {"fr": "peut considérer que vous refusez", "en": "may take it that you refuse"}[language] in sentence
