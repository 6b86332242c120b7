"""The pages of homes, openings, files and long work, as their readers use them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from palier.homes import jobs as homes_jobs
from palier.homes.models import Home, StockImport, StockImportPart, Vacancy
from palier.platform.models import JobRun
from palier.platform.text import search_key
from palier.web.homes.import_views import inert
from tests.factories.world import AT, DAY
from tests.homes.files import csv_bytes, home, table

FIELDS = {"free_on": "1/4/2026", "purpose": "lease"}


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def make(world):
    def call(name="A-1", owner="landlord", **fields) -> Home:
        usual = {
            "commune_id": "69388",
            "address": f"{name} rue du Lac",
            "search_key": f" {search_key(name)}",
            "rooms": 3,
        }
        return Home.objects.create(**{"landlord": world.organisations[owner], "internal_id": name} | usual | fields)

    return call


@pytest.fixture
def open_to(world):
    def call(one: Home, state="open_to_agreement") -> Vacancy:
        return Vacancy.objects.create(
            home=one,
            state=state,
            agreement=world.agreement,
            opened_at=AT,
            announced_on=DAY,
            free_on=DAY,
            purpose="lease",
        )

    return call


def opening(world, **changes):
    return FIELDS | {"agreement": world.agreement.id} | changes


# The list


def test_a_landlord_sees_its_stock_and_may_tick_what_is_not_open(make, open_to, signed_in):
    one, two = make("A-1"), make("A-2")
    open_to(two)
    answer = signed_in("allocation_officer").get(reverse("homes"))
    assert answer.status_code == 200
    assert one.address in answer.text
    assert two.address in answer.text
    assert f'value="{one.id}" aria-label' in answer.text
    assert f'value="{two.id}" disabled' in answer.text


def test_a_partner_sees_what_is_open_and_ticks_nothing(make, open_to, signed_in):
    kept, opened = make("A-1"), make("A-2")
    open_to(opened)
    answer = signed_in("adviser").get(reverse("homes"))
    assert opened.address in answer.text
    assert kept.address not in answer.text
    assert "A-2 rue" in answer.text
    assert "checkbox" not in answer.text


@pytest.mark.parametrize("key", ["debt_recovery", "volunteer", "steering", "administrator", "support", "dpo"])
def test_who_does_not_open_homes_is_told(signed_in, key):
    assert signed_in(key).get(reverse("homes")).status_code == 403


def test_filters_live_in_the_address(make, open_to, signed_in):
    one = make("A-1", rooms=2, ceiling="PLUS")
    make("A-2", rooms=3, ceiling="PLAI", commune_id="69266")
    open_to(one)
    client = signed_in("allocation_officer")
    for query in ("q=a-1", "rooms=2", "ceiling=PLUS", "commune=69388", "opened=yes", "q=a-1&rooms=2"):
        answer = client.get(f"{reverse('homes')}?{query}")
        assert [row.id for row in answer.context["page"].object_list] == [one.id], query
    assert client.get(f"{reverse('homes')}?rooms=x&ceiling=PLUS").context["page"].paginator.count == 1
    assert "No home fits" in client.get(f"{reverse('homes')}?q=nothing").text


def test_as_many_queries_for_one_home_as_for_a_hundred(make, open_to, signed_in):
    client, asked = signed_in("allocation_officer"), []
    count = 0
    for wanted in (1, 10, 100):
        while count < wanted:
            open_to(make(f"A-{count}"))
            count += 1
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(reverse("homes")).context["page"].paginator.count == wanted
        asked.append(len(seen))
    assert asked[0] == asked[1] == asked[2]
    assert asked[0] <= 20


def test_the_pager_says_how_many(make, signed_in):
    for number in range(30):
        make(f"A-{number:02d}")
    client = signed_in("allocation_officer")
    assert "1 to 25 of 30" in client.get(reverse("homes")).text
    assert "26 to 30 of 30" in client.get(f"{reverse('homes')}?page=2").text


def test_an_empty_stock_offers_the_first_step(world, signed_in):
    assert reverse("stock_import_new") in signed_in("allocation_officer").get(reverse("homes")).text


def test_an_empty_list_of_a_partner_says_what_will_be_here(world, signed_in):
    assert "No home is open for now" in signed_in("adviser").get(reverse("homes")).text


# A home


def test_a_home_and_its_facts(make, signed_in):
    one = make(
        rent="412.50", surface=62, ceiling="PLUS", financing="13", energy_label="D", occupation="1", past_quota="3"
    )
    answer = signed_in("allocation_officer").get(reverse("home", args=[one.id]))
    assert answer.status_code == 200
    for said in (
        "T3, 62\N{NO-BREAK SPACE}m²",
        "€412.50",
        "PLUS",
        "Open to the agreement",
        "employers and Action Logement",
    ):
        assert said in answer.text, said


def test_what_is_not_known_is_said(make, signed_in):
    one = make(rooms=None)
    assert "To be completed" in signed_in("allocation_officer").get(reverse("home", args=[one.id])).text


def test_a_partner_reads_an_open_home_without_the_landlords_history(make, open_to, signed_in):
    one = make("SECRET-1", address="12 rue du Lac", occupation="1", past_quota="3")
    open_to(one)
    text = signed_in("adviser").get(reverse("home", args=[one.id])).text
    assert "12 rue du Lac" in text
    assert "SECRET-1" not in text
    assert "Action Logement" not in text
    assert reverse("vacancy_open", args=[one.id]) not in text
    assert "Withdraw" not in text


@pytest.mark.parametrize("key", ["adviser", "stranger", "debt_recovery", "social_worker"])
def test_a_home_that_is_not_open_is_missing(make, signed_in, key):
    one = make()
    client = signed_in(key)
    hidden = client.get(reverse("home", args=[one.id]))
    absent = client.get(reverse("home", args=["00000000-0000-4000-8000-000000000000"]))
    assert hidden.status_code == absent.status_code == 404


# Open, withdraw


def test_open_with_three_fields_withdraw_and_undo(make, world, signed_in):
    one, client = make(), signed_in("allocation_officer")
    answer = client.post(reverse("vacancy_open", args=[one.id]), opening(world))
    assert (answer.status_code, answer.url) == (302, reverse("home", args=[one.id]))
    vacancy = Vacancy.objects.get()
    assert (vacancy.state, str(vacancy.free_on), vacancy.charges) == ("open_to_agreement", "2026-04-01", None)
    text = client.get(answer.url).text
    assert reverse("shortlist", args=[vacancy.id]) in text
    assert client.post(reverse("vacancy_withdraw", args=[vacancy.id])).status_code == 422, "a reason is asked"
    answer = client.post(reverse("vacancy_withdraw", args=[vacancy.id]), {"reason": "works"}, follow=True)
    assert reverse("vacancy_step", args=[vacancy.id, "reopen"]) in answer.text
    client.post(reverse("vacancy_reopen", args=[vacancy.id]))
    assert Vacancy.objects.get().state == "open_to_agreement"


def test_the_agreement_that_is_alone_is_not_asked(make, world, signed_in):
    answer = signed_in("allocation_officer").get(reverse("home", args=[make().id]))
    assert answer.context["form"]["agreement"].is_hidden
    assert str(world.agreement.id) in answer.text


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"free_on": ""}, "free_on"),
        ({"free_on": "31/2"}, "free_on"),
        ({"purpose": "sale"}, "purpose"),
        ({"agreement": "x"}, "agreement"),
        ({"charges": "-3"}, "charges"),
        ({"candidates_due_on": "1/1/2026"}, "candidates_due_on"),
    ],
)
def test_what_does_not_fit_keeps_what_was_typed(make, world, signed_in, change, field):
    answer = signed_in("allocation_officer").post(
        reverse("vacancy_open", args=[make().id]), opening(world, charges="98,40") | change
    )
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert change.get("charges", "98,40") in answer.text
    assert not Vacancy.objects.exists()


def test_open_twice_is_a_conflict(make, open_to, world, signed_in):
    one = make()
    open_to(one)
    assert (
        signed_in("allocation_officer").post(reverse("vacancy_open", args=[one.id]), opening(world)).status_code == 409
    )


@pytest.mark.parametrize(("key", "status"), [("committee_secretary", 403), ("adviser", 404), ("stranger", 404)])
def test_who_may_not_open(make, world, signed_in, key, status):
    assert signed_in(key).post(reverse("vacancy_open", args=[make().id]), opening(world)).status_code == status
    assert not Vacancy.objects.exists()


@pytest.mark.parametrize(("key", "status"), [("committee_secretary", 403), ("adviser", 403), ("stranger", 404)])
def test_who_may_not_withdraw(make, open_to, signed_in, key, status):
    vacancy = open_to(make())
    assert signed_in(key).post(reverse("vacancy_withdraw", args=[vacancy.id])).status_code == status
    assert Vacancy.objects.get().state == "open_to_agreement"


def test_several_at_once(make, open_to, world, signed_in):
    homes = [make(f"A-{number}") for number in range(3)]
    open_to(homes[0])
    client = signed_in("allocation_officer")
    ticked = {"home": [str(one.id) for one in homes]}
    asked = client.post(reverse("homes_open"), ticked)
    assert asked.status_code == 200
    assert Vacancy.objects.count() == 1
    assert client.post(reverse("homes_open"), ticked | opening(world, free_on="never")).status_code == 422
    answer = client.post(reverse("homes_open"), ticked | opening(world), follow=True)
    assert "2 homes are open to the agreement." in answer.text
    assert "A-0 rue du Lac – This home is open to the agreement already." in answer.text
    assert Vacancy.objects.filter(state="open_to_agreement").count() == 3


@pytest.mark.parametrize("ticked", [[], ["x"], ["00000000-0000-4000-8000-000000000000"]])
def test_nothing_ticked(world, signed_in, ticked):
    assert signed_in("allocation_officer").post(reverse("homes_open"), {"home": ticked}).status_code == 404


def test_several_of_others(make, open_to, world, signed_in):
    one = make()
    open_to(one)
    answer = signed_in("adviser").post(reverse("homes_open"), {"home": [str(one.id)]} | opening(world))
    assert answer.status_code == 403


def test_left_and_still_there(make, world, signed_in):
    file = StockImport.objects.create(landlord=world.organisations["landlord"], file_name="a.csv", asked_at=AT)
    one, client = make(missing_from=file), signed_in("allocation_officer")
    assert "missing from the last file" in client.get(reverse("homes")).text
    assert "Has this home left the stock?" in client.get(reverse("home", args=[one.id])).text
    client.post(reverse("home_left", args=[one.id]))
    assert client.get(reverse("homes")).context["page"].paginator.count == 0
    client.post(reverse("home_stay", args=[one.id]))
    one.refresh_from_db()
    assert (one.left_on, one.missing_from) == (None, None)


# Files


def send(client, content: bytes, name="rpls.csv", **how):
    return client.post(reverse("stock_import_new"), {"file": SimpleUploadedFile(name, content)}, **how)


def work_off(task) -> None:
    """What the worker would do, here and now."""
    for run in JobRun.objects.filter(state="waiting"):
        found = StockImport.objects.get(job_id=run.id)
        task(job=str(run.id), stock_import=str(found.id))


def test_send_see_apply(world, signed_in):
    client = signed_in("allocation_officer")
    answer = send(client, csv_bytes(table([home(1), home(2)])))
    file = StockImport.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("stock_import", args=[file.id]))
    assert (file.state, file.file_name, file.asked_by) == ("received", "rpls.csv", world.people["allocation_officer"])
    assert "Waiting its turn" in client.get(answer.url).text
    work_off(homes_jobs.check_import)
    file.refresh_from_db()
    assert (file.state, file.counts["new"], Home.objects.count()) == ("checked", 2, 0)
    assert "What would change" in client.get(answer.url).text
    applied = client.post(reverse("stock_import_apply", args=[file.id]))
    run = JobRun.objects.get(kind="homes.apply_import")
    assert applied.url == reverse("job", args=[run.id])
    again = client.post(reverse("stock_import_apply", args=[file.id]))
    assert again.url == applied.url, "asked twice, one job"
    work_off(homes_jobs.apply_import)
    assert Home.objects.filter(landlord=world.organisations["landlord"]).count() == 2
    file.refresh_from_db()
    assert file.state == "applied"
    assert not StockImportPart.objects.exists()
    text = client.get(applied.url).text
    assert reverse("stock_import", args=[file.id]) in text
    assert "What changed" in client.get(reverse("stock_import", args=[file.id])).text
    assert "rpls.csv" in client.get(reverse("stock_imports")).text


def test_a_job_that_runs_twice_does_it_once(world, signed_in):
    client = signed_in("allocation_officer")
    send(client, csv_bytes(table([home(1)])))
    file, run = StockImport.objects.get(), JobRun.objects.get()
    for _ in range(2):
        homes_jobs.check_import(job=str(run.id), stock_import=str(file.id))
    client.post(reverse("stock_import_apply", args=[file.id]))
    run = JobRun.objects.get(kind="homes.apply_import")
    for _ in range(2):
        homes_jobs.apply_import(job=str(run.id), stock_import=str(file.id))
    assert Home.objects.count() == 1


def test_progress_is_told_in_rows(world, signed_in):
    send(signed_in("allocation_officer"), csv_bytes(table([home(number) for number in range(2300)])))
    work_off(homes_jobs.check_import)
    run = JobRun.objects.get()
    assert (run.state, run.done, run.total) == ("done", 2300, 2300)
    assert run.result["new"] == 2300


def test_the_worker_reads_and_applies_under_its_own_role(committed_world, client, as_worker):
    client.force_login(committed_world.people["allocation_officer"])
    send(client, csv_bytes(table([home(1), home(2)])))
    with as_worker():
        work_off(homes_jobs.check_import)
    file = StockImport.objects.get()
    assert file.state == "checked"
    client.post(reverse("stock_import_apply", args=[file.id]))
    with as_worker():
        work_off(homes_jobs.apply_import)
    assert Home.objects.count() == 2
    assert StockImport.objects.get().state == "applied"


def test_a_refused_file_says_why_row_by_row_and_keeps_nothing(world, signed_in):
    client = signed_in("allocation_officer")
    send(client, csv_bytes(table([home(1, DEPCOM="1001"), home(2, LOYERPRINC="=1+1"), home(3)])))
    work_off(homes_jobs.check_import)
    file = StockImport.objects.get()
    assert (file.state, file.counts["refused"]) == ("refused", 2)
    assert not StockImportPart.objects.exists()
    text = client.get(reverse("stock_import", args=[file.id])).text
    assert "Perhaps 01001?" in text
    assert escape("=1+1") in text
    assert client.post(reverse("stock_import_apply", args=[file.id])).status_code == 409


def test_the_errors_as_csv_run_nothing(world, signed_in):
    client = signed_in("allocation_officer")
    send(client, csv_bytes(table([home(1, LOYERPRINC="=1+1"), home(2, NBPIECE="-3")])))
    work_off(homes_jobs.check_import)
    file = StockImport.objects.get()
    answer = client.get(reverse("stock_import_errors", args=[file.id]))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("2;LOYERPRINC;'=1+1;")
    assert lines[2].startswith("3;NBPIECE;'-3;")


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_cells_that_would_run(cell):
    assert inert(cell) == f"'{cell}"
    assert inert("x" + cell) == "x" + cell


def test_a_large_change_is_accepted_by_hand(world, signed_in):
    client = signed_in("allocation_officer")
    for numbers in (range(200), range(100)):
        send(client, csv_bytes(table([home(number) for number in numbers])))
        work_off(homes_jobs.check_import)
        file = StockImport.objects.get(state="checked")
        if numbers == range(200):
            client.post(reverse("stock_import_apply", args=[file.id]))
            work_off(homes_jobs.apply_import)
    assert "More than a fifth" in client.get(reverse("stock_import", args=[file.id])).text
    assert client.post(reverse("stock_import_apply", args=[file.id])).status_code == 422
    client.post(reverse("stock_import_apply", args=[file.id]), {"accept_large_change": "on"})
    run = JobRun.objects.get(kind="homes.apply_import", state="waiting")
    homes_jobs.apply_import(job=str(run.id), stock_import=str(file.id), accept_large_change=True)
    assert Home.objects.exclude(missing_from=None).count() == 100


def test_a_file_given_up_is_forgotten(world, signed_in):
    client = signed_in("allocation_officer")
    send(client, csv_bytes(table([home(1)])))
    work_off(homes_jobs.check_import)
    file = StockImport.objects.get()
    client.post(reverse("stock_import_drop", args=[file.id]))
    file.refresh_from_db()
    assert file.state == "dropped"
    assert not StockImportPart.objects.exists()
    assert client.post(reverse("stock_import_drop", args=[file.id])).status_code == 409


def test_a_file_beyond_the_most_points_at_the_command(world, signed_in, settings):
    settings.IMPORT_MAX_MEGABYTES = 0
    answer = send(signed_in("allocation_officer"), b"x")
    assert answer.status_code == 422
    assert "palier import-stock" in answer.text
    assert not StockImport.objects.exists()


@pytest.mark.parametrize("content", [None, b""])
def test_no_file(world, signed_in, content):
    client = signed_in("allocation_officer")
    answer = send(client, content) if content is not None else client.post(reverse("stock_import_new"))
    assert answer.status_code == 422


@pytest.mark.parametrize(("key", "status"), [("committee_secretary", 403), ("adviser", 403), ("steering", 403)])
def test_who_does_not_bring_in_files(world, signed_in, key, status):
    client = signed_in(key)
    assert client.get(reverse("stock_imports")).status_code == status
    assert client.get(reverse("stock_import_new")).status_code == status
    assert send(client, b"x").status_code == status


def test_the_files_of_others_are_missing(world, signed_in):
    file = StockImport.objects.create(landlord=world.organisations["landlord"], file_name="a.csv", asked_at=AT)
    for key in ("adviser", "stranger", "debt_recovery"):
        client = signed_in(key)
        for name in ("stock_import", "stock_import_errors"):
            assert client.get(reverse(name, args=[file.id])).status_code == 404
        for name in ("stock_import_apply", "stock_import_drop"):
            assert client.post(reverse(name, args=[file.id])).status_code == 404


def test_a_colleague_without_the_role_does_not_read_the_files(world, signed_in):
    file = StockImport.objects.create(landlord=world.organisations["landlord"], file_name="a.csv", asked_at=AT)
    assert signed_in("committee_secretary").get(reverse("stock_import", args=[file.id])).status_code == 403


# Long work


def test_the_page_of_long_work_and_its_component(world, signed_in):
    client = signed_in("allocation_officer")
    send(client, csv_bytes(table([home(1)])))
    run = JobRun.objects.get()
    page = client.get(reverse("job", args=[run.id]))
    assert "Read rpls.csv" in page.text
    assert "Allocation_Officer Person" in page.text
    fragment = client.get(reverse("job", args=[run.id]), headers={"HX-Request": "true"})
    assert "<html" not in fragment.text
    assert f'hx-get="{reverse("job", args=[run.id])}"' in fragment.text
    client.post(reverse("job_stop", args=[run.id]))
    run.refresh_from_db()
    assert run.stop_asked
    homes_jobs.check_import(job=str(run.id), stock_import=str(StockImport.objects.get().id))
    run.refresh_from_db()
    assert (run.state, StockImport.objects.get().state) == ("stopped", "received")
    over = client.get(reverse("job", args=[run.id]), headers={"HX-Request": "true"})
    assert "hx-get" not in over.text


@pytest.mark.parametrize("key", ["adviser", "stranger", "landlord_adviser"])
def test_the_work_of_another_service_is_missing(world, client, key):
    client.force_login(world.people["allocation_officer"])
    send(client, csv_bytes(table([home(1)])))
    run = JobRun.objects.get()
    client.force_login(world.people[key])
    assert client.get(reverse("job", args=[run.id])).status_code == 404
    assert client.post(reverse("job_stop", args=[run.id])).status_code == 404
