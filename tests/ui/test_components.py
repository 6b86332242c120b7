"""Each component, from plain values to markup."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.test import RequestFactory
from django.utils.translation import override

from palier.ui.components import (
    Action,
    Cell,
    Column,
    Definition,
    Job,
    Link,
    ReasonRow,
    Reasons,
    Row,
    Status,
    Step,
    Tab,
    Table,
    TimelineItem,
    Unlock,
    undo_tag,
)
from palier.ui.icons import ICONS
from tests.ui.markup import draw, words

TODAY = date(2026, 3, 12)
NOW = datetime(2026, 3, 12, 13, 32, tzinfo=UTC)
LATER = Action("Ask", "/ask/", "letter")
POSTED = Action("Close", "/close/", post=True, primary=True, fields={"to": "closed"})


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def test_the_set_of_icons():
    assert len(ICONS) >= 24
    assert draw("{% icon 'home' %}") == "[home]"
    with pytest.raises(KeyError):
        draw("{% icon 'unicorn' %}")


@pytest.mark.parametrize(
    ("tone", "icon", "english", "french"),
    [
        ("yes", "check", "Yes", "Oui"),
        ("no", "cross", "No", "Non"),
        ("unknown", "unknown", "To be completed", "À compléter"),
        ("late", "late", "Late", "En retard"),
        ("done", "done", "Done", "Fait"),
    ],
)
def test_a_state_is_a_word_and_an_icon(tone, icon, english, french):
    assert draw("{% status tone %}", tone=tone) == (
        f'<span class="status tone-{tone}">[{icon}]<span>{english}</span></span>'
    )
    with override("fr"):
        assert french in draw("{% status tone %}", tone=tone)
    assert words(draw("{% status tone 'paper missing' %}", tone=tone)) == "paper missing"
    assert words(draw("{% status state %}", state=Status(tone, "<b>"))) == "&lt;b&gt;"


def test_a_date_to_keep():
    assert draw("{% due day today %}", day=date(2026, 3, 9), today=TODAY) == (
        '<time datetime="2026-03-09">9 March 2026</time> '
        '<span class="status tone-late">[late]<span>3 days late</span></span>'
    )
    assert draw("{% due day today %}", day=None, today=TODAY) == ""


def test_an_action_is_a_link_or_a_button_that_posts():
    assert draw("{% action doing %}", doing=LATER) == '<a class="button" href="/ask/">[letter]Ask</a>'
    assert draw("{% action doing %}", doing=None) == ""
    assert draw("{% action doing %}", doing=POSTED, csrf_token="t") == (
        '<form method="post" action="/close/"><input type="hidden" name="csrfmiddlewaretoken" value="t">'
        '<input type="hidden" name="to" value="closed"><button class="button primary">Close</button></form>'
    )


def test_a_card_holds_what_is_put_in_it():
    assert draw(
        "{% card title='Facts' anchor='facts' level=3 doing=doing %}<p>{{ x }}</p>{% endcard %}", doing=LATER, x=1
    ) == (
        '<section class="card" id="facts"> <div class="card-head"><h3>Facts</h3>'
        '<a class="button" href="/ask/">[letter]Ask</a> </div> <p>1</p> </section>'
    )
    assert draw("{% card %}<p>x</p>{% endcard %}") == '<section class="card"> <p>x</p> </section>'
    assert "csrfmiddlewaretoken" in draw("{% card title='A' doing=doing %}{% endcard %}", doing=POSTED, csrf_token="t")


def test_an_empty_page_says_what_will_be_here_and_the_first_step():
    assert draw("{% empty_state 'No home yet' 'Homes will be here.' doing %}", doing=LATER) == (
        '<div class="empty"> [steps]<p class="empty-title">No home yet</p> <p>Homes will be here.</p> '
        '<a class="button" href="/ask/">[letter]Ask</a> </div>'
    )


def test_facts_that_are_not_known_are_to_be_completed():
    facts = [
        Definition("Rent", Decimal("412.5"), kind="money", note="with charges"),
        Definition("Tax income"),
        Definition("Debts", 0, kind="number"),
        Definition("Holder", "Claire", url="/c/"),
    ]
    assert draw("{% definitions facts %}", facts=facts) == (
        '<dl class="definitions"> <div> <dt>Rent</dt> <dd>€412.50 <span class="note">with charges</span></dd> </div>'
        '<div> <dt>Tax income</dt> <dd><span class="status tone-unknown">[unknown]<span>To be completed</span></span>'
        "</dd> </div><div> <dt>Debts</dt> <dd>0</dd> </div>"
        '<div> <dt>Holder</dt> <dd><a href="/c/">Claire</a></dd> </div> </dl>'
    )


def test_tabs_are_addresses():
    drawn = draw("{% tabs items 'Case' %}", items=[Tab("Story", "/s/", True), Tab("Documents", "/d/", count=12)])
    assert drawn == (
        '<nav class="tabs" aria-label="Case"> <ul role="list"> <li><a href="/s/" aria-current="page">Story</a></li> '
        '<li><a href="/d/">Documents <span class="quiet">12</span></a></li> </ul> </nav>'
    )


STEPS = [
    Step("Call", "reached", date(2026, 1, 14)),
    Step("Candidacy", "current", date(2026, 2, 26), 14, "Claire"),
    Step("Temporary place", "skipped"),
    Step("Own lease", url="/lease/"),
]


def test_the_path_reads_as_a_list():
    drawn = draw("{% path steps %}", steps=STEPS)
    assert words(drawn) == (
        "Call (reached) 14 January 2026 Candidacy (current step) since 26 February 2026 14 days Claire "
        "Temporary place (not needed) not needed Own lease (ahead)"
    )
    assert '<ol class="path" role="list" aria-label="The path">' in drawn
    assert drawn.count('<li class="path-step') == drawn.count('<svg class="path-flight"') == 4
    assert drawn.count('aria-current="step"') == 1
    assert '<a href="/lease/">Own lease</a>' in drawn
    with override("fr"):
        assert "depuis le 26 février 2026" in draw("{% path steps %}", steps=STEPS)


def test_the_same_drawing_counted_is_the_funnel():
    drawn = draw(
        "{% path steps 'From call to lease' %}", steps=[Step("Call", count=1520), Step("Own lease", count=0, days=402)]
    )
    assert words(drawn) == "1,520 Call 0 Own lease 402 days"
    assert drawn.count('class="path-step counted"') == 2
    assert "aria-current" not in drawn


def test_the_story_is_read_like_a_letter():
    items = [
        TimelineItem(
            "visit",
            "Claire",
            NOW,
            "We saw it.\nShe thinks.",
            "Visit",
            "Support",
            "your service only",
            [Link("Photo", "/p/")],
        ),
        TimelineItem("call", "Jeanne", NOW),
    ]
    assert draw("{% timeline items %}", items=items) == (
        '<ol class="timeline" role="list" aria-label="The story"> <li> [visit]<div class="flow-tight"> '
        '<p class="who"><b>Claire</b>, Support · <time datetime="2026-03-12T14:32:00+01:00">12 March 2026, 14:32</time>'
        ' · your service only</p> <p class="event-title">Visit</p> <p class="text">We saw it. She thinks.</p> '
        '<p class="links"><a href="/p/">Photo</a> </p> </div> </li> <li> [phone]<div class="flow-tight"> '
        '<p class="who"><b>Jeanne</b> · <time datetime="2026-03-12T14:32:00+01:00">12 March 2026, 14:32</time></p> '
        "</div> </li> </ol>"
    )


def test_reasons_say_one_sentence_then_the_criteria_then_what_would_unlock():
    judged = Reasons(
        "Two things stand in the way.",
        "no",
        [
            ReasonRow("Effort rate", "no", "37.2%", "33%", "−4.2%", "commitment", "verified"),
            ReasonRow("Income ceiling", "unknown", threshold="€35,055.00", law="decree"),
        ],
        [Unlock("Ask for the tax notice", LATER), Unlock("Look for a lower rent")],
        "Ceilings of 2026 to be confirmed.",
    )
    assert words(draw("{% reasons judged %}", judged=judged)) == (
        "Two things stand in the way. Criterion by criterion Criterion Answer Figure Threshold Margin Law "
        "Effort rate No 37.2% 33% −4.2% commitment verified Income ceiling To be completed €35,055.00 decree "
        "What would unlock it Ask for the tax notice Ask Look for a lower rent Ceilings of 2026 to be confirmed."
    )
    assert "What would unlock it" not in draw("{% reasons judged %}", judged=Reasons("Fits.", "yes", []))


COLUMNS = [
    Column("name", "Household", sortable=True),
    Column("wait", "Waiting", "days", sortable=True),
    Column("rent", "Rent", "money"),
    Column("state", "State", "status"),
]


def listed(sort="-wait", select=""):
    rows = [
        Row([Cell("Amel", "/1/", note="3 people"), 14, Decimal("412.5"), Status("late")], "1"),
        Row(["Paul", None, None, Cell("closed", tone="done")], "2", "already closed"),
    ]
    return Table("Open cases", COLUMNS, rows, "oldest first", ["Total", 14, Decimal("412.5"), None], sort, select)


def drawn_table(query="", **options):
    request = RequestFactory().get(f"/cases/{query}")
    return draw("{% table data %}", data=listed(**options), request=request)


def test_a_table_says_its_totals_and_what_is_not_given():
    assert words(drawn_table()) == (
        "Open cases oldest first Household Waiting ↓ Rent State Amel 3 people 14 days €412.50 Late "
        "Paul already closed – not given – not given closed Total 14 days €412.50"
    )


def test_a_table_sorts_by_its_address_and_keeps_the_filters():
    drawn = drawn_table("?urgency=u1&page=3&sort=-wait")
    assert (
        '<th scope="col" role="columnheader" class="number" aria-sort="descending">'
        '<a href="?urgency=u1&amp;sort=wait">Waiting<span aria-hidden="true"> ↓</span></a></th>'
    ) in drawn
    assert '<th scope="col" role="columnheader"><a href="?urgency=u1&amp;sort=name">Household</a></th>' in drawn
    assert 'href="?sort=-wait"' in drawn_table(sort="wait")


def test_a_table_reflows_and_aligns_figures():
    drawn = drawn_table()
    assert '<td role="cell" class="number" data-label="Rent"><span>€412.50</span> </td>' in drawn
    assert (
        '<th scope="row" role="rowheader"><span><a href="/1/">Amel</a> <span class="note">3 people</span></span>'
        in drawn
    )
    assert drawn.count("data-label") == 9


def test_rows_are_ticked_or_say_why_not():
    drawn = drawn_table(select="case")
    assert '<input type="checkbox" name="case" value="1" aria-label="Select Amel">' in drawn
    assert '<input type="checkbox" name="case" value="2" disabled aria-label="Select Paul">' in drawn
    assert '<input type="checkbox" id="select-case" data-select-all="case" hidden>' in drawn


def test_what_one_may_do_with_the_rows_stays_in_sight_without_script():
    drawn = draw("{% selection 'case' %}<button>Close</button>{% endselection %}")
    assert drawn == (
        '<div class="selection" data-selection="case"> <span data-words hidden>Selected: <b data-count>0</b></span> '
        "<button>Close</button> </div>"
    )


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "1 to 25 of 312 Next"), (2, "26 to 50 of 312 Previous Next"), (13, "301 to 312 of 312 Previous")],
)
def test_the_pager_says_the_total(number, said):
    request = RequestFactory().get("/cases/?urgency=u1&page=7")
    drawn = draw("{% pager page %}", page=Paginator(range(312), 25).get_page(number), request=request)
    assert words(drawn) == said
    if number == 2:
        assert 'href="?urgency=u1&amp;page=3"' in drawn


def test_a_page_without_rows_has_no_link():
    drawn = draw("{% pager page %}", page=Paginator([], 25).get_page(1), request=RequestFactory().get("/"))
    assert words(drawn) == "Nothing found"
    assert "<a" not in drawn


def job(state, **more):
    return Job("Import", state, "Nadia", NOW, "/job/", **more)


def test_long_work_is_asked_again_only_while_it_runs():
    running = draw("{% progress job %}", job=job("running", started=NOW, done=12400, total=30112, stop_url="/stop/"))
    assert 'hx-get="/job/" hx-trigger="every 2s" hx-swap="outerHTML" hx-target="this"' in running
    assert '<progress value="12400" max="30112" aria-label="Import"></progress>' in running
    assert words(running) == (
        "Import Running Asked by Nadia, 12 March 2026, 14:32 Started 12 March 2026, 14:32 "
        "Rows done 12,400 of 30,112 Stop"
    )
    for state in ("done", "failed", "stopped"):
        over = draw("{% progress job %}", job=job(state, ended=NOW, stop_url="/stop/"))
        assert "hx-" not in over
        assert "Stop</button>" not in over
    assert "<progress aria-label" in draw("{% progress job %}", job=job("waiting"))


def test_long_work_ends_with_its_result_or_its_errors():
    done = job("done", result=[Definition("New homes", 214, kind="number")], next=Action("See", "/homes/"))
    assert words(draw("{% progress job %}", job=done)).endswith("Result New homes 214 See")
    failed = job("failed", message="Nothing was changed.", errors=["Row 8: surface", "Row 9: rent"])
    assert words(draw("{% progress job %}", job=failed)).endswith(
        "Nothing was changed. 2 errors so far Row 8: surface Row 9: rent"
    )


def test_a_message_offers_the_way_back():
    said = [Message(constants.SUCCESS, "Saved.", undo_tag("/undo/")), Message(constants.ERROR, "Refused.")]
    assert draw("{% notices %}", messages=said, csrf_token="t") == (
        '<div id="notices" class="notices" aria-live="polite"><div class="notice success" role="status"> '
        '<p>[done]<span>Saved.</span></p> <form method="post" action="/undo/">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="t"><button class="button">[undo]Undo</button></form> '
        '</div> <div class="notice error" role="status"> <p>[late]<span>Refused.</span></p> </div> </div>'
    )
    assert draw("{% notices oob=True %}") == (
        '<div id="notices" class="notices" aria-live="polite" hx-swap-oob="true"></div>'
    )


def test_what_is_saved_is_said_quietly():
    assert draw("{% saved at %}", at=NOW) == '<p id="saved" class="saved" role="status">[check]saved 14:32</p>'
    assert draw("{% saved at oob=True %}", at=None) == (
        '<p id="saved" class="saved" role="status" hx-swap-oob="true"></p>'
    )
