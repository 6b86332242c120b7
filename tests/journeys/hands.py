"""Two hands on a keyboard and a mouse, which count what they do."""

from dataclasses import dataclass, field
from zlib import crc32

from playwright.sync_api import Locator, Page

# The keystroke-level model of Card, Moran and Newell: a key of an average typist, a pointing and its click, and the
# thought before each thing that is typed, ticked or chosen.
KEY, CLICK, THOUGHT = 0.28, 1.3, 1.35
MOST_TABS = 60


def phone_of(name: str) -> str:
    """Her own, among those kept for fiction: a number in the caseload already asks whether it is the same household."""
    number = 1000 + crc32(name.encode()) % 9000
    return f"06 39 98 {number // 100} {number % 100:02d}"


@dataclass
class Hands:
    """`fields` are those reached; a letter typed, a Tab and a space are a key each."""

    page: Page
    keys: int = 0
    clicks: int = 0
    fields: list[str] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """What the model predicts for somebody who knows the page, the talk on the phone aside."""
        return self.keys * KEY + self.clicks * CLICK + (len(self.fields) + self.clicks) * THOUGHT

    def click(self, target: Locator) -> None:
        self.clicks += 1
        target.click()

    def press(self, key: str) -> None:
        self.keys += 1
        self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.keys += len(words)
        self.page.keyboard.type(words)

    def tab_to(self, selector: str) -> None:
        """Press Tab until the focus is there; fails when it never comes."""
        for _ in range(MOST_TABS):
            if self.page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
                return
            self.press("Tab")
        raise AssertionError(f"{MOST_TABS} Tabs do not reach {selector}")

    def fill(self, name: str, words: str) -> None:
        self.reach(name)
        self.type(words)

    def choose(self, name: str, words: str) -> None:
        """In a closed list, by the beginning of the words."""
        self.fill(name, words)

    def tick(self, name: str, value: str) -> None:
        self.reach(name, f"[name='{name}'][value='{value}']")
        self.press("Space")

    def reach(self, name: str, selector: str = "") -> None:
        self.fields.append(name)
        self.tab_to(selector or f"[name='{name}']")
