"""An independent reader of what the lives wrote: plain SQL, as the owner of the tables, who sees all rows.

Nothing here asks the product: each question says in words what would be wrong, and finds the rows that are.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from psycopg import ClientCursor

# Of what is written while a household is housed; the events are read apart.
TABLES = (
    *("case", "identifier", "share", "candidacy", "place_candidacy", "presentation_note", "provider_decision"),
    *("outside_candidate", "vacancy", "home", "place_use", "tenancy", "head_lease", "deposit", "inventory"),
    *("agreement_signature", "account_line", "agreed_criterion", "review", "review_position", "slide", "slide_file"),
)
# A row with a case is told by an event of that case, any other by one whose subject it is, or is of.
SUBJECT = {"outside_candidate": "vacancy_id"}

LASTING = "kind IN ('lease', 'sublease')"
LIVE = "state NOT IN ('not_granted', 'inadmissible', 'refused', 'no_answer', 'signed', 'withdrawn', 'superseded')"
UNDECIDED = "state IN ('put_forward', 'designated', 'file_complete')"
LIVE_PLACE = "state NOT IN ('refused', 'declined', 'arrived', 'withdrawn')"

# `%(day)s` is the simulated day, `%(now)s` its instant.
QUESTIONS = {
    "a household with two leases or sub-leases on one day": f"""
        SELECT a.id, b.id FROM tenancy a JOIN tenancy b ON a.case_id = b.case_id AND a.id < b.id
        WHERE a.{LASTING} AND b.{LASTING} AND daterange(a.begins_on, a.ends_on) && daterange(b.begins_on, b.ends_on)""",
    "a home or a place with two titles on one day": """
        SELECT a.id, b.id FROM tenancy a JOIN tenancy b ON a.place_id = b.place_id AND a.id < b.id
        WHERE daterange(a.begins_on, a.ends_on) && daterange(b.begins_on, b.ends_on)""",
    "a place taken twice on one day": """
        SELECT a.id, b.id FROM place_use a JOIN place_use b ON a.place_id = b.place_id AND a.id < b.id
        WHERE a.cancelled_at IS NULL AND b.cancelled_at IS NULL
          AND daterange(a.arrival, a.departure) && daterange(b.arrival, b.departure)""",
    "a title whose days are not those of the calendar": """
        SELECT t.id FROM tenancy t LEFT JOIN place_use u ON u.id = t.place_use_id AND u.cancelled_at IS NULL
        WHERE t.place_id IS NOT NULL AND (u.place_id, u.arrival) IS DISTINCT FROM (t.place_id, t.begins_on)
           OR t.place_id IS NOT NULL AND u.departure IS DISTINCT FROM t.ends_on""",
    "a head lease with a day that its sub-lease does not have": """
        SELECT h.id FROM head_lease h JOIN tenancy t ON t.id = h.sublease_id
        WHERE t.kind <> 'sublease' OR (h.begins_on, h.ends_on) IS DISTINCT FROM (t.begins_on, t.ends_on)""",
    "a sub-lease without a head lease, or whose agreement the three have not signed": """
        SELECT t.id FROM tenancy t WHERE kind = 'sublease' AND (
          NOT EXISTS (SELECT FROM head_lease WHERE sublease_id = t.id)
          OR (SELECT count(DISTINCT signatory) FROM agreement_signature s WHERE s.tenancy_id = t.id) < 3
          OR EXISTS (SELECT FROM person p WHERE p.case_id = t.case_id AND p.kind <> 'child' AND p.removed_at IS NULL
            AND NOT EXISTS (SELECT FROM agreement_signature s WHERE s.tenancy_id = t.id AND s.person_id = p.id)))""",
    "a head lease of an association without an accreditation on the day": """
        SELECT h.id FROM head_lease h WHERE NOT EXISTS (SELECT FROM accreditation a WHERE a.kind = 'rental'
          AND a.organisation_id = h.association_id AND h.signed_on BETWEEN a.begins_on AND a.until)""",
    "a slide that leaves a day without a title, or of another home, household or day than the first of a month": """
        SELECT l.id FROM tenancy l JOIN tenancy s ON s.id = l.follows_id
        WHERE (s.kind, s.ending, s.ends_on, s.case_id, s.place_id, extract(day FROM s.ends_on))
          IS DISTINCT FROM ('sublease', 'slid', l.begins_on, l.case_id, l.place_id, 1)""",
    "a sub-lease that slid into nothing": """
        SELECT s.id FROM tenancy s
        WHERE s.ending = 'slid' AND NOT EXISTS (SELECT FROM tenancy l WHERE l.follows_id = s.id)""",
    "a slide that the CALEOL has not granted, or without a request to strike off": """
        SELECT l.id FROM tenancy l WHERE l.follows_id IS NOT NULL AND NOT EXISTS (
          SELECT FROM slide d JOIN candidacy c ON c.id = d.lease_id AND c.sublease_id = d.sublease_id
          WHERE d.lease_id = l.id AND d.sublease_id = l.follows_id AND d.slid_on = l.begins_on
            AND c.state = 'signed' AND c.decided_on = d.committee_on AND d.committee_on <= d.slid_on
            AND d.request_number <> '')""",
    "a slide asked for twice, or of a household that does not live there": f"""
        SELECT c.sublease_id FROM candidacy c WHERE c.kind = 'slide' AND (
          NOT EXISTS (SELECT FROM tenancy t JOIN place p ON p.id = t.place_id WHERE t.id = c.sublease_id
            AND t.kind = 'sublease' AND t.case_id = c.case_id AND p.home_id = c.home_id)
          OR c.{LIVE} AND EXISTS (SELECT FROM candidacy o WHERE o.sublease_id = c.sublease_id AND o.id <> c.id
            AND o.{LIVE}))""",
    "a title that ends before its second day, or was signed in days to come": """
        SELECT id FROM tenancy WHERE ends_on <= begins_on OR signed_on > %(day)s""",
    "reviews that do not follow one another, or the next without what followed the last": """
        SELECT r.id FROM review r JOIN tenancy t ON t.id = r.tenancy_id
        WHERE r.number <> (SELECT count(*) FROM review o WHERE o.tenancy_id = t.id AND o.number <= r.number)
           OR r.outcome = '' AND EXISTS (SELECT FROM review o WHERE o.tenancy_id = t.id AND o.number > r.number)
           OR r.outcome <> '' AND r.told_on IS NULL
           OR (SELECT count(*) FROM review_position p WHERE p.review_id = r.id) <> 3""",
    "a review of another period than six months, told to the préfet by another day than two months before": """
        SELECT r.id FROM review r JOIN tenancy t ON t.id = r.tenancy_id
        WHERE r.period_ends_on <> (t.signed_on + r.number * interval '6 months')::date
           OR r.statement_due_on <> (r.period_ends_on - interval '2 months')::date""",
    "more given back of a deposit than was paid": "SELECT id FROM deposit WHERE returned > amount",
    "a rank given twice for a home": """
        SELECT vacancy_id, rank FROM (SELECT vacancy_id, rank FROM candidacy WHERE rank IS NOT NULL UNION ALL
          SELECT vacancy_id, rank FROM outside_candidate) given
        -- An outside home is its household's own: nobody else stands in line for it here.
        WHERE vacancy_id IS NOT NULL GROUP BY 1, 2 HAVING count(*) > 1""",
    "a home accepted or signed for more than once": """
        SELECT vacancy_id FROM (SELECT vacancy_id FROM candidacy WHERE state IN ('accepted', 'signed') UNION ALL
          SELECT vacancy_id FROM outside_candidate WHERE "end" = 'signed') taken
        WHERE vacancy_id IS NOT NULL GROUP BY 1 HAVING count(*) > 1""",
    "a household that has accepted two homes": """
        SELECT case_id FROM candidacy WHERE state = 'accepted' GROUP BY 1 HAVING count(*) > 1""",
    "a candidacy on hold behind nothing, or not on hold behind one that was accepted": f"""
        SELECT c.id FROM candidacy c WHERE {LIVE} AND state <> 'accepted' AND (held_on IS NOT NULL) <>
          EXISTS (SELECT FROM candidacy o WHERE o.case_id = c.case_id AND o.state = 'accepted')""",
    "somebody still in line for a home that is signed for": f"""
        SELECT v.id FROM vacancy v WHERE (EXISTS (SELECT FROM candidacy WHERE vacancy_id = v.id AND state = 'signed')
            OR EXISTS (SELECT FROM outside_candidate WHERE vacancy_id = v.id AND "end" = 'signed'))
          AND (v.state <> 'filled' OR EXISTS (SELECT FROM candidacy WHERE vacancy_id = v.id AND {LIVE})
            OR EXISTS (SELECT FROM outside_candidate WHERE vacancy_id = v.id AND "end" = ''))""",
    "a candidacy ended by a signature that is not": """
        SELECT c.id FROM candidacy c WHERE state = 'superseded' AND NOT EXISTS (SELECT FROM candidacy o
            WHERE o.state = 'signed' AND o.signed_on = c.ended_on
              AND (o.vacancy_id = c.vacancy_id OR o.case_id = c.case_id))
          AND NOT EXISTS (SELECT FROM outside_candidate o
            WHERE o.vacancy_id = c.vacancy_id AND o."end" = 'signed' AND o.ended_on = c.ended_on)""",
    "a rank from outside ended by a signature that is not": """
        SELECT x.id FROM outside_candidate x WHERE "end" = 'superseded' AND NOT EXISTS (SELECT FROM candidacy o
            WHERE o.vacancy_id = x.vacancy_id AND o.state = 'signed' AND o.signed_on = x.ended_on)
          AND NOT EXISTS (SELECT FROM outside_candidate o
            WHERE o.vacancy_id = x.vacancy_id AND o."end" = 'signed' AND o.ended_on = x.ended_on)""",
    "a candidacy whose days do not follow one another, or have not come": """
        SELECT id FROM candidacy WHERE agreed_on > put_forward_on OR put_forward_on > designated_on
           OR designated_on > complete_on OR complete_on > decided_on OR decided_on > notified_on
           OR decided_on > condition_met_on OR condition_met_on > condition_until OR condition_met_on > notified_on
           OR notified_on > answered_on OR answered_on > signed_on
           OR greatest(put_forward_on, designated_on, complete_on, decided_on, condition_met_on, notified_on,
             answered_on, signed_on, ended_on, held_on) > %(day)s""",
    "a decision without its minutes, or minutes without a decision": """
        SELECT c.id FROM candidacy c LEFT JOIN provider_decision d ON d.candidacy_id = c.id
        WHERE (c.decided_on IS NULL) <> (d.id IS NULL) OR d.held_on <> c.decided_on""",
    "a signature without its title, or with that of another": """
        SELECT c.id FROM candidacy c LEFT JOIN tenancy t ON t.id = c.id AND t.case_id = c.case_id
          AND t.kind = CASE c.kind WHEN 'slide' THEN 'lease' ELSE c.kind END
        WHERE c.state = 'signed' AND t.id IS NULL""",
    "an answer awaited for less than ten days, or until a day when nobody works": """
        SELECT id FROM candidacy
        WHERE answer_by < notified_on + 10 OR extract(isodow FROM answer_by) > 5""",
    "a silence confirmed before its day": """
        SELECT id FROM candidacy WHERE state = 'no_answer' AND ended_on <= answer_by""",
    "a place accepted by two households": """
        SELECT place_id FROM place_candidacy WHERE state IN ('accepted', 'contract_signed')
        GROUP BY 1 HAVING count(*) > 1""",
    "an arrival without its title": """
        SELECT p.id FROM place_candidacy p LEFT JOIN tenancy t ON t.id = p.id AND t.kind = 'temporary_occupancy'
        WHERE p.state = 'arrived' AND t.begins_on IS DISTINCT FROM p.arrived_on""",
    "a candidacy for a place whose days do not follow one another, or have not come": """
        SELECT id FROM place_candidacy WHERE agreed_on > received_on OR received_on > visited_on
           OR visited_on > decided_on OR decided_on > offered_on OR offered_on > answered_on
           OR answered_on > signed_on OR signed_on > arrived_on OR siao_requested_on > siao_oriented_on
           OR greatest(agreed_on, received_on, visited_on, decided_on, offered_on, answered_on, signed_on, arrived_on,
             ended_on) > %(day)s""",
    "a file that is open to who houses though nothing waits for a decision there": f"""
        SELECT s.id FROM share s WHERE s.ground = 'put_forward' AND (s.until IS NULL OR s.until > %(now)s)
          AND NOT EXISTS (SELECT FROM candidacy c WHERE c.case_id = s.case_id
            AND s.service_id IN (c.provider_id, c.reserver_id)
            AND (s.audience = 'envelope' AND c.{LIVE} OR c.{UNDECIDED}))
          AND NOT EXISTS (SELECT FROM place_candidacy p WHERE p.case_id = s.case_id AND p.provider_id = s.service_id
            AND (s.audience = 'envelope' AND p.{LIVE_PLACE} OR p.decided_on IS NULL
              OR p.state IN ('waiting_list', 'deferred')))""",
    "a file that who must decide cannot read": f"""
        SELECT c.id FROM candidacy c JOIN "case" d ON d.id = c.case_id
        WHERE c.{UNDECIDED} AND c.provider_id IS NOT NULL AND d.state <> 'closed' AND NOT EXISTS (SELECT FROM share s
          WHERE s.case_id = c.case_id AND s.service_id = c.provider_id AND s.audience = 'file'
            AND s.ground = 'put_forward' AND s.begins_at <= %(now)s AND (s.until IS NULL OR s.until > %(now)s))""",
    "a holder who does not read its case": """
        SELECT d.id FROM "case" d WHERE (SELECT count(DISTINCT audience) FROM share s WHERE s.case_id = d.id
          AND s.service_id = d.holder_id AND s.begins_at <= %(now)s AND (s.until IS NULL OR s.until > %(now)s)) < 5""",
    "somebody beside the holder and the parties of a contract who reads a closed case": """
        SELECT s.id FROM share s JOIN "case" d ON d.id = s.case_id WHERE d.state = 'closed'
          AND s.service_id IS DISTINCT FROM d.holder_id AND s.ground <> 'contract'
          AND (s.until IS NULL OR s.until > %(now)s)""",
    "who lets the home does not read the title that runs": """
        SELECT t.id FROM tenancy t
        WHERE t.ends_on IS NULL AND t.provider_id IS NOT NULL AND NOT EXISTS (
          SELECT FROM share s WHERE s.case_id = t.case_id AND s.organisation_id = t.provider_id
            AND s.audience = 'tenancy' AND s.until IS NULL)""",
    "an event that nobody signed": "SELECT id FROM event WHERE actor_id IS NULL AND system = ''",
}

# The states of the design, said again here: a candidacy goes from one to the other and nowhere else.
OPEN = ("put_forward", "designated", "file_complete", "granted", "granted_ranked", "granted_if", "offered", "accepted")
AFTER = {
    "": {"put_forward"},
    "put_forward": {"designated"},
    "designated": {"file_complete"},
    "file_complete": {"granted", "granted_ranked", "granted_if", "not_granted", "inadmissible"},
    "granted": {"offered"},
    "granted_ranked": {"offered"},
    "granted_if": {"offered"},
    "offered": {"accepted", "refused", "no_answer"},
    "accepted": {"signed"},
}
AWAY = {"withdrawn", "superseded"}
# A home that nobody lets any more goes no further than that.
NEEDS_THE_HOME = {"granted", "granted_ranked", "granted_if", "offered", "accepted", "signed"}


@dataclass
class Picture:
    """Every row of the tables by its id, as `to_jsonb` writes it, the events so far, and what is wrong, in words."""

    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    rows: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    events: dict[str, tuple[str, str, str, str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def of(self, table: str) -> list[dict[str, Any]]:
        return [row for (name, _), row in self.rows.items() if name == table]


ROWS = " UNION ALL ".join(f"SELECT '{name}', t.id::text, to_jsonb(t)::text FROM \"{name}\" t" for name in TABLES)
EVENTS = "SELECT id::text, case_id::text, subject_id::text, from_state, to_state FROM event"
WRONG = (
    " UNION ALL ".join(
        f"SELECT '{words}', count(*) FROM ({question}) found HAVING count(*) > 0"
        for words, question in QUESTIONS.items()
    )
    .replace("%(day)s", "$1")
    .replace("%(now)s", "$2")
)
LOOK = "EXECUTE kept_rows; EXECUTE kept_events; EXECUTE wrong(%s, %s);"
# What is not committed yet is seen by its own connection alone: the reader asks there, as the owner. Values are bound
# here, not by the server, which takes one statement at a time with values.
AS_OWNER, AS_APPLICATION = "SET LOCAL ROLE palier_owner;", "SET LOCAL ROLE palier_app;"


def prepare() -> None:
    """Once a connection: the questions are the same after each act."""
    with transaction.atomic(), connection.cursor() as cursor:
        statements = (f"kept_rows AS {ROWS}", f"kept_events AS {EVENTS}", f"wrong(date, timestamptz) AS {WRONG}")
        cursor.execute(AS_OWNER + ";".join(f"PREPARE {statement}" for statement in statements))


def rows(question: str, *values: object) -> list[tuple[Any, ...]]:
    with ClientCursor(connection.connection) as cursor:
        cursor.execute(f"{AS_OWNER} {question}; {AS_APPLICATION}", values or None)
        cursor.nextset()
        return cursor.fetchall()


def look(day: date, now: datetime, before: Picture) -> Picture:
    """All there is, on a day; what has not changed since `before` is not read again."""
    found = Picture()
    with ClientCursor(connection.connection) as cursor:
        cursor.execute(f"{AS_OWNER} {LOOK} {AS_APPLICATION}", [day, now])
        cursor.nextset()
        found.texts = {(table, key): text for table, key, text in cursor.fetchall()}
        cursor.nextset()
        found.events = {event[0]: event[1:] for event in cursor.fetchall()}
        cursor.nextset()
        found.wrong = [f"{words} ({count})" for words, count in cursor.fetchall()]
    for key, text in found.texts.items():
        found.rows[key] = before.rows[key] if before.texts.get(key) == text else json.loads(text)
    return found


def unexplained(before: Picture, after: Picture) -> list[str]:
    """What changed between two pictures without an event that says so, or by a way that the design does not have."""
    events = [event for key, event in after.events.items() if key not in before.events]
    cases, subjects = {event[0] for event in events}, {event[1] for event in events}
    wrong = [f"an event was changed: {key}" for key in before.events if before.events[key] != after.events.get(key)]
    for key in before.rows.keys() | after.rows.keys():
        table, row_id = key
        former, row = before.rows.get(key, {}), after.rows.get(key, {})
        if former == row:
            continue
        whose = (row or former).get("case_id") or (row_id if table == "case" else None)
        if whose not in cases and (row or former).get(SUBJECT.get(table, "id")) not in subjects:
            wrong.append(f"{table} changed without an event: {former} → {row}")
        if table in ("candidacy", "place_candidacy", "vacancy") and former.get("state") != row.get("state"):
            told = {event[2:] for event in events if event[1] == row_id}
            came, went = {to for _, to in told}, {away for away, _ in told}
            if former.get("state", "") not in went or row.get("state") not in came:
                wrong.append(f"{table} {row_id} moved and its events say otherwise: {former} → {row}, {told}")
        if table == "candidacy":
            wrong += astray(before, former, row)
    return wrong


def astray(before: Picture, former: dict[str, Any], row: dict[str, Any]) -> Iterator[str]:
    """A move that the design does not have: another state, a home that is gone, a better rank that still runs."""
    came, went = row.get("state", ""), former.get("state", "")
    if came == went:
        return
    if came not in AFTER.get(went, set()) | (AWAY if went in OPEN else set()):
        yield f"a candidacy went from {went} to {came}"
    home = before.rows.get(("vacancy", row.get("vacancy_id")), {})
    if came in NEEDS_THE_HOME and home and home["state"] not in ("open_to_agreement", "candidates_sent", "committee"):
        yield f"a candidacy came to {came} for a home that is {home['state']}"
    if came == "offered" and row["rank"]:
        inside = [one for one in before.of("candidacy") if one["state"] in OPEN and not one["held_on"]]
        outside = [one for one in before.of("outside_candidate") if not one["end"]]
        for one in (*inside, *outside):
            if one["vacancy_id"] == row["vacancy_id"] and one["rank"] and one["rank"] < row["rank"]:
                yield f"rank {row['rank']} was offered a home before rank {one['rank']}"
