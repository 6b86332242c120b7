"""The months before a home, of the story of the slide: the call, the support, two services that differ, the debts."""

from datetime import date

from tests.journeys.story import Story
from tests.journeys.together import (
    a_mandate,
    a_meeting,
    accepted,
    begun,
    confirmed_in_writing,
    decided,
    proposed,
    read_by_the_household,
    signed_by_both,
    support_service,
)

CREDITORS = (("Crédits à la consommation", "credit", "19480", "612"), ("Ancien bailleur", "rent", "2140", ""))
ASSESSED = """SELECT a.state, a.signed_on, o.kind FROM social_assessment a JOIN orientation o ON o.assessment_id = a.id
  ORDER BY o.kind"""


def she_calls(story: Story) -> str:
    story.day(1, 14)
    adviser = story.desk("adviser").look("/cases/call/")
    adviser.send(
        "/cases/call/",
        last_name="Benali",
        first_name="Samira",
        phone="06 39 98 34 34",
        housing="hosted_by_family",
        children_ages="4, 7",
        communes="Vénissieux",
        employer="Résidence du Parc",
        causes="separation",
        # She lets the association follow her case; no message may be left on her voice mail.
        authorised=support_service(story),
        may_leave_message=False,
        monthly_resources="2180",
        yearly_resources="18400",
        reference_tax_income="17900",
        couple="no",
    )
    case = adviser.id
    adviser.look(f"/cases/{case}/").reads("ne laissez pas de message")
    return case


def she_is_met_and_supported(story: Story, case: str) -> None:
    adviser = story.desk("adviser")
    story.day(1, 20)
    confirmed_in_writing(story, case)
    adviser.look(f"/cases/{case}/sharing/").reads("par écrit le 20 janvier 2026")
    adviser.look(f"/cases/{case}/diagnosis/")
    adviser.send(
        "/diagnosis/",
        what_happened="Séparée depuis le 10 janvier, elle dort avec ses deux enfants chez sa sœur.",
        asked="Un logement près de son travail.",
        orientation="supported_lease",
    )
    story.day(1, 21)
    adviser.look(f"/cases/{case}/file/identifier/new/")
    adviser.send("", system="nur", number="069 0126 34343", obtained_on=date(2026, 1, 21))
    story.day(1, 23)
    a_mandate(story, case, 8, "Un premier budget seule, un bail glissant à préparer.")
    story.day(1, 26)
    accepted(story, case, date(2026, 1, 26))
    # Eight months from that Monday, the last day included.
    adviser.look(f"/cases/{case}/support/").reads("26 janvier 2026", "25 septembre 2026")


def two_services_differ_and_the_partners_decide(story: Story, case: str) -> None:
    worker = story.desk("social_worker")
    story.day(1, 28)
    worker.look(f"/cases/{case}/support/").send("/visit/")
    assessment = begun(story, case)
    worker.look(f"/assessments/{assessment}/own_words/").send("/own_words/", wants="Pas près de mon mari.")
    proposed(story, assessment, "adviser", "supported_lease", "Elle travaille et paie.")
    proposed(story, assessment, "social_worker", "sliding_lease", "Une dette de loyer, un premier budget seule.")
    worker.look(f"/assessments/{assessment}/history/")
    worker.send("/remark/", kind="divergence", body="Un bail direct viendrait trop tôt.")
    read_by_the_household(story, assessment, date(2026, 1, 28), "Pas près de mon mari.")
    signed_by_both(story, assessment)
    # Both proposals stand, and what she said of them.
    story.desk("adviser").look(f"/assessments/{assessment}/").reads(
        "Elle travaille et paie.",
        "Une dette de loyer, un premier budget seule.",
        "Un bail direct viendrait trop tôt.",
        "Pas près de mon mari.",
    )
    assert story.ask(ASSESSED) == [
        ("signed", date(2026, 1, 28), "sliding_lease"),
        ("signed", date(2026, 1, 28), "supported_lease"),
    ]
    line = a_meeting(story, case, date(2026, 2, 3))
    story.day(2, 3)
    decided(story, line, "reorient", "Bail glissant : une dette de loyer, et le plan de surendettement à venir.")
    # On everybody's screen she is a reference and a composition.
    (meeting,) = story.ask("SELECT meeting_id::text FROM agenda_line")[0]
    worker.look(f"/meetings/{meeting}/record/").reads("Bail glissant : une dette de loyer")
    assert "BENALI" not in worker.page.locator("main").inner_text()


def her_debts_are_filed(story: Story, case: str) -> None:
    adviser = story.desk("adviser")
    story.day(2, 11)
    for creditor, kind, balance, monthly in CREDITORS:
        adviser.look(f"/cases/{case}/file/debt/new/")
        adviser.send("", creditor=creditor, kind=kind, balance=balance, monthly_payment=monthly)
    debt_file(story, case, "filed", date(2026, 2, 11), rent_debt="yes")
    adviser.reads("21 620,00 €", "612,00 €")
    # Three months to answer, and the day is in the calendar (code de la consommation, L711-1 and following).
    adviser.reads("répond au plus tard le 11 mai 2026")
    adviser.look("/calendar/?month=2026-05&form=list").reads("Dossier de surendettement", "11 mai 2026")
    # Who follows her household reads the debts; those who give homes, that there is a file.
    story.desk("social_worker").look(f"/cases/{case}/household/").reads("21 620,00 €")


def debt_file(story: Story, case: str, stage: str, on: date, **said: str) -> None:
    adviser = story.desk("adviser").look(f"/cases/{case}/household/")
    adviser.send("/household/", over_indebtedness=stage, over_indebtedness_on=on, **said)
