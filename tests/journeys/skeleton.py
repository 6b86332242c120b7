"""What a page is made of, its words aside: two people whose pages have one skeleton see the same page."""

from html.parser import HTMLParser

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
VALUED = ("class", "role", "type", "scope", "aria-sort")
NAMED = frozenset({"hidden", "disabled", "required"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        sign = _sign(tag, dict(attributes))
        self.seen.add((self.open[-1] if self.open else "", sign))
        if tag not in VOID:
            self.open.append(sign)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.seen.add((self.open[-1] if self.open else "", _sign(tag, dict(attributes))))

    def handle_endtag(self, tag: str) -> None:
        while self.open and tag not in VOID:
            if self.open.pop().split("|")[0] == tag:
                break


def _sign(tag: str, attributes: dict[str, str | None]) -> str:
    kinds = [f"{name}={attributes[name]}" for name in VALUED if attributes.get(name)]
    names = sorted(name for name in attributes if name.startswith("aria-") or name in NAMED)
    return "|".join([tag, *kinds, *names])


def skeleton(text: str) -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]:
    """Which elements stand in which, in the frame and in `main`; how many of each does not count."""
    before, opening, rest = text.partition("<main")
    inside, closing, after = rest.partition("</main>")
    return _elements(before + after), _elements(opening + inside + closing)


def _elements(text: str) -> frozenset[tuple[str, str]]:
    reader = _Reader()
    reader.feed(text)
    return frozenset(reader.seen)
