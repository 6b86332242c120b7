"""What each reader of the figures is shown, and what nobody is."""

import re
from datetime import date
from io import BytesIO

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from palier.platform import clock
from tests.factories.reports import a_count
from tests.factories.world import AT, PEOPLE
from tests.queries import asked


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def cases_in(answer) -> int:
    return len(re.findall(r'href="/cases/[0-9a-f-]{36}/"', answer.content.decode()))


def test_the_coordinator_reads_promises_facts_and_the_cases_behind(counted, report, browser_of):
    with clock.frozen(AT):
        browser = browser_of("coordinator")
        assert browser.get(reverse("figures", args=[counted.agreement.id])).url == reverse("report", args=[report.id])
        page = browser.get(reverse("report", args=[report.id]))
        behind = reverse("report_behind", args=[report.id, "indicator", "requests_received"])
        assert page.status_code == 200
        assert "Ninety homes" in text_of(page)
        assert behind in text_of(page)
        listed = browser.get(behind)
        assert listed.status_code == 200
        assert cases_in(listed) == 3
        waiting = browser.get(reverse("report_behind", args=[report.id, "waiting", "partner"]))
        assert cases_in(waiting) == 1


def test_the_steering_committee_reads_the_same_figures_and_no_list(counted, report, browser_of):
    with clock.frozen(AT):
        browser = browser_of("steering")
        page = browser.get(reverse("report", args=[report.id]))
        assert page.status_code == 200
        assert "behind" not in text_of(page)
        refused = browser.get(reverse("report_behind", args=[report.id, "indicator", "requests_received"]))
        assert refused.status_code == 403


def test_the_page_asks_as_much_of_three_cases_as_of_ten(counted, report, browser_of, as_worker):
    with clock.frozen(AT):
        browser = browser_of("coordinator")
        pages = [
            reverse("report", args=[report.id]),
            reverse("report_behind", args=[report.id, "indicator", "requests_received"]),
        ]

        def queries() -> list[int]:
            found = []
            for page in pages:
                browser.get(page)
                with CaptureQueriesContext(connection) as captured:
                    assert browser.get(page).status_code == 200
                found.append(asked(captured))
            return found

        before = queries()
        with transaction.atomic():
            for _ in range(7):
                counted.case()
        a_count(counted, as_worker)
        assert queries() == before


def test_a_frozen_report_says_so_and_is_frozen_once(counted, report, browser_of):
    with clock.frozen(AT):
        browser = browser_of("coordinator")
        address = reverse("report", args=[report.id])
        for said in ("Frozen: these figures stay as they are.", "This report is frozen already"):
            answer = browser.post(reverse("report_freeze", args=[report.id]), follow=True)
            assert said in text_of(answer)
        assert "they no longer change" in text_of(browser.get(address))
        assert "Freeze these figures" not in text_of(browser.get(address))


def test_workbook_and_paper_say_the_figures_of_the_page(counted, report, browser_of):
    with clock.frozen(AT):
        browser = browser_of("steering")
        answers = [browser.get(reverse(name, args=[report.id])) for name in ("report_workbook", "report_paper")]
    sheets = CalamineWorkbook.from_filelike(BytesIO(answers[0].content))
    assert len(sheets.sheet_names) == 7
    rows = [row for name in sheets.sheet_names for row in sheets.get_sheet_by_name(name).to_python()]
    assert ["Ninety homes", "landlord of the tests", 90.0, 1.0, 0.011, date(2027, 12, 31)] in rows
    assert ["Lease", "", ""] not in rows
    said = {row[0]: row[1] for row in rows if len(row) > 1}
    assert (said["Requests received"], said["Own lease"], said["A partner"]) == (3, 1, 1)
    assert said["Hosted by somebody else"] == "hidden"
    pages = PdfReader(BytesIO(answers[1].content)).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "Figures from 1 January 2026 to 31 December 2026" in text
    assert "Ninety homes" in text
    assert {answer["Content-Disposition"] for answer in answers} == {
        'attachment; filename="2026-01-01-2026-03-12.xlsx"',
        'attachment; filename="2026-01-01-2026-03-12.pdf"',
    }


def test_pages_of_a_report_open_for_three_roles_of_the_parties_and_no_other(counted, report, browser_of):
    with clock.frozen(AT):
        opened = {key: browser_of(key).get(reverse("report", args=[report.id])).status_code for key in PEOPLE}
    readers = {"coordinator", "steering", "team_lead"}
    assert opened == {key: 404 if key == "stranger" else 200 if key in readers else 403 for key in PEOPLE}
