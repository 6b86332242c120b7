"""The board of a meeting with a mouse: a household dragged to a home says what the keyboard's way there says."""

from decimal import Decimal

import pytest
from django.db import transaction
from playwright.sync_api import Locator, Page, expect

from tests.journeys.story import of_the_small_world

pytestmark = pytest.mark.slow

DEAR, CHEAP = "7 quai Jayr", "9 rue Tronchet"


@pytest.fixture
def board(committed_world, committing_db, as_worker):
    """Two homes and two households as who prepares the meeting sees them; only one household fits the dear home."""
    from palier.candidacies import meetings
    from palier.placement import boards, services
    from palier.platform.actor import system_actor
    from palier.platform.context import acting
    from tests.factories.homes import an_opening
    from tests.factories.meetings import a_meeting, on_the_agenda
    from tests.factories.world import AT, DAY

    world = committed_world
    with transaction.atomic():
        facts = {"reference_tax_income": Decimal(18000), "needs_accessible": False}
        modest = {"monthly_resources": Decimal(1700), "max_rent": Decimal(600)}
        easier = {"monthly_resources": Decimal(3000), "max_rent": Decimal(900)}
        cases = [world.case(facts=facts | more, children_ages=(4,)) for more in (modest, easier)]
        homes = [
            an_opening(world, address=address, rent=Decimal(rent)).id for address, rent in ((DEAR, 700), (CHEAP, 480))
        ]
        meeting = a_meeting(world)
        lines = [str(on_the_agenda(world, meeting, case).id) for case in cases]
        with acting(world.actor("adviser"), now=AT) as adviser:
            meetings.put_on(actor=adviser, meeting_id=meeting.id, homes=homes, at=AT)
    with as_worker(), transaction.atomic(), acting(system_actor("placement")):
        services.refresh(world.agreement.id, at=AT)
        boards.refresh_board(meeting.id)
    with of_the_small_world(world, committing_db, DAY) as story:
        yield story.desk("adviser").look(f"/meetings/{meeting.id}/board/").page, *lines


def home(page: Page, address: str) -> Locator:
    return page.locator("[data-home]").filter(has_text=address)


def drag(page: Page, line: str, target: Locator) -> None:
    """With the mouse held down, in two moves: a browser begins to drag with the first one."""
    page.locator(f".tray [data-line='{line}'] strong").hover()
    page.mouse.down()
    target.hover()
    target.hover()
    page.mouse.up()


def said(page: Page) -> tuple[str, str]:
    asked = page.locator("#asked")
    expect(asked.locator("textarea[name=why]")).to_be_visible()
    return page.url, asked.inner_text()


def test_a_household_dragged_to_a_home_asks_what_the_keyboard_asks(board):
    page, modest, _easier = board
    empty = page.url
    home(page, CHEAP).locator(f"[data-line='{modest}'] a[data-ask]").press("Enter")
    by_keyboard = said(page)
    page.goto(empty)
    drag(page, modest, home(page, CHEAP).locator("h2"))
    assert said(page) == by_keyboard


def test_a_home_that_a_household_does_not_fit_takes_no_drag(board):
    page, modest, easier = board
    empty = page.url
    drag(page, modest, home(page, DEAR).locator("h2"))
    assert page.url == empty
    # It was put down: what is dropped next is what is dragged next.
    drag(page, easier, home(page, DEAR).locator("h2"))
    said(page)
    assert f"line={easier}#" in page.url
