"""Letters made from a case: what they say, who may make and read them, and that they stay as they left."""

import hashlib
import io
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from palier.candidacies.enums import DecisionReason
from palier.cases.closing import close_case
from palier.cases.enums import PaperKind
from palier.cases.models import Person
from palier.cases.papers import ask_for, mark_seen
from palier.messaging.enums import LetterKind
from palier.messaging.letters.kinds import KINDS, offered
from palier.messaging.letters.services import TEMPLATES, draft, get_letter, letters_of, make_letter
from palier.messaging.models import Letter
from palier.organisations.letterheads import Heading, write_letterhead
from palier.platform import clock
from palier.platform.context import acting
from palier.platform.errors import Missing, Refused
from palier.platform.models import Event
from palier.support.services import accept
from palier.tenancies import reviews
from palier.tenancies.models import Readiness
from tests.factories.candidacies import a_candidacy, advance, an_outcome
from tests.factories.homes import an_opening
from tests.factories.readiness import signed
from tests.factories.slides import ASKED, accepted, asked, reviewed
from tests.factories.slides import at as slide_day
from tests.factories.support import a_mandate
from tests.factories.tenancies import a_request, a_review, a_sublease, an_occupancy
from tests.factories.world import AT, DAY


def make(world, case, kind, *, about=None, key="adviser", at=AT) -> Letter:
    with clock.frozen(at), acting(world.actor(key)) as actor:
        return make_letter(actor=actor, case_id=case.id, kind=kind, about=about or case.id, at=at)


def text_of(content: bytes) -> str:
    """All pages, white space as one space: lines break where the page wants."""
    pages = PdfReader(io.BytesIO(content)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def offers(world, case, key="adviser") -> list[tuple[str, object]]:
    with acting(world.actor(key)) as actor:
        case.refresh_from_db()
        return [(kind.value, subject.id) for kind, subject in offered(actor, case)]


# --- what they say


def test_the_candidate_sheet_says_the_facts_in_french_and_leaves_open_what_is_not_known(world):
    text = text_of(make(world, world.case(), "candidate_sheet").content)
    said = ("Nom Benali", "Boulangerie du Parc", "Le 12 mars 2026", "Date de naissance ....", "version 1")
    assert [words for words in said if words not in text] == []


def test_the_closing_letter_says_where_one_was_sent_and_not_why_we_closed(world):
    case = world.case()
    assert ("closing", case.id) not in offers(world, case)
    said = {"version": 1, "outcome": "referred_to", "reason": "Never answers.", "sent_to": "la Maison *Rodin* #eval(1)"}
    with acting(world.actor("adviser")) as actor:
        close_case(actor=actor, case_id=case.id, at=AT, **said)
    text = text_of(make(world, case, "closing").content)
    assert "À l’attention de Nadia BENALI" in text
    # As it was typed: nothing of it is markup.
    assert "vers : la Maison *Rodin* #eval(1)." in text
    assert "Never answers" not in text


def test_an_order_of_support_and_its_acceptance_are_made_by_the_service_that_wrote_them(world):
    case = world.case(authorised=(world.services["support"].id,))
    mandate = a_mandate(world, case)
    assert ("mandate_order", mandate.id) in offers(world, case)
    assert offers(world, case, "social_worker") == []
    with acting(world.actor("social_worker")) as worker:
        accept(actor=worker, mandate_id=mandate.id, starts_on=DAY, at=AT)
    order = text_of(make(world, case, "mandate_order", about=mandate.id).content)
    assert "A first budget, then a sub-lease." in order
    assert "Durée 8 mois" in order
    assert offers(world, case, "social_worker") == [("mandate_acceptance", mandate.id)]
    letter = make(world, case, "mandate_acceptance", about=mandate.id, key="social_worker")
    assert "Au (dernier jour) 11 novembre 2026" in text_of(letter.content)


def test_a_letter_carries_the_letterhead_of_its_makers_organisation(world):
    case = world.case()
    heading = Heading(name="ALS Rhône", address="1 rue du Test\n69003 Lyon", phone="04 00 00 00 00", footer="SIREN 1")
    with acting(world.actor("administrator")) as actor:
        write_letterhead(actor=actor, heading=heading)
    text = text_of(make(world, case, "candidate_sheet").content)
    assert text.startswith("ALS Rhône 1 rue du Test 69003 Lyon Tél. 04 00 00 00 00 ")
    assert "SIREN 1 Dossier" in text
    with acting(world.actor("adviser")) as actor, pytest.raises(Refused):
        write_letterhead(actor=actor, heading=heading)


def test_a_letter_is_tagged_and_tells_nobodys_name_outside_its_pages(world):
    case = world.case()
    pdf = PdfReader(io.BytesIO(make(world, case, "candidate_sheet").content))
    root = pdf.trailer["/Root"]
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, "fr-FR")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert pdf.metadata.title == f"Fiche candidat – dossier {case.reference}"
    assert pdf.metadata.author == "housing_body of the tests"


# --- versions


def test_made_again_it_is_the_same_letter_until_a_fact_changes(world):
    case = world.case()
    first = make(world, case, "candidate_sheet")
    assert make(world, case, "candidate_sheet", at=AT + timedelta(hours=1)).id == first.id
    with acting(world.actor("adviser")):
        Person.objects.filter(case=case, kind="applicant").update(first_name="Nadine")
    second = make(world, case, "candidate_sheet")
    assert (first.version, second.version) == (1, 2)
    assert "Prénom Nadine" in text_of(second.content)
    with acting(world.actor("adviser")) as actor:
        assert "Prénom Nadia" in text_of(bytes(get_letter(actor, first.id).content))
        assert Event.objects.filter(kind="letter.made").count() == 2


def test_what_is_kept_is_what_left_and_nobody_changes_it(world):
    case = world.case()
    letter = make(world, case, "candidate_sheet")
    with acting(world.actor("adviser")):
        kept = Letter.objects.get()
        assert hashlib.sha256(bytes(kept.content)).hexdigest() == kept.digest == letter.digest
        assert Letter.objects.update(version=9) == 0
        assert Letter.objects.all().delete()[0] == 0


def test_the_database_refuses_two_letters_of_one_version(world):
    make(world, world.case(), "candidate_sheet")
    with acting(world.actor("adviser")):
        again = Letter.objects.get()
        again.pk, again._state.adding = None, True
        again.id = Letter._meta.pk.get_default()
        with pytest.raises(DatabaseError), transaction.atomic():
            again.save(force_insert=True)


def test_a_draft_says_so_and_is_kept_nowhere(world):
    case = world.case()
    with acting(world.actor("adviser")) as actor:
        text = text_of(draft(actor=actor, case_id=case.id, kind="candidate_sheet", about=case.id, on=DAY))
        assert ("PROJET" in text, "projet, non enregistré" in text, Letter.objects.count()) == (True, True, 0)


# --- who


def test_who_follows_the_file_reads_its_letters_and_nobody_else(world):
    case = world.case(authorised=(world.services["support"].id,))
    letter = make(world, case, "candidate_sheet")
    for key, seen in {"social_worker": 1, "coordinator": 0, "stranger": 0, "allocation_officer": 0}.items():
        with acting(world.actor(key)) as actor:
            assert (letters_of(actor, case).count(), Letter.objects.count()) == (seen, seen), key
            if not seen:
                with pytest.raises(Missing):
                    get_letter(actor, letter.id)


@pytest.mark.parametrize("kind", ["closing", "mandate_order", "none_such"])
def test_what_is_not_offered_is_not_made(world, kind):
    with pytest.raises(Missing):
        make(world, world.case(), kind)


def test_a_letter_is_made_seen_and_taken_from_the_tab_of_documents(world, signed_in):
    case, client = world.case(), signed_in("adviser")
    client.cookies["django_language"] = "en"
    page = client.get(reverse("case_documents", args=[case.id])).context
    assert [offer.label for offer in page["offers"]] == ["Candidate sheet (CALEOL)"]
    seen = client.get(page["offers"][0].draft)
    assert (seen["Content-Type"], seen["Content-Disposition"]) == ("application/pdf", "inline")
    made = client.post(page["offers"][0].make, follow=True)
    row = made.context["letters"].rows[0]
    taken = client.get(row.cells[0].url)
    assert taken["Content-Disposition"] == f'attachment; filename="{case.reference}-candidate_sheet-v1.pdf"'
    assert taken.content.startswith(b"%PDF-")


# --- the templates


def test_every_kind_has_its_template_and_no_template_asks_anything_of_a_network():
    assert set(KINDS) == set(LetterKind)
    sources = {path.stem: path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.typ")}
    assert set(sources) - {"frame"} == {kind.value for kind in LetterKind}
    assert [name for name, source in sources.items() if re.search(r'"@|eval\(', source)] == []


# --- what is signed to live somewhere


@pytest.fixture
def sublet(world):
    case = world.case(authorised=(world.services["support"].id,))
    return case, a_sublease(world, case)


def test_a_contract_of_occupation_says_the_notices_of_the_law_of_its_day(world):
    case = world.case()
    tenancy = an_occupancy(world, case, deposit=Decimal(460), instalments=23)
    letter = make(world, case, "contract_of_occupation", about=tenancy.id)
    text = text_of(letter.content)
    for words in (
        "Entre association of the tests, qui gère la résidence, et Nadia BENALI",
        "Le contrat commence le 12 mars 2026. Il dure un mois",
        "Redevance par mois 412,50 €",
        "Dépôt de garantie 460,00 € Payé en 23 fois",
        "en prévenant 8 jours à l’avance",
    ):
        assert words in text, words
    assert letter.audience == "tenancy"


def test_a_sublease_says_its_review_and_the_three_sign_the_agreement(world, sublet):
    case, tenancy = sublet
    text = text_of(make(world, case, "sublease", about=tenancy.id).content)
    for words in (
        "Elle le sous-loue au sous-locataire",
        "après attribution par la CALEOL du 5 mars 2026",
        "la première période se termine le 12 septembre 2026",
        "valable jusqu’au : 11 mars 2027",
    ):
        assert words in text, words
    three = text_of(make(world, case, "tripartite_agreement", about=tenancy.id).content)
    assert "Préfet informé au plus tard le 12 juillet 2026" in three
    assert three.count("Le 12 mars 2026, signature") == 3


def test_who_lets_prepares_the_papers_of_a_home_with_the_names_that_its_title_has(world, sublet):
    case, tenancy = sublet
    with acting(world.actor("rental_manager")) as actor:
        found = [kind.value for kind, _subject in offered(actor, case)]
        assert found == ["sublease", "tripartite_agreement", "review_record"]
    text = text_of(make(world, case, "sublease", about=tenancy.id, key="rental_manager").content)
    assert "locataire principale, et BENALI Nadia" in text


def test_a_review_is_recorded_by_the_three_and_the_landlord_alone_tells_the_prefet(world, sublet):
    case, tenancy = sublet
    text = text_of(make(world, case, "review_record", about=tenancy.id).content)
    assert "pour la période qui se termine le 12 septembre 2026" in text
    assert text.count("une période de plus") == 3
    assert ("prefect_statement", tenancy.id) not in offers(world, case)
    told = text_of(make(world, case, "prefect_statement", about=tenancy.id, key="landlord_adviser").content)
    assert told.startswith("landlord of the tests À l’attention de Monsieur le préfet")
    assert "au plus tard le 12 juillet 2026" in told


def test_a_late_letter_to_the_prefet_names_the_period_it_is_awaited_for(world, sublet):
    """Reviewed eight days after the last day to tell him, and told later still: the next period waits its turn."""
    case, tenancy = sublet
    a_review(world, tenancy, date(2026, 7, 20))
    late = AT.replace(month=7, day=25)
    said = {"about": tenancy.id, "key": "landlord_adviser"}
    told = text_of(make(world, case, "prefect_statement", at=late, **said).content)
    assert "se termine le 12 septembre 2026" in told
    assert "au plus tard le 12 juillet 2026" in told
    with acting(world.actor("landlord_adviser"), now=late) as adviser:
        reviews.tell_prefet(actor=adviser, tenancy_id=tenancy.id, told_on=late.date(), proposes_lease=True, at=late)
    coming = text_of(make(world, case, "prefect_statement", at=late, **said).content)
    assert "se termine le 12 mars 2027" in coming
    assert "au plus tard le 12 janvier 2027" in coming


def test_who_lets_the_home_finds_its_papers_and_not_the_files(world, sublet, signed_in):
    page = signed_in("rental_manager").get(reverse("case_documents", args=[sublet[0].id]))
    assert (len(page.context["offers"]), "papers" in page.context) == (3, False)


# --- papers


def test_the_papers_to_send_are_those_asked_for_that_have_not_come(world):
    case = world.case()
    assert [kind for kind, _about in offers(world, case)] == ["candidate_sheet"]
    with acting(world.actor("adviser")) as actor:
        ask_for(actor=actor, case_id=case.id, destination="caleol", kinds=["tax_notice", "payslips"], at=AT)
        mark_seen(actor=actor, case_id=case.id, destination="caleol", kinds=["payslips"], at=AT)
    text = text_of(make(world, case, "missing_papers").content)
    with translation.override("fr"):
        assert f"Pour : CALEOL • {PaperKind.TAX_NOTICE.label} Comment faire" in text


# --- candidacies


@pytest.fixture
def candidacy(world):
    case = world.case()
    return case, a_candidacy(world, case, an_opening(world, address="12 rue ouverte"))


def test_an_offer_says_by_when_to_answer_and_its_reminder_too(world, candidacy):
    case, put_forward = candidacy
    assert [kind for kind, _about in offers(world, case)] == ["candidate_sheet"]
    advance(world, put_forward, "granted")
    about = put_forward.id
    assert ("offer", about) in offers(world, case)
    granted = text_of(make(world, case, "offer", about=about).content)
    assert "Loyer par mois 480,00 € Charges par mois 60,00 € Total par mois 540,00 €" in granted
    assert "Vous avez 10 jours pour répondre, à compter du jour où vous recevez cette proposition." in granted
    advance(world, put_forward, "offered")
    for kind in ("offer", "offer_reminder"):
        text = text_of(make(world, case, kind, about=about).content)
        assert "Répondez au plus tard le 23 mars 2026, ce jour compris" in text
        assert "À l’attention de Nadia BENALI" in text


def test_the_landlords_offer_leaves_the_name_open_once_it_no_longer_reads_the_file(world, candidacy):
    case, put_forward = candidacy
    advance(world, put_forward, "offered")
    later = AT + timedelta(minutes=1)
    letter = make(world, case, "offer", about=put_forward.id, key="allocation_officer", at=later)
    text = text_of(letter.content)
    assert (letter.audience, "BENALI" in text, "Bonjour ...." in text) == ("envelope", False, True)


def test_a_decision_against_is_told_with_the_landlords_reasons(world, candidacy):
    case, put_forward = candidacy
    outcome = an_outcome(answer="not_granted", reasons=["too_dear", "file_incomplete"])
    advance(world, put_forward, "granted", outcome=outcome)
    text = text_of(make(world, case, "refusal", about=put_forward.id).content)
    assert (
        "La commission d’attribution (CALEOL) de landlord of the tests a examiné votre candidature le 12 mars" in text
    )
    assert "article L441-2-2" in text
    with translation.override("fr"):
        for reason in (DecisionReason.TOO_DEAR, DecisionReason.FILE_INCOMPLETE):
            assert str(reason.label) in text


def test_the_record_and_the_statement_say_what_the_review_recorded(world, sublet):
    case, tenancy = sublet
    held_on = date(2026, 6, 20)
    a_review(world, tenancy, held_on)
    at = AT.replace(month=6, day=20)
    record = text_of(make(world, case, "review_record", about=tenancy.id, at=at).content)
    assert "Entretien tenu le 20 juin 2026" in record
    assert "I pay every month." in record
    assert "Loyers payés sur loyers appelés 0 mois payés sur 0" in record
    statement = make(world, case, "prefect_statement", about=tenancy.id, key="landlord_adviser", at=at)
    assert "pour les motifs suivants : Two payments of three." in text_of(statement.content)


def test_a_certificate_says_each_criterion_what_it_rests_on_and_until_when(world):
    case = world.case(authorised=(world.services["support"].id,))
    signed(world, case)
    with acting(world.actor("adviser")):
        [certificate] = Readiness.objects.filter(case=case)
    assert "readiness_certificate" not in dict(offers(world, case))
    said = {"about": certificate.id, "key": "social_worker"}
    text = text_of(make(world, case, "readiness_certificate", **said).content)
    for words in (
        "association of the tests atteste que Nadia BENALI est prêt ou prête",
        "jusqu’au 12 septembre 2026",
        "Nadia BENALI, le 12 mars 2026",
        "Signée le 12 mars 2026 par",
    ):
        assert words in text, words
    assert text.count("oui") == 6
    with clock.frozen(AT.replace(month=9, day=13)):
        assert "readiness_certificate" not in dict(offers(world, case, "social_worker"))


def test_the_file_of_a_slide_has_the_sublease_as_it_was_known_then_the_sheet(world, sublet):
    case, tenancy = sublet
    a_request(world, case, DAY)
    reviewed(world, tenancy)
    candidacy = asked(world, tenancy, case)
    for key in ("adviser", "allocation_officer"):
        text = text_of(make(world, case, "slide_pack", about=candidacy.id, key=key, at=slide_day(ASKED)).content)
        for words in ("L442-8-3 et R441-1", "0 mois payés sur 0", "I pay every month.", "Boulangerie du Parc"):
            assert words in text, (key, words)
    accepted(world, candidacy)
    assert "slide_pack" not in dict(offers(world, case))
