"""The pages of a landlord's notices, as its officer uses them: send, look, apply, once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from palier.homes.models import Home, NoticeFile, Vacancy
from palier.web.homes.forms import MEGABYTE, NOTICES_MEGABYTES
from tests.factories.homes import a_home
from tests.homes.notices import notice, notices_bytes
from tests.queries import asked


@pytest.fixture
def officer(world, signed_in):
    found = signed_in("allocation_officer")
    found.cookies["django_language"] = "en"
    return found


def stock(world, numbers) -> None:
    for number in numbers:
        a_home(world, internal_id=f"A-{number:04d}")


def send(officer, content: bytes, name: str = "notices.csv"):
    return officer.post(reverse("notice_file_new"), {"file": SimpleUploadedFile(name, content)})


def file() -> NoticeFile:
    return NoticeFile.objects.get()


def test_send_look_apply(world, officer):
    stock(world, (1, 2))
    answer = send(officer, notices_bytes(notice(1), notice(2), notice(9)))
    assert (answer.status_code, answer.url) == (302, reverse("notice_file", args=[file().id]))
    page = officer.get(answer.url)
    assert [(row.cells[1], row.cells[3].label) for row in page.context["table"].rows] == [
        ("A-0001", "announced"),
        ("A-0002", "announced"),
        ("A-0009", "not in the stock, left aside"),
    ]
    assert [fact.value for fact in page.context["counts"]] == [3, 2, 0, 0, 1, 0]
    assert "What would be announced" in page.text
    assert not Vacancy.objects.exists()
    assert officer.post(reverse("notice_file_apply", args=[file().id])).status_code == 302
    assert "What was announced" in officer.get(answer.url).text
    assert list(Vacancy.objects.order_by("home__internal_id").values_list("home__internal_id", "state")) == [
        ("A-0001", "directed"),
        ("A-0002", "directed"),
    ]
    assert (file().state, file().content) == ("applied", None)
    assert "notices.csv" in officer.get(reverse("notice_files")).text


def test_applied_twice_and_sent_twice_is_once(world, officer):
    stock(world, (1,))
    content = notices_bytes(notice(1))
    assert send(officer, content).url == send(officer, content).url, "sent twice before it is applied, one file"
    for _ in range(2):
        assert officer.post(reverse("notice_file_apply", args=[file().id])).status_code == 302
    assert Vacancy.objects.count() == 1
    page = officer.get(send(officer, content).url)
    assert "This file says nothing new." in page.text
    assert reverse("notice_file_apply", args=[page.context["file"].id]) not in page.text
    assert Vacancy.objects.count() == 1


def test_refusals_are_shown_row_by_row_and_nothing_is_announced(world, officer):
    stock(world, (1, 2))
    wrong = [notice(1), notice(2, LIBRE_LE="1/5/26", CHARGES="98,40 €"), notice(1)]
    page = officer.get(send(officer, notices_bytes(*wrong)).url)
    assert [row.cells for row in page.context["faults"].rows] == [
        [3, "LIBRE_LE", "1/5/26", "This is not a day: 31/01/2026 is expected. Perhaps 01/05/2026?"],
        [3, "CHARGES", "98,40 €", "This is not an amount: 412,50 or 412.50 is expected. Perhaps 98,40?"],
        [4, "IDENT_INT", "A-0001", "This reference stands on row 2 already."],
    ]
    assert "Nothing was announced: correct the file and bring it in again." in page.text
    assert (file().state, file().content, page.context["may_apply"]) == ("refused", None, False)
    assert officer.post(reverse("notice_file_apply", args=[file().id])).status_code == 409
    assert not Vacancy.objects.exists()


def test_a_home_that_left_meanwhile_is_told_and_nothing_is_announced(world, officer):
    stock(world, (1, 2))
    send(officer, notices_bytes(notice(1), notice(2)))
    Home.objects.filter(internal_id="A-0002").update(left_on="2026-03-01")
    told = officer.post(reverse("notice_file_apply", args=[file().id]), follow=True)
    assert "nothing was announced" in told.text
    assert "This home has left the stock." in told.text
    assert not Vacancy.objects.exists()


def test_given_up_is_forgotten(world, officer):
    stock(world, (1,))
    send(officer, notices_bytes(notice(1)))
    officer.post(reverse("notice_file_drop", args=[file().id]))
    assert (file().state, file().content) == ("dropped", None)
    assert officer.post(reverse("notice_file_apply", args=[file().id])).status_code == 409


@pytest.mark.parametrize("content", [None, b"", b"x" * (NOTICES_MEGABYTES * MEGABYTE + 1)])
def test_no_file_or_one_that_is_no_list(world, officer, content):
    answer = officer.post(reverse("notice_file_new")) if content is None else send(officer, content)
    assert (answer.status_code, NoticeFile.objects.exists()) == (422, False)


@pytest.mark.parametrize(("key", "status"), [("committee_secretary", 403), ("adviser", 403), ("rental_manager", 404)])
def test_who_does_not_apply_them(world, officer, signed_in, key, status):
    stock(world, (1,))
    send(officer, notices_bytes(notice(1)))
    other = signed_in(key)
    page = reverse("notice_file", args=[file().id])
    assert [other.get(page).status_code, other.post(f"{page}apply/").status_code] == [status, status]
    assert not Vacancy.objects.exists()


def test_as_many_questions_for_one_row_as_for_a_hundred(world, officer):
    stock(world, range(111))
    counts, sent = [], 0
    for rows in (1, 10, 100):
        content = notices_bytes(*(notice(number) for number in range(sent, sent + rows)))
        sent += rows
        with CaptureQueriesContext(connection) as reading:
            page = send(officer, content).url
        with CaptureQueriesContext(connection) as looking:
            assert len(officer.get(page).context["page"].paginator.object_list) == rows
        counts.append((asked(reading), asked(looking)))
    assert counts[0] == counts[1] == counts[2]


def test_as_many_questions_for_one_list_as_for_a_page_of_them(world, officer):
    counts = []
    for wanted in (1, 10, 25):
        for number in range(NoticeFile.objects.count(), wanted):
            send(officer, notices_bytes(notice(number)), f"{number}.csv")
        with CaptureQueriesContext(connection) as listed:
            assert officer.get(reverse("notice_files")).context["page"].paginator.count == wanted
        counts.append(asked(listed))
    assert counts[0] == counts[1] == counts[2]
