"""The life of a follow-up table: sent, its columns and words said, looked at, brought in by a job or given up.

Looking at it writes nothing. Bringing it in is one transaction: all its new households, or none.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

from django.db import connection, transaction
from django.utils.translation import gettext as _

from palier.cases import policies
from palier.cases.enums import CaseState, Origin, Outcome, System, WaitingOn
from palier.cases.filing import add_fact
from palier.cases.follow_up import comparing
from palier.cases.follow_up.comparing import NEW, SUSPECTED, Comparison, compare, kept_report
from palier.cases.follow_up.fields import BY_CODE
from palier.cases.follow_up.mapping import CodedColumn, coded_columns, meanings_of, remember, targets_of
from palier.cases.follow_up.models import FollowUpFile
from palier.cases.follow_up.queries import get_file, mapping_for
from palier.cases.follow_up.reading import Line
from palier.cases.follow_up.sentences import sentence
from palier.cases.follow_up.table import Table, read_table
from palier.cases.handover import colleagues
from palier.cases.services import Call, move_case, write_case
from palier.homes.enums import ImportState
from palier.homes.faults import Unreadable
from palier.organisations.queries import running_agreements
from palier.platform import clock, events, jobs
from palier.platform.actor import Actor
from palier.platform.errors import Conflict, Invalid
from palier.platform.models import JobRun
from palier.platform.policy import require
from palier.territory.models import Commune

KEPT_FOR = timedelta(days=30)
# How often the work says how far it is: each time is a question on a second connection.
SAID_EVERY = 10
FACTS = ("couple", "reference_tax_income", "monthly_resources", "max_rent", "needs_accessible")
Advance = Callable[[int, int], None]


@transaction.atomic
def receive_table(*, actor: Actor, file_name: str, content: bytes, at: datetime) -> FollowUpFile:
    """Keep a table sent by the service and propose what its columns mean: as it said last time, else by likeness.

    Sent twice before its end, it is the same table. Raises Refused for a role that logs no calls, Invalid for what
    cannot be read as a table.
    """
    require(policies.may_bring_follow_up(actor))
    table = _table(content)
    digest = sha256(content).hexdigest()
    waiting = FollowUpFile.objects.filter(
        service_id=actor.service, digest=digest, state__in=[ImportState.RECEIVED, ImportState.CHECKED]
    ).first()
    if waiting:
        return waiting
    mapping, same = mapping_for(actor, table.digest)
    file = FollowUpFile(
        service_id=actor.service,
        asked_by_id=actor.user,
        asked_at=at,
        file_name=file_name[:200],
        content=content,
        digest=digest,
        header_digest=table.digest,
        targets=targets_of(table, mapping, same=same),
    )
    file.meanings, decided = meanings_of(actor, file, table, mapping, on=_day(at))
    if mapping and same and _runs(actor, mapping.agreement_id, at):
        file.agreement_id, file.origin = mapping.agreement_id, mapping.origin
        file.state = ImportState.CHECKED if decided else ImportState.RECEIVED
    file.save()
    events.record("follow_up.received", subject=file.id, to_state=file.state, changes={"rows": len(table.rows)})
    jobs.enqueue_at(
        "cases.forget_follow_up",
        at + KEPT_FOR,
        file=str(file.id),
        service=str(actor.service),
        organisation=str(actor.organisation),
    )
    return file


def _table(content: bytes) -> Table:
    try:
        return read_table(content)
    except Unreadable as broken:
        where = _("Row %(row)s: ") % {"row": broken.fault.row} if broken.fault.row else ""
        raise Invalid(fields={"file": f"{where}{sentence(broken.fault)}"}) from None


def table_of(file: FollowUpFile) -> Table:
    """The table as it was sent. Raises Conflict once its content is forgotten."""
    if file.content is None:
        raise Conflict(_("This table is %(state)s already.") % {"state": file.get_state_display()})
    return read_table(bytes(file.content))


def _runs(actor: Actor, agreement: UUID, at: datetime) -> bool:
    return running_agreements(actor, on=_day(at)).filter(id=agreement).exists()


def _day(at: datetime) -> date:
    return at.astimezone(clock.PARIS).date()


@transaction.atomic
def say_columns(
    *, actor: Actor, file_id: UUID, targets: Sequence[str], agreement: UUID, origin: str, at: datetime
) -> FollowUpFile:
    """Where each column goes, under which agreement the households come, and how they came where no column says it.

    Without coded columns the table is ready to be looked at. Raises Invalid for a field that two columns claim, for
    none that names the household, and for an agreement that does not run.
    """
    file = _open(actor, file_id)
    table = table_of(file)
    _refuse_targets(targets, table)
    if origin not in Origin.values:
        raise Invalid(fields={"origin": _("Say how these households came.")})
    if not _runs(actor, agreement, at):
        raise Invalid(fields={"agreement": _("No agreement of your organisation runs today: choose another.")})
    changed = list(targets) != file.targets
    file.targets, file.agreement_id, file.origin = list(targets), agreement, origin
    if changed or not file.meanings:
        file.meanings, _decided = meanings_of(actor, file, table, mapping_for(actor, table.digest)[0], on=_day(at))
    file.state = ImportState.RECEIVED if file.meanings else ImportState.CHECKED
    file.save()
    remember(file, table, at)
    return file


def _refuse_targets(targets: Sequence[str], table: Table) -> None:
    wrong: dict[str, Any] = {}
    if len(targets) != len(table.headers) or not comparing.targets_known(targets):
        raise Invalid
    for place, target in enumerate(targets):
        if target in BY_CODE and target in targets[:place]:
            wrong[f"column_{place}"] = _("Another column says this already: keep one of them in the note.")
    if not {"name", "last_name"} & set(targets):
        wrong["column_0"] = _("No column says the name: choose the one that does.")
    elif not {"phone", "received_on"} & set(targets):
        wrong["column_0"] = _("Choose the column of the phone, or of the day the household was received.")
    if wrong:
        raise Invalid(fields=wrong)


@transaction.atomic
def say_words(*, actor: Actor, file_id: UUID, meanings: Mapping[int, Mapping[str, str]], at: datetime) -> FollowUpFile:
    """What each word of the coded columns means, by place and search key; empty keeps it in the note."""
    file = _open(actor, file_id)
    table = table_of(file)
    if file.agreement_id is None:
        raise Conflict(_("Say first where the columns go."))
    kept: dict[str, dict[str, str]] = {}
    for column in coded_columns(actor, file, table, on=_day(at)):
        said = meanings.get(column.place, {})
        kept[str(column.place)] = {key: said.get(key, "") for key in column.words}
        _refuse_codes(column, kept[str(column.place)])
    file.meanings, file.state = kept, ImportState.CHECKED
    file.save()
    remember(file, table, at, words=True)
    return file


def _refuse_codes(column: CodedColumn, said: Mapping[str, str]) -> None:
    codes = {code for code in said.values() if code}
    if column.field == "communes":
        allowed = set(Commune.objects.filter(insee__in=codes).values_list("insee", flat=True))
    else:
        allowed = {code for code, _label in column.choices}
    if codes - allowed:
        raise Invalid


def _open(actor: Actor, file_id: UUID) -> FollowUpFile:
    """The table under lock, as long as it waits for somebody."""
    file = get_file(actor, file_id, lock=True)
    require(policies.may_bring_follow_up(actor))
    if _at_work(actor, file):
        raise Conflict(_("This table is being brought in: wait for its end, or stop it."))
    if file.state not in {ImportState.RECEIVED, ImportState.CHECKED}:
        raise Conflict(_("This table is %(state)s already.") % {"state": file.get_state_display()})
    return file


def _at_work(actor: Actor, file: FollowUpFile) -> JobRun | None:
    run = jobs.visible_to(actor).filter(id=file.job_id).first()
    return run if run and not run.over else None


def look(actor: Actor, file: FollowUpFile, *, today: date) -> Comparison:
    """What bringing the table in would do now; nothing is written."""
    require(policies.may_bring_follow_up(actor))
    return compare(actor, file, table_of(file), today=today)


@transaction.atomic
def ask_to_bring_in(*, actor: Actor, file_id: UUID, wanted: Sequence[int]) -> JobRun:
    """Have a job bring the table in, with the `wanted` rows among those that look like a known household.

    Asked twice, the same job.
    """
    file = get_file(actor, file_id, lock=True)
    require(policies.may_bring_follow_up(actor))
    if file.state != ImportState.CHECKED:
        raise Conflict(_("This table is %(state)s already.") % {"state": file.get_state_display()})
    if former := _at_work(actor, file):
        return former
    file.wanted = sorted({int(row) for row in wanted})
    run = jobs.start("cases.bring_follow_up", actor=actor, label=_("Bring in the follow-up table"), file=str(file.id))
    file.job_id = run.id
    file.save()
    return run


@transaction.atomic
def bring_in(*, actor: Actor, file_id: UUID, advance: Advance, at: datetime) -> FollowUpFile:
    """Write the new households of a table as cases of the service, all or nothing. Twice does nothing more.

    What was true when it was looked at is looked at again: a household logged meanwhile is left out.
    """
    file = get_file(actor, file_id, lock=True)
    require(policies.may_bring_follow_up(actor))
    if file.state == ImportState.APPLIED:
        return file
    if file.state != ImportState.CHECKED:
        raise Conflict(_("This table is %(state)s already.") % {"state": file.get_state_display()})
    _one_at_a_time(file.service_id)
    comparison = compare(actor, file, table_of(file), today=_day(at))
    chosen = [
        outcome
        for outcome in comparison.outcomes
        if outcome.kind == NEW or (outcome.kind == SUSPECTED and outcome.line.row in file.wanted)
    ]
    team = {str(user.id) for user in colleagues(actor, on=_day(at))}
    brought: dict[int, str] = {}
    for done, outcome in enumerate(chosen):
        if done % SAID_EVERY == 0:
            advance(done, len(chosen))
        assert outcome.case is not None, "only a refused row has no case"
        brought[outcome.line.row] = _write(actor, file, outcome.case, outcome.line, team, at)
    advance(len(chosen), len(chosen))
    file.counts = comparison.counts | {"brought": len(brought)}
    file.report = kept_report(comparison, brought)
    _end(file, ImportState.APPLIED, at)
    return file


def _one_at_a_time(service: UUID) -> None:
    """Two tables of one service wait for each other: the second then knows what the first has brought in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"follow-up of {service}"])


def _write(actor: Actor, file: FollowUpFile, case_id: UUID, line: Line, team: set[str], at: datetime) -> str:
    """One household: its case, then where it stands. Returns its reference."""
    case = write_case(actor=actor, call=_call(file, case_id, line, team), at=at, kind="case.imported")
    if number := line.values.get("nur"):
        said = {"system": System.NUR, "number": number, "obtained_on": line.values.get("nur_on")}
        add_fact(
            actor=actor, case_id=case.id, word="identifier", fact_id=uuid5(case.id, System.NUR), values=said, at=at
        )
    state = line.values.get("state", CaseState.OPEN)
    if state in Outcome.values:
        closed = line.values.get("closed_on")
        on = datetime.combine(closed, time(12), clock.PARIS) if closed else at
        move_case(actor=actor, case_id=case.id, version=case.version, to=CaseState.CLOSED, at=on, outcome=state)
    elif state != CaseState.RECEIVED:
        move_case(actor=actor, case_id=case.id, version=case.version, to=state, at=at)
    return case.reference


def _call(file: FollowUpFile, case_id: UUID, line: Line, team: set[str]) -> Call:
    """The household as a call says it. Nobody has told it yet what is kept of it: the notice is still to be given."""
    said = line.values
    referent = said.get("referent")
    return Call(
        id=case_id,
        agreement=file.agreement_id,
        origin=said.get("origin", file.origin),
        first_name=said.get("first_name", ""),
        last_name=said["last_name"],
        phone=said.get("phone", ""),
        may_leave_message=False,
        housing=said.get("housing", ""),
        housing_until=said.get("housing_until"),
        adults=said.get("adults", 1),
        children_ages=said.get("children_ages", ()),
        communes=said.get("communes", ()),
        employer=said.get("employer", ""),
        causes=said.get("causes", ()),
        authorised=(),
        informed=None,
        facts={name: said[name] for name in FACTS if name in said},
        received_on=said.get("received_on"),
        born_on=said.get("born_on"),
        referent=UUID(referent) if referent in team else None,
        waiting_on=said.get("waiting_on", WaitingOn.HOLDER),
        note=note_of(line),
    )


def note_of(line: Line) -> str:
    """What the table said beside the facts, in its own words under its own headers; empty when it said no more."""
    if not line.kept:
        return ""
    begins = _("From the follow-up table, row %(row)s:") % {"row": line.row}
    return "\n".join([begins, *(f"{header}: {cell}" for header, cell in line.kept)])


@transaction.atomic
def drop_table(*, actor: Actor, file_id: UUID, at: datetime) -> FollowUpFile:
    """Give a table up: its content is forgotten at once."""
    file = _open(actor, file_id)
    _end(file, ImportState.DROPPED, at)
    return file


@transaction.atomic
def forget_table(*, actor: Actor, file_id: UUID, at: datetime) -> None:
    """Thirty days after it was sent: whoever has not brought it in has given it up, and the report keeps no name."""
    file = get_file(actor, file_id, lock=True)
    if file.state in {ImportState.RECEIVED, ImportState.CHECKED}:
        _end(file, ImportState.DROPPED, at)
    if file.report or file.meanings:
        file.report, file.meanings, file.wanted = {}, {}, []
        file.save()
        events.record("follow_up.forgotten", subject=file.id)


def _end(file: FollowUpFile, state: ImportState, at: datetime) -> None:
    former, file.state = file.state, state
    file.ended_at, file.content = at, None
    file.save()
    events.record(f"follow_up.{state}", subject=file.id, from_state=former, to_state=state, changes=file.counts)
