"""The two accounts of a sub-lease: what is written, what counts once, what is refused, who reads which."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils.translation import override

from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid, Missing
from palier.tenancies import account_table, accounts
from palier.tenancies.accounts import Line, Month
from palier.tenancies.models import AccountLine
from tests.factories.tenancies import a_sublease
from tests.factories.world import AT, DAY

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
LAST = date(2026, 6, 30)
PASTED = """type;mois;jour;montant;référence
appel;05/2026;01/05/2026;530,50;
payé;05/2026;12/06/2026;530,50;VIR 12
APL;06/2026;30/06/2026;209;
loyer;06/2026;31/06/2026;530,50;
cadeau;06/2026;05/06/2026;1;
payé;06/2026;05/06/2026;-321,50;
payé;06/2026
"""


@pytest.fixture
def sublease(world):
    return a_sublease(world, world.case())


def line(kind, month, on, amount):
    return Line(kind=kind, month=month, on=on, amount=Decimal(amount))


def write(world, sublease, *lines, payer="household", by="rental_manager"):
    actor = world.actor(by)
    with acting(actor, now=AT):
        return accounts.write_lines(actor=actor, tenancy_id=sublease.id, payer=payer, lines=lines, at=AT)


def account(world, sublease, payer="household"):
    with acting(world.actor("rental_manager")):
        return accounts.months(accounts.lines_of(sublease, payer))


def test_a_month_is_what_was_called_less_what_was_paid_and_the_benefit_in_cents(world, sublease):
    write(
        world,
        sublease,
        line("called", MAY, MAY, "530.50"),
        line("called", JUNE, JUNE, "530.50"),
        line("benefit", JUNE, JUNE, "209"),
        line("paid", JUNE, JUNE, "321.50"),
    )
    found = account(world, sublease)
    assert found == [
        Month(month=MAY, called=53050),
        Month(month=JUNE, called=53050, paid=32150, benefit=20900),
    ]
    assert [month.owed for month in found] == [53050, 0]
    assert accounts.paid_of_called(found) == (1, 2)


def test_the_same_lines_twice_are_once_and_each_account_keeps_its_own(world, sublease):
    called = line("called", MAY, MAY, "530.50")
    assert [write(world, sublease, called, called), write(world, sublease, called)] == [1, 0]
    assert write(world, sublease, called, payer="association") == 1
    assert (len(account(world, sublease)), len(account(world, sublease, "association"))) == (1, 1)


def test_an_unpaid_month_says_why_and_a_month_that_was_not_called_cannot(world, sublease):
    manager = world.actor("rental_manager")
    write(world, sublease, line("called", MAY, MAY, "530.50"))
    said = {"actor": manager, "tenancy_id": sublease.id, "cause": "benefit_opening"}
    with acting(manager, now=AT):
        accounts.say_why_unpaid(month=date(2026, 5, 14), **said)
        with pytest.raises(Invalid):
            accounts.say_why_unpaid(month=JUNE, **said)
    assert account(world, sublease)[0].cause == "benefit_opening"


def test_a_line_taken_back_counts_no_more_and_can_be_written_again(world, sublease):
    manager, called = world.actor("rental_manager"), line("called", MAY, MAY, "530.50")
    write(world, sublease, called)
    with acting(manager, now=AT):
        (written,) = AccountLine.objects.all()
        said = {"actor": manager, "tenancy_id": sublease.id, "line_id": written.id}
        with pytest.raises(Invalid):
            accounts.take_line_back(**said, reason="", at=AT)
        accounts.take_line_back(**said, reason="twice", at=AT)
        with pytest.raises(Missing):
            accounts.take_line_back(**said, reason="twice", at=AT)
        kept = AccountLine.objects.get()
        assert (kept.taken_back_at, kept.taken_back_by_id, kept.taken_back_for) == (AT, manager.user, "twice")
    assert account(world, sublease) == []
    assert write(world, sublease, called) == 1


def test_a_line_taken_back_counts_again_unless_it_was_written_since(world, sublease):
    manager, called = world.actor("rental_manager"), line("called", MAY, MAY, "530.50")
    write(world, sublease, called)
    with acting(manager, now=AT):
        said = {"actor": manager, "tenancy_id": sublease.id, "line_id": AccountLine.objects.get().id}
        with pytest.raises(Missing):
            accounts.restore_line(**said)
        accounts.take_line_back(**said, reason="mistake", at=AT)
        accounts.restore_line(**said)
    assert account(world, sublease) == [Month(month=MAY, called=53050)]
    with acting(manager, now=AT):
        accounts.take_line_back(**said, reason="mistake", at=AT)
    write(world, sublease, called)
    with acting(manager, now=AT), pytest.raises(Conflict):
        accounts.restore_line(**said)


def test_lines_that_are_there_already_are_told_apart(world, sublease):
    called, paid = line("called", MAY, MAY, "530.50"), line("paid", MAY, MAY, "530.50")
    write(world, sublease, called)
    manager = world.actor("rental_manager")
    with acting(manager, now=AT):
        assert accounts.written_already(sublease, "household", [called, paid]) == [True, False]
        assert accounts.written_already(sublease, "association", [called]) == [False]


def test_of_several_lines_the_one_that_cannot_be_is_named(world, sublease):
    with override("en"), pytest.raises(Invalid) as refused:
        write(world, sublease, line("called", MAY, MAY, "1"), line("gift", MAY, MAY, "1"))
    assert str(refused.value.fields["lines"]).startswith("Line 2: Say what the line is")


@pytest.mark.parametrize(
    ("payer", "kind", "amount"),
    [
        ("household", "gift", "1"),
        ("household", "paid", "0"),
        ("household", "paid", "-1"),
        ("household", "paid", "1.005"),
        ("association", "benefit", "209"),
    ],
)
def test_a_line_that_cannot_be_is_refused_with_all_the_others(world, sublease, payer, kind, amount):
    with pytest.raises(Invalid):
        write(world, sublease, line("called", MAY, MAY, "1"), line(kind, MAY, MAY, amount), payer=payer)
    assert account(world, sublease, payer) == []


def test_a_pasted_table_gives_its_lines_and_says_why_a_row_is_left_out():
    with override("en"):
        read = account_table.read(PASTED, "household", LAST)
    assert [(one.kind, one.month, one.on, one.amount, one.reference) for one in read.lines] == [
        ("called", MAY, MAY, Decimal("530.50"), ""),
        ("paid", MAY, date(2026, 6, 12), Decimal("530.50"), "VIR 12"),
        ("benefit", JUNE, LAST, Decimal("209.00"), ""),
    ]
    assert [(one.row, one.why.split(":")[0].split(",")[0]) for one in read.refused] == [
        (5, "Write the month as 06/2026 and the day as 05/06/2026"),
        (6, "Say what the line is"),
        (7, "Write the amount in euros"),
        (8, "Four cells"),
    ]


def test_debt_recovery_reads_what_the_association_owes_its_landlord_and_writes_nothing(world, sublease):
    write(world, sublease, line("called", MAY, MAY, "530.50"))
    write(world, sublease, line("called", MAY, MAY, "531.00"), payer="association")
    recovery = world.actor("debt_recovery")
    with acting(recovery):
        assert [(one.payer, one.amount) for one in AccountLine.objects.all()] == [("association", Decimal("531.00"))]
        assert list(accounts.lines_owed_to(recovery)) == list(AccountLine.objects.all())
        assert AccountLine.objects.update(amount=1) == 0
        fields = {"landlord": world.organisations["landlord"], "place": sublease.place, "payer": "association"}
        fields |= {"case_id": sublease.case_id, "tenancy": sublease, "kind": "paid", "month": MAY, "on": MAY}
        with pytest.raises(DatabaseError), transaction.atomic():
            AccountLine.objects.create(amount=1, **fields)
    for key in ("administrator", "allocation_officer", "stranger"):
        with acting(world.actor(key)):
            assert not AccountLine.objects.exists(), key
            assert not accounts.lines_owed_to(world.actor(key)).exists(), key


def test_debt_recovery_reads_no_other_landlord_s_account(world, sublease):
    write(world, sublease, line("called", MAY, MAY, "531.00"), payer="association")
    with acting(world.actor("adviser")):
        AccountLine.objects.update(landlord=world.organisations["stranger"])
    with acting(world.actor("debt_recovery"), now=AT + timedelta(days=1)):
        assert not AccountLine.objects.exists()
    assert DAY < MAY
