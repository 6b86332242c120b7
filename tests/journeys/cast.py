"""People whom the demo lacks: those who have just come, who forgot, who prove themselves twice, who see nothing yet.

Each comes in through the pages, as anybody would.
"""

import re
import time
from collections.abc import Callable

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.homes.files import csv_bytes, home, table
from tests.journeys.application import until
from tests.journeys.visitor import Answer, Visitor

PASSWORD = "four quiet landings uphill"
DOMAIN = "@journeys.invalid"
ADMINISTRATOR, COORDINATOR, OFFICER = "olivier.blanc", "antoine.roux", "karim.benhamou"
ADVISER = "claire.morel"


class Cast:
    """`by_key[key](…)` makes the visitor; `ask` puts a question to the database."""

    def __init__(self, url: str, sign_in: Callable[[str], Visitor], ask: Callable[..., list[tuple]]) -> None:
        self.url, self.sign_in, self.ask = url, sign_in, ask
        self.recovery: list[str] = []
        self.reset: tuple[str, ...] = ()
        self.by_key: dict[str, Callable[[], Visitor]] = {
            "newcomer": self.newcomer,
            "unconfirmed": self.unconfirmed,
            "beginner": self.beginner,
            "careful": self.careful,
            "halfway": self.halfway,
            "trusting": self.trusting,
            "forgetful": self.forgetful,
        }

    def newcomer(self) -> Visitor:
        """An account, no service yet; she has asked to join the housing body."""
        visitor = self.confirmed("newcomer")
        organisation = self.one("SELECT id FROM organisation WHERE slug = 'toit-et-travail'")
        done(visitor.post(f"/join/{organisation}/", {"message": "Stage de printemps"}))
        return visitor

    def unconfirmed(self) -> Visitor:
        """She is invited, and has not typed the code of the e-mail; when it has lapsed, she signs in for another."""
        if self.mails("unconfirmed"):
            visitor = Visitor(self.url)
            done(visitor.post("/account/login/", {"login": f"unconfirmed{DOMAIN}", "password": PASSWORD}))
            return visitor
        service = self.one("SELECT id FROM service WHERE name = 'Gestion locative'")
        said = {"email": f"unconfirmed{DOMAIN}", "service": service, "role": "rental_manager"}
        done(self.sign_in(ADMINISTRATOR).post("/members/invite/", said))
        return self.signed_up("unconfirmed")

    def beginner(self) -> Visitor:
        """First day in two new services: no case and no home to be seen anywhere."""
        administrator = self.sign_in(ADMINISTRATOR)
        for name, kind, role in (("Débuts", "social", "social_worker"), ("Essais", "allocation", "allocation_officer")):
            done(administrator.post("/members/services/open/", {"name": name, "kind": kind}))
            service = self.one("SELECT id FROM service WHERE name = %s", name)
            said = {"email": f"beginner{DOMAIN}", "service": service, "role": role}
            done(administrator.post("/members/invite/", said))
        visitor = self.confirmed("beginner")
        for body in self.mails("beginner"):
            if link := re.search(r"/invitation/[\w-]+/", body):
                done(visitor.post(link[0]))
        return visitor

    def careful(self) -> Visitor:
        """Her second factor is set."""
        visitor = self.confirmed("careful")
        page = visitor.get("/account/second-factor/totp/activate/")
        secret = re.search(r"<code>(\w+)</code>", page.text)[1]
        code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
        answer = done(visitor.post("/account/second-factor/totp/activate/", {"code": code}))
        self.recovery = re.findall(r"<code>(\w+)</code>", answer.text)
        assert self.recovery, answer.text
        return visitor

    def halfway(self) -> Visitor:
        """Her password is right; the code is asked for."""
        visitor = Visitor(self.url)
        done(visitor.post("/account/login/", {"login": f"careful{DOMAIN}", "password": PASSWORD}))
        return visitor

    def trusting(self) -> Visitor:
        """She has given a code and is asked whose computer it is."""
        visitor = self.halfway()
        done(visitor.post("/account/second-factor/authenticate/", {"code": self.recovery.pop()}))
        return visitor

    def forgetful(self) -> Visitor:
        """She has opened the link that lets her choose another password."""
        visitor = Visitor(self.url)
        done(visitor.post("/account/password/reset/", {"email": f"newcomer{DOMAIN}"}))
        link = re.search(r"/account/password/reset/key/[\w-]+/", self.mails("newcomer")[0])[0]
        answer = done(visitor.get(link))
        self.reset = re.search(r"/key/(\w+)-(.+)/$", answer.url).groups()
        return visitor

    def draft(self) -> None:
        """An agreement that can still be written, with one commitment."""
        coordinator = self.sign_in(COORDINATOR)
        answer = done(coordinator.post("/agreement/draft/", {"name": "Convention à venir", "starts_on": "01/01/2031"}))
        own = self.one("SELECT id FROM organisation WHERE slug = 'toit-et-travail'")
        said = {"owner": own, "title": "Ouvrir", "indicator": "homes_opened", "target": 3}
        days = {"starts_on": "01/01/2031", "ends_on": "31/12/2031"}
        done(coordinator.post(f"{answer.url}commitments/add/", said | days))

    def stock_files(self) -> None:
        """One with rows to correct, and one that can be applied once a large change is accepted."""
        officer = self.sign_in(OFFICER)
        for homes in ([home(1, NBPIECE="T2", SURFHAB="beaucoup"), home(2)], [home(3)]):
            done(officer.send("/homes/files/new/", "file", "rpls.csv", csv_bytes(table(homes))))
            until(
                lambda: not self.one("SELECT count(*) FROM stock_import WHERE state = 'received'"), "a file to be read"
            )

    def notices(self) -> None:
        """A list that would announce one home of the stock, and leaves an unknown one aside."""
        internal_id = self.one("SELECT internal_id FROM home WHERE id NOT IN (SELECT home_id FROM vacancy) ORDER BY id")
        day = self.one("SELECT to_char(now() + interval '40 days', 'DD/MM/YYYY')")
        lines = f"IDENT_INT;LIBRE_LE\n{internal_id};{day}\nNONE-SUCH;{day}\n"
        done(self.sign_in(OFFICER).send("/homes/notices/new/", "file", "notices.csv", lines.encode()))

    def follow_up(self) -> None:
        """A service's table whose columns are to be said, and one to be looked at, with a line that is refused."""
        adviser = self.sign_in(ADVISER)
        agreement = self.one("SELECT id::text FROM agreement WHERE status = 'signed'")
        for row in ("INVENTÉE Ada;06 39 98 09 01;séparation\n", "INVENTÉE Bea;06 39 98 09 02;divorce\n;;divorce\n"):
            lines = f"Nom Prénom;Téléphone;Motif\n{row}"
            sent = done(adviser.send("/cases/follow-up/new/", "file", "suivi.csv", lines.encode()))
        said = {"column_0": "name", "column_1": "phone", "column_2": "causes", "origin": "self", "agreement": agreement}
        words = done(adviser.post(sent.url, said))
        done(adviser.post(words.url, {"word_2_0": "separation"}))

    def signed_up(self, key: str) -> Visitor:
        visitor = Visitor(self.url)
        said = {"first_name": "Ada", "last_name": key.capitalize(), "email": key + DOMAIN, "language": "fr"}
        answer = done(visitor.post("/account/signup/", said | {"password1": PASSWORD, "password2": PASSWORD}))
        assert answer.url.endswith("/account/confirm-email/"), answer.text
        return visitor

    def confirmed(self, key: str) -> Visitor:
        visitor = self.signed_up(key)
        code = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", self.mails(key)[0])[0]
        done(visitor.post("/account/confirm-email/", {"code": code}))
        done(visitor.post("/account/reauthenticate/", {"password": PASSWORD}))
        return visitor

    def one(self, question: str, *values: object) -> object:
        return self.ask(question, *values)[0][0]

    def mails(self, key: str) -> list[str]:
        """What was written to her, the latest first."""
        rows = self.ask('SELECT body FROM mail WHERE "to" = %s ORDER BY at DESC, id DESC', key + DOMAIN)
        return [row[0] for row in rows]


def done(answer: Answer) -> Answer:
    assert answer.status == 200, (answer.status, answer.url, answer.text)
    assert 'class="errors"' not in answer.text, answer.text
    return answer
