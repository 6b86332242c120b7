"""What is wrong with a file, in codes: pure, without a sentence. The sentences are in `sentences.py`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: where, what was written, which rule, and what was probably meant.

    `row` is the line in the file or sheet (header = 1), None for the whole file; `column` the header as written.
    `detail` completes the sentence: the codes of a list, a length.
    """

    row: int | None
    column: str | None
    value: str | None
    code: str
    meant: str = ""
    detail: str = ""


class Unreadable(Exception):
    """The file cannot be read, or not any further."""

    def __init__(self, code: str, *, row: int | None = None, column: str | None = None, value: str | None = None):
        super().__init__(code)
        self.fault = Fault(row, column, value, code)


class Refusal(ValueError):
    """A cell that is not what its column holds."""

    def __init__(self, code: str, meant: str = "", detail: str = "") -> None:
        super().__init__(code)
        self.code, self.meant, self.detail = code, meant, detail
