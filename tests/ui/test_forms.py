"""What people type, and what the forms answer."""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from palier.ui import formats
from palier.ui.forms import SHORT_CHOICE, AmountField, CompletionField, DayField, read_amount, read_day
from tests.ui.markup import flat

TODAY = date(2026, 3, 12)
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
AMOUNTS = st.decimals(Decimal("-9999999.99"), Decimal("9999999.99"), places=2)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("3/4", date(2026, 4, 3)),
        ("03/04/2026", date(2026, 4, 3)),
        (" 3 - 4 - 26 ", date(2026, 4, 3)),
        ("3.4.2026", date(2026, 4, 3)),
        ("2026-04-03", date(2026, 4, 3)),
        ("3 avril", date(2026, 4, 3)),
        ("lundi 1er août 2025", date(2025, 8, 1)),
        ("1er AOUT 2025", date(2025, 8, 1)),
        ("3 avr.", date(2026, 4, 3)),
        ("3rd April", date(2026, 4, 3)),
        ("30 déc.", date(2025, 12, 30)),
        ("3/1", date(2026, 1, 3)),
        ("29/2", date(2028, 2, 29)),
        ("31/4", None),
        ("29/2/2026", None),
        ("3/4/0206", None),
    ],
)
def test_a_day_as_people_write_it(typed, day):
    assert read_day(typed, TODAY) == day


@pytest.mark.parametrize("typed", ["", "demain", "3", "avril", "3 jui", "3 ma", "3/4/2", "3/4/20261", "12/2026", "a/b"])
def test_what_is_not_a_day(typed):
    with pytest.raises(LookupError):
        read_day(typed, TODAY)


def test_the_missing_year_leans_as_the_page_asks():
    assert read_day("3/4", TODAY, "past") == date(2025, 4, 3)
    assert read_day("3/1", TODAY, "future") == date(2027, 1, 3)
    assert read_day("12/3", TODAY, "past") == read_day("12/3", TODAY, "future") == TODAY
    assert read_day("3/4/58", TODAY, "past") == date(1958, 4, 3)


@given(DAYS, DAYS)
def test_every_day_written_out_is_read_back(day, today):
    assert read_day(f"{day:%d/%m/%Y}", today) == day
    assert read_day(day.isoformat(), today) == day
    for language in ("fr", "en"):
        with override(language):
            assert read_day(formats.day(day), today) == day


@given(st.dates(date(1910, 1, 1), date(2180, 1, 1)), st.integers(-180, 180))
def test_a_day_without_its_year_is_the_nearest_one(today, shift):
    day = today + timedelta(days=shift)
    found = read_day(f"{day.day}/{day.month}", today)
    if (day.month, day.day) != (2, 29):
        assert found == day


@given(st.text(max_size=20))
def test_no_text_breaks_the_fields(text):
    for field in (DayField(today=TODAY, required=False), AmountField(required=False)):
        with suppress(ValidationError):
            field.clean(text)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("412,5", "412.50"),
        ("412.5", "412.50"),
        ("412", "412.00"),
        ("1 234,50 €", "1234.50"),
        ("1\u202f234,50\u00a0€", "1234.50"),
        ("€1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1 234 567", "1234567.00"),
        ("12 euros", "12.00"),
        ("−12,00 €", "-12.00"),
        ("0", "0.00"),
        ("1.234", None),
        ("1,234", None),
        ("12 34", None),
        ("1,234,50", None),
        ("412,505", None),
        ("beaucoup", None),
        ("1e5", None),
        ("²", None),
    ],
)
def test_an_amount_as_people_write_it(typed, amount):
    assert read_amount(typed) == (None if amount is None else Decimal(amount))


@given(AMOUNTS, st.sampled_from(["fr", "en"]))
def test_every_amount_written_out_is_read_back(amount, language):
    with override(language):
        assert read_amount(formats.money(amount)) == amount
        assert read_amount(formats.number(amount, 2)) == amount


class Sample(forms.Form):
    until = DayField(today=lambda: TODAY, label="Until")
    rent = AmountField(required=False, label="Rent", help_text="To compute what is left.")
    kinds = forms.MultipleChoiceField(
        choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple, required=False, label="Kinds"
    )
    told = forms.BooleanField(label="Told")


def messages(**data):
    return {name: list(errors) for name, errors in Sample(data).errors.items()}


def test_messages_say_what_to_do_in_both_languages():
    with override("en"):
        assert messages(until="31/4", rent="beaucoup", told="on") == {
            "until": ["This day does not exist: check the day, the month and the year."],
            "rent": ["Write an amount in euros: 412, 412.50 or 1 234.50."],
        }
    with override("fr"):
        assert messages(until="bientôt", rent="-3", told="on") == {
            "until": ["Écrivez le jour, puis le mois\u00a0: 3/4, 03/04/2026 ou 3 avril."],
            "rent": ["Écrivez un montant qui ne soit pas négatif."],
        }
        assert messages(until="1/4", rent="10000000", told="on") == {
            "rent": ["Ce montant est trop grand\u00a0: vérifiez les chiffres."]
        }


def test_values_are_cleaned_and_compared():
    form = Sample(
        {"until": "3 avril", "rent": "412,5", "told": "on"},
        initial={"until": date(2026, 4, 3), "rent": Decimal("412.50"), "told": True},
    )
    assert form.is_valid()
    assert form.cleaned_data == {"until": date(2026, 4, 3), "rent": Decimal("412.50"), "kinds": [], "told": True}
    assert form.changed_data == []


def test_a_field_is_drawn_with_its_help_its_error_and_what_was_typed():
    with override("en"):
        form = Sample({"until": "31/4", "rent": "412,5"})
        assert flat(form["until"].as_field_group()) == (
            '<div class="field short invalid"> '
            '<label for="id_until">Until <span class="must">(compulsory)</span> </label> '
            '<p class="help" id="id_until_helptext">For instance 3/4, 03/04/2026 or 3 April.</p> '
            '<ul class="errors" id="id_until_error"><li>[late]'
            "<span>This day does not exist: check the day, the month and the year.</span></li></ul> "
            '<input type="text" name="until" value="31/4" class="day" autocomplete="off" required aria-invalid="true" '
            'aria-describedby="id_until_helptext id_until_error" id="id_until"> </div>'
        )
        assert flat(form["rent"].as_field_group()) == (
            '<div class="field short"> <label for="id_rent">Rent </label> '
            '<p class="help" id="id_rent_helptext">To compute what is left.</p> '
            '<div class="input"><input type="text" name="rent" value="412,5" class="amount" inputmode="decimal" '
            'autocomplete="off" aria-describedby="id_rent_helptext" id="id_rent"><span aria-hidden="true">€</span>'
            "</div> </div>"
        )


def test_a_choice_of_few_words_takes_half_a_line_and_one_that_may_be_long_a_whole_one():
    def drawn(field):
        form = forms.Form()
        form.fields["one"] = field
        return flat(form["one"].as_field_group())

    words = "a" * SHORT_CHOICE
    assert drawn(forms.ChoiceField(choices=[("", ""), ("x", words)])).startswith('<div class="field short">')
    assert drawn(forms.ChoiceField(choices=[("", ""), ("x", f"{words}a")])).startswith('<div class="field">')
    assert drawn(forms.MultipleChoiceField(choices=[("x", "a")])).startswith('<div class="field">')
    assert drawn(forms.IntegerField()).startswith('<div class="field short">')
    assert drawn(forms.CharField()).startswith('<div class="field">')


def test_a_group_is_a_fieldset_and_a_box_stands_before_its_label():
    form = Sample({})
    group = flat(form["kinds"].as_field_group())
    assert group.startswith('<div class="field"> <fieldset> <legend>Kinds </legend>')
    assert '<label for="id_kinds_0"><input type="checkbox" name="kinds" value="a" id="id_kinds_0"> A</label>' in group
    box = flat(form["told"].as_field_group())
    assert box.index('<input type="checkbox"') < box.index('<label for="id_told">Told')


def test_the_summary_leads_to_the_fields_and_takes_the_focus():
    with override("en"):
        form = Sample({"until": "31/4", "kinds": ["z"]})
        form.add_error(None, "Two people cannot hold one case.")
        drawn = flat(str(form))
        assert drawn.startswith(
            '<div class="error-summary" role="alert" tabindex="-1" autofocus> <h2>4 things to correct</h2> <ul> '
            "<li>Two people cannot hold one case.</li> "
            '<li><a href="#id_until">Until</a>: This day does not exist: check the day, the month and the year.</li> '
            '<li><a href="#id_kinds_0">Kinds</a>: '
        )
        assert "error-summary" not in str(Sample(initial={"until": TODAY}))
        form.focus_errors = False
        assert "autofocus" not in str(form)


def test_a_first_value_is_written_as_one_types_it():
    with override("fr"):
        form = Sample(initial={"until": date(2026, 4, 3), "rent": Decimal("1234.50")})
        assert 'value="03/04/2026"' in str(form["until"])
        assert 'value="1\u202f234,50"' in str(form["rent"])


def test_a_name_completes_as_one_types_and_works_without_script():
    class Wish(forms.Form):
        commune = CompletionField(resolve={"Bron": 69029}.get, url="/communes/", label="Commune", required=False)

    assert flat(str(Wish()["commune"])) == (
        '<input type="text" name="commune" id="id_commune" list="id_commune_options" autocomplete="off" '
        'hx-get="/communes/" hx-trigger="input changed delay:200ms" hx-target="#id_commune_options" '
        'hx-sync="this:replace"> <datalist id="id_commune_options"></datalist>'
    )
    assert Wish({"commune": "Bron"}).is_valid()
    assert Wish({"commune": ""}).is_valid()
    assert list(Wish({"commune": "Nowhere"}).errors) == ["commune"]
