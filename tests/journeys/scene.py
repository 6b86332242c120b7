"""The demo's people with a session each, and the ids that addresses take."""

import re
import time
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

import psycopg
from django.core.signing import TimestampSigner
from django.urls import URLResolver, include, path
from django.urls.resolvers import RegexPattern, URLPattern

from palier.config.urls import urlpatterns
from palier.messaging.alerts import STOP
from tests.journeys.application import Application
from tests.journeys.cast import PASSWORD, Cast
from tests.journeys.visitor import Answer, Visitor

# The developers' page is there with the demo only.
RESOLVER = URLResolver(RegexPattern(r"^/"), [*urlpatterns, path("components/", include("palier.web.components.urls"))])
ANYBODY = ""
ADVISER, OFFICER, SOCIAL_WORKER = "claire.morel", "karim.benhamou", "ines.moulin"
PATIENCE = 600  # seconds

PEOPLE = """SELECT split_part(u.email, '@', 1), u.id::text, u.first_name || ' ' || u.last_name, min(m.role)
  FROM "user" u JOIN membership m ON m.user_id = u.id WHERE u.email LIKE '%demo.palier.invalid'
  GROUP BY u.id ORDER BY 4, 1"""
CASES = """SELECT case_id FROM share WHERE audience = 'social' GROUP BY case_id
  ORDER BY count(DISTINCT service_id) DESC, case_id LIMIT 2"""
# Where the values of an address's parameters come from: one query each, every row a value that is tried.
IDS = {
    "case_id": f"SELECT case_id::text FROM ({CASES}) chosen",
    # The forms of the other rows of a file are made of the same elements.
    "fact_id": f"""(SELECT id::text FROM person WHERE case_id IN ({CASES}) AND kind <> 'applicant' LIMIT 1) UNION ALL
      (SELECT id::text FROM paper WHERE case_id IN ({CASES}) LIMIT 1)""",
    "person_id": f"SELECT id::text FROM person WHERE case_id IN ({CASES}) LIMIT 1",
    "vacancy_id": "SELECT id::text FROM vacancy ORDER BY id LIMIT 1",
    # A home that is open, and one that is not.
    "home_id": """(SELECT home_id::text FROM vacancy ORDER BY id LIMIT 1) UNION ALL
      (SELECT id::text FROM home WHERE id NOT IN (SELECT home_id FROM vacancy) ORDER BY id LIMIT 1)""",
    "residence_id": "SELECT id::text FROM residence ORDER BY name LIMIT 1",
    # A place that something takes, and one that is free.
    "place_id": """(SELECT place_id::text FROM place_use ORDER BY id LIMIT 1) UNION ALL
      (SELECT id::text FROM place WHERE id NOT IN (SELECT place_id FROM place_use) ORDER BY id LIMIT 1)""",
    "use_id": "SELECT id::text FROM place_use ORDER BY id LIMIT 1",
    # One in each state: the acts that its page offers are others.
    "candidacy_id": "SELECT DISTINCT ON (state) id::text FROM candidacy ORDER BY state, id",
    "place_candidacy_id": "SELECT DISTINCT ON (state) id::text FROM place_candidacy ORDER BY state, id",
    "candidate_id": "SELECT id::text FROM outside_candidate LIMIT 1",
    "readiness_id": "SELECT DISTINCT ON (state) id::text FROM readiness ORDER BY state, id",
    "tenancy_id": "SELECT id::text FROM tenancy ORDER BY kind LIMIT 3",
    "mandate_id": "SELECT id::text FROM support_mandate ORDER BY state LIMIT 2",
    "assessment_id": "SELECT id::text FROM social_assessment LIMIT 1",
    # One being prepared, one closed.
    "meeting_id": "SELECT id::text FROM partner_meeting ORDER BY held_on",
    "line_id": "SELECT id::text FROM agenda_line ORDER BY meeting_id, position LIMIT 2",
    "file_id": "SELECT id::text FROM notice_file",
    "table_id": "SELECT id::text FROM follow_up_file ORDER BY state",
    "import_id": "SELECT id::text FROM stock_import ORDER BY asked_at",
    "membership": """SELECT m.id::text FROM membership m JOIN "user" u ON u.id = m.user_id
      WHERE split_part(u.email, '@', 1) IN ('samir.haddad', 'sylvie.perrin')""",
    "agreement": "SELECT id::text FROM agreement ORDER BY status",
    "organisation": "SELECT id::text FROM organisation ORDER BY name LIMIT 1",
    "asked": "SELECT id::text FROM join_request",
    "authorisation": "SELECT id::text FROM sharing_authorisation LIMIT 1",
    "commitment": "SELECT id::text FROM commitment LIMIT 1",
    "invitation": "SELECT id::text FROM invitation LIMIT 1",
    "run_id": "SELECT id::text FROM matching_run ORDER BY computed_at LIMIT 1",
    "job_id": "SELECT id::text FROM job_run",
    "report_id": "SELECT id::text FROM report ORDER BY starts_on DESC LIMIT 1",
    "counts": "SELECT 'indicator'",
    "which": "SELECT 'requests_received'",
}

# What a page shows only there: values that its address takes besides those of IDS.
ALSO = {
    ("case_tenancies", "case_id"): "SELECT case_id::text FROM tenancy ORDER BY case_id",
    ("case_candidacies", "case_id"): "SELECT DISTINCT case_id::text FROM place_candidacy ORDER BY 1",
    ("vacancy_candidates", "vacancy_id"): "SELECT vacancy_id::text FROM outside_candidate",
}


def routes(resolver: URLResolver = RESOLVER) -> dict[str, URLPattern]:
    """By name; of two of one name the first answers."""
    found: dict[str, URLPattern] = {}
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            found = routes(entry) | found
        else:
            found.setdefault(str(entry.name), entry)
    return found


def parameters(route: URLPattern) -> list[str]:
    return sorted(set(route.pattern.converters) | set(route.pattern.regex.groupindex))


@dataclass(frozen=True)
class Person:
    key: str
    id: str
    name: str
    role: str


@dataclass
class Scene:
    """People by the first part of their address (`claire.morel`); `""` is somebody who is not signed in."""

    application: Application
    visitors: dict[str, Visitor] = field(default_factory=dict)
    came: dict[str, float] = field(default_factory=dict)

    def ask(self, question: str, *values: object) -> list[tuple]:
        """As the owner of the tables, who sees all rows."""
        with psycopg.connect(self.application.environment["DATABASE_OWNER_URL"]) as connection:
            return connection.execute(question, values or None).fetchall()

    @cached_property
    def people(self) -> dict[str, Person]:
        return {row[0]: Person(*row) for row in self.ask(PEOPLE)}

    @cached_property
    def cast(self) -> Cast:
        cast = Cast(self.application.url, self.visitor, self.ask)
        cast.draft()
        cast.stock_files()
        cast.notices()
        cast.follow_up()
        return cast

    @cached_property
    def everybody(self) -> list[str]:
        return [ANYBODY, *self.people, *self.cast.by_key]

    def visitor(self, key: str) -> Visitor:
        """The one session that tests share; whoever ends sessions takes one with `sign_in`.

        Who waits between two steps of signing in comes again before the quarter of an hour she has is over.
        """
        age = time.monotonic() - self.came.get(key, 0)
        if key not in self.visitors or (key == "unconfirmed" and age > PATIENCE):
            self.visitors[key], self.came[key] = self._come(key), time.monotonic()
        return self.visitors[key]

    def _come(self, key: str) -> Visitor:
        if key == ANYBODY:
            return Visitor(self.application.url)
        return self.sign_in(key) if key in self.people else self.cast.by_key[key]()

    def sign_in(self, key: str) -> Visitor:
        visitor = Visitor(self.application.url)
        answer = visitor.post("/demo/sign-in/", {"person": self.people[key].id})
        assert answer.status == 200, answer.text
        return visitor

    def speak(self, key: str, language: str) -> None:
        """Her pages are in this language from now on."""
        assert self.visitor(key).post("/language/", {"language": language}, stay=True).status == 302

    def look(self, key: str, address: str) -> Answer:
        """What she gets at the address, having typed her password again where it is asked for."""
        visitor = self.visitor(key)
        answer = visitor.get(address, stay=True)
        if "/reauthenticate/" in answer.headers.get("Location", ""):
            visitor.post("/account/reauthenticate/", {"password": PASSWORD})
            answer = visitor.get(address, stay=True)
        return answer

    @cached_property
    def ids(self) -> dict[str, list[str]]:
        for key in self.cast.by_key:
            self.visitor(key)
        found = {name: [row[0] for row in self.ask(question)] for name, question in IDS.items()}
        user, key = self.cast.reset
        return found | {
            "language": ["fr", "en"],
            "search_id": [self._search()],
            "token": [re.search(r"/invitation/([\w-]+)/", " ".join(self.cast.mails("unconfirmed")))[1]],
            "reader": [self._reader()],
            "whom": ["caf"],
            "word": ["person", "paper"],
            "sheet": ["candidate", "siao"],
            # What is only ever sent; the demo has none of them, and nobody reads them at an address.
            **{
                name: [str(UUID(int=0))]
                for name in ("note_id", "handover_id", "cover_id", "view_id", "decision_id", "task_id", "written_id")
            },
            # Letters are files, not pages.
            **{name: [str(UUID(int=0))] for name in ("letter_id", "about")},
            "kind": ["candidate_sheet"],
            "section": ["debts"],
            "act": ["direct"],
            "uidb36": [user],
            "key": [key],
            "provider_id": ["none-such"],
        }

    def values(self, route: str, name: str) -> list[str]:
        """What the parameter `name` of the route's address is tried with."""
        further = self.ask(ALSO[route, name]) if (route, name) in ALSO else []
        return list(dict.fromkeys([*self.ids[name], *(row[0] for row in further)]))

    def _reader(self) -> str:
        """What an e-mail to the adviser signs her link with."""
        signer = TimestampSigner(key=self.application.environment["PALIER_SECRET_KEY"], salt=STOP.salt)
        return signer.sign_object(self.people[ADVISER].id)

    def _search(self) -> str:
        """Of the adviser's session, whose list it is."""
        return self.visitor(ADVISER).post("/cases/search/", {"q": "a"}).url.rstrip("/").rpartition("/")[2]
