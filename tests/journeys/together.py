"""What the service that holds a case and its partner do together before any home: words given, a mandate, a joint
assessment, a partner meeting; each at her own desk.
"""

from datetime import date

from tests.journeys.story import Story, unfold


def support_service(story: Story) -> str:
    return story.ask("SELECT id::text FROM service WHERE name = 'support service'")[0][0]


def confirmed_in_writing(story: Story, case: str) -> None:
    """The household signs the authorisation that it had only spoken."""
    story.desk("adviser").look(f"/cases/{case}/sharing/").send("/confirm/")


def a_mandate(story: Story, case: str, months: int, objectives: str) -> None:
    adviser = story.desk("adviser").look(f"/cases/{case}/support/")
    said = {"purpose": "both", "months": months, "objectives": objectives}
    adviser.send("/support/", operator=support_service(story), **said)


def accepted(story: Story, case: str, starts_on: date) -> None:
    story.desk("social_worker").look(f"/cases/{case}/support/").send("/accept/", starts_on=starts_on)


def begun(story: Story, case: str) -> str:
    """A joint assessment, of which each service writes its own sections."""
    story.desk("adviser").look(f"/cases/{case}/assessment/").send("/begin/", partner=support_service(story))
    return story.ask("SELECT id::text FROM social_assessment WHERE case_id = %s", case)[0][0]


def proposed(story: Story, assessment: str, key: str, kind: str, why: str) -> None:
    story.desk(key).look(f"/assessments/{assessment}/").send("/orientation/", kind=kind, why=why)


def read_by_the_household(story: Story, assessment: str, on: date, remarks: str) -> None:
    worker = story.desk("social_worker").look(f"/assessments/{assessment}/")
    worker.send("/reading/", read_on=on, means="together", remarks=remarks, copy_given=True)


def signed_by_both(story: Story, assessment: str) -> None:
    for key in ("adviser", "social_worker"):
        story.desk(key).look(f"/assessments/{assessment}/").send("/sign/")


def a_meeting(story: Story, case: str, held_on: date) -> str:
    """Convened, with the case on its agenda: its line."""
    adviser = story.desk("adviser").look("/meetings/convene/")
    for service in story.ask("SELECT id::text FROM service WHERE name IN ('support service', 'allocations service')"):
        adviser.page.locator(f"[name=services][value='{service[0]}']").check()
    adviser.send("", held_on=held_on)
    adviser.send("/agenda/", case=case)
    return story.ask("SELECT id::text FROM agenda_line")[0][0]


def decided(story: Story, line: str, kind: str, why: str) -> None:
    """In the meeting, which is then closed: its record is fixed for every service asked."""
    adviser = story.desk("adviser").look(f"/meetings/lines/{line}/")
    adviser.send("", kind=kind, why=why)
    (meeting,) = story.ask("SELECT meeting_id::text FROM agenda_line WHERE id = %s", line)[0]
    adviser.look(f"/meetings/{meeting}/")
    for key in ("adviser", "social_worker", "allocation_officer"):
        (user,) = story.ask('SELECT id::text FROM "user" WHERE email = %s', f"{key}@tests.invalid")[0]
        there = adviser.page.locator(f"[name=users][value='{user}']")
        unfold(there)
        there.check()
    adviser.send("/room/").send("/close/")
