"""The pages of a follow-up table, from its sending to its report, as an adviser uses them."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from palier.cases import jobs as cases_jobs
from palier.cases.follow_up.models import FollowUpFile
from palier.cases.models import Case, Wish
from palier.platform.context import acting
from palier.platform.models import Event, JobRun
from tests.cases.follow_up.tables import ROW, bring, checked, receive, row, table_bytes
from tests.factories.world import AT
from tests.queries import asked

NO_NAME = "No name can be read: a household has at least one."


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"


def send(client, content: bytes, name: str = "suivi.csv"):
    return client.post(reverse("follow_up_new"), {"file": SimpleUploadedFile(name, content)})


def made(world, content: bytes) -> FollowUpFile:
    with to_adviser(world) as adviser:
        return checked(world, adviser, content)


def work_off(task) -> None:
    """What the worker would do, here and now."""
    for run in JobRun.objects.filter(kind=task.name, state="waiting"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT args::text FROM procrastinate_jobs WHERE args->>'job' = %s", [str(run.id)])
            task(**json.loads(cursor.fetchone()[0]))


def to_adviser(world):
    """The block sees what the adviser sees: behind the walls nobody sees nothing."""
    return acting(world.actor("adviser"))


def test_a_table_goes_from_its_file_to_cases(world, signed_in):
    client = signed_in("adviser")
    sent = send(client, table_bytes(ROW, row(2, c5="Vénissieu")))
    columns = client.get(sent.url)
    assert sent.url.endswith("/columns/")
    assert "BENALI Nadia" in columns.text
    form = columns.context["form"]
    words = client.post(sent.url, {name: form[name].initial for name in form.fields} | {"origin": "partner"})
    form = client.get(words.url).context["form"]
    assert {form[name].label: form[name].initial for name in form.fields} == {
        "hébergée chez ses parents": "hosted_by_family",
        "séparation": "separation",
        "impayés": "rent_arrears",
        "Villeurbanne": "Villeurbanne (69)",
        "Vénissieu": "Vénissieux (69)",
    }
    look = client.post(words.url, {name: form[name].initial for name in form.fields})
    assert "Bring in 2 households" in client.get(look.url).text
    run = client.post(f"{look.url}bring/")
    work_off(cases_jobs.bring_follow_up)
    assert look.url in client.get(run.url).text
    with to_adviser(world):
        found = list(Case.objects.values_list("id", "origin"))
        assert {origin for _id, origin in found} == {"partner"}
        assert sorted(Wish.objects.values_list("commune_id", flat=True)) == ["69259", "69266"]
    report = client.get(look.url).text
    assert "What was brought in" in report
    assert all(f"/cases/{case}/" in report for case, _origin in found)
    assert "The information notice is still to be given." in client.get(reverse("case", args=[found[0][0]])).text
    sharing, given = reverse("case_sharing", args=[found[0][0]]), reverse("case_inform", args=[found[0][0]])
    assert given in client.get(sharing).text
    assert client.post(given, {"informed": "oral"}).url == sharing
    assert given not in client.get(sharing).text


def test_a_recognised_table_is_looked_at_at_once(world, signed_in):
    made(world, table_bytes(row(1)))
    sent = send(signed_in("adviser"), table_bytes(row(2)))
    with to_adviser(world):
        assert list(FollowUpFile.objects.values_list("state", flat=True)) == ["checked", "checked"]
    assert "/columns/" not in sent.url


def test_a_column_said_twice_is_told_beside_it(world, signed_in):
    client = signed_in("adviser")
    url = send(client, table_bytes(ROW)).url
    form = client.get(url).context["form"]
    said = {name: form[name].initial for name in form.fields} | {"origin": "self", "column_6": "phone"}
    answer = client.post(url, said)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["column_6"])


def test_an_unknown_commune_is_told_beside_its_word(world, signed_in):
    file = made(world, table_bytes(row(1, c5="Nulle part")))
    client = signed_in("adviser")
    url = reverse("follow_up_words", args=[file.id])
    form = client.get(url).context["form"]
    said = {name: form[name].initial for name in form.fields}
    assert client.post(url, said).status_code == 302
    answer = client.post(url, said | {"word_5_0": "Nowhere"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["word_5_0"])


def test_what_is_no_table_is_told_by_its_field(world, signed_in):
    answer = send(signed_in("adviser"), b"%PDF-1.4")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])


def test_a_suspected_household_is_ticked_on_the_page(world, signed_in):
    world.case(last_name="Menage1", first_name="Nadia")
    file = made(world, table_bytes(row(1), row(2)))
    client = signed_in("adviser")
    page = client.get(reverse("follow_up_file", args=[file.id]))
    assert 'name="row" value="2"' in page.text
    client.post(reverse("follow_up_bring", args=[file.id]), {"row": ["2", "x"]})
    work_off(cases_jobs.bring_follow_up)
    with to_adviser(world):
        assert (Case.objects.count(), FollowUpFile.objects.get().counts["brought"]) == (3, 2)


def test_bringing_in_twice_by_two_clicks_is_one_job_and_running_it_twice_writes_once(world, signed_in):
    file = made(world, table_bytes(row(1)))
    client = signed_in("adviser")
    url = reverse("follow_up_bring", args=[file.id])
    assert client.post(url).url == client.post(url).url
    for _ in range(2):
        cases_jobs.bring_follow_up(job=str(JobRun.objects.get().id), file=str(file.id))
    with to_adviser(world):
        assert (Case.objects.count(), JobRun.objects.get().result["brought"]) == (1, 1)


def test_the_refused_lines_are_downloaded_under_their_own_headers(world, signed_in):
    file = made(world, table_bytes(row(1, c0="", c1="+33 6 39 98 00 01"), row(2)))
    client = signed_in("adviser")
    url = reverse("follow_up_refused", args=[file.id])
    before = [line.split(";") for line in client.get(url).content.decode("utf-8-sig").splitlines()]
    assert [line[:3] + line[5:] for line in before] == [
        ["Téléphone", "Date de réception", "Situation logement", "Observations", "row", "what is wrong"],
        ["'+33 6 39 98 00 01", "12/03/2024", "hébergée chez ses parents", "dort dans le salon", "2", NO_NAME],
    ]
    with to_adviser(world) as adviser:
        bring(adviser, file)
    after = client.get(url).content.decode("utf-8-sig").splitlines()
    assert [line.split(";") for line in after] == before


def test_a_table_that_is_given_up_is_forgotten(world, signed_in):
    file = made(world, table_bytes(row(1)))
    answer = signed_in("adviser").post(reverse("follow_up_drop", args=[file.id]), follow=True)
    assert "The table is given up" in answer.text
    with to_adviser(world):
        file.refresh_from_db()
        assert (file.state, file.content) == ("dropped", None)


def test_a_table_tells_no_name_in_its_events(world, signed_in):
    file = made(world, table_bytes(ROW))
    with to_adviser(world) as adviser:
        bring(adviser, file)
        told = " ".join(f"{event.kind} {event.reason} {event.changes}" for event in Event.objects.all())
    assert "follow_up.applied" in told
    assert "BENALI" not in told


def test_the_empty_list_says_what_will_be_here_and_the_caseload_leads_to_it(world, signed_in):
    client = signed_in("adviser")
    assert "No table yet" in client.get(reverse("follow_up_files")).text
    assert reverse("follow_up_files") in client.get(reverse("cases")).text


@pytest.mark.parametrize("page", ["file", "columns", "words"])
def test_a_page_asks_as_much_for_one_line_as_for_a_hundred(world, signed_in, page):
    client, questions = signed_in("adviser"), set()
    for size in (1, 10, 100):
        rows = [row(number, c3=f"mot {number % 30}", c0=f"M{number} X") for number in range(size)]
        file = made(world, table_bytes(*rows))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(f"follow_up_{page}", args=[file.id])).status_code == 200
        questions.add(asked(captured))
    assert len(questions) == 1
    assert questions.pop() <= 22


def test_the_report_asks_as_much_for_one_line_as_for_ten(world, signed_in):
    client, questions = signed_in("adviser"), set()
    for size in (1, 10):
        file = made(world, table_bytes(*(row(number, c0=f"M{size} {number}") for number in range(size))))
        with to_adviser(world) as adviser:
            bring(adviser, file, wanted=range(2, 12))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("follow_up_file", args=[file.id])).status_code == 200
        questions.add(asked(captured))
    assert len(questions) == 1


def test_the_list_asks_as_much_for_one_table_as_for_ten(world, signed_in):
    client, questions = signed_in("adviser"), set()
    for start, end in ((0, 1), (1, 10)):
        for number in range(start, end):
            with to_adviser(world) as adviser:
                receive(adviser, table_bytes(row(number)))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("follow_up_files")).context["page"].paginator.count == end
        questions.add(asked(captured))
    assert len(questions) == 1


def test_the_worker_brings_in_and_forgets_under_its_own_role(committed_world, client, as_worker):
    client.cookies["django_language"] = "en"
    client.force_login(committed_world.people["adviser"])
    actor = committed_world.actor("adviser")
    with transaction.atomic(), acting(actor):
        file = checked(committed_world, actor, table_bytes(row(1)))
    client.post(reverse("follow_up_bring", args=[file.id]))
    with as_worker():
        work_off(cases_jobs.bring_follow_up)
        forgetting = {"file": str(file.id), "service": str(actor.service), "organisation": str(actor.organisation)}
        cases_jobs.forget_follow_up(**forgetting)
    with transaction.atomic(), acting(actor):
        found = FollowUpFile.objects.get()
        assert (found.state, found.report, Case.objects.count()) == ("applied", {}, 1)
        assert Event.objects.filter(kind="follow_up.forgotten", system="forgetting", at=AT).count() == 1
