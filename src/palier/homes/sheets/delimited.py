"""CSV: UTF-8 with or without BOM, or Windows-1252; semicolon, comma or tab."""

import codecs
import csv
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import TextIO

from palier.homes.faults import Unreadable
from palier.homes.sheets import Row, Sheet

DELIMITERS = ";,\t"
CHUNK = 1 << 20
# A line beyond this is no line: the file is not a table, and must not be held in memory.
LONGEST_LINE = 1 << 20
# UTF-8 read as Windows-1252 shows as Ã followed by one of these: French has no such word.
DISGUISED = re.compile(rb"\xc3[\x80-\xbf]")
# The five bytes that Windows-1252 gives no character.
UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


def read(path: Path) -> Sheet:
    encoding, lines = _survey(path)
    return Sheet(_rows(path, encoding, _delimiter(path, encoding)), lines)


def _survey(path: Path) -> tuple[str, int]:
    """The encoding, proven on every byte, and the number of lines."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines, broken, undefined, disguised = 1, 0, 0, False
    with path.open("rb") as file:
        head = file.read(3)
        if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            raise Unreadable("utf16")
        file.seek(0)
        while chunk := file.read(CHUNK):
            broken = broken or _first_broken(decoder, chunk, lines, final=len(chunk) < CHUNK)
            undefined = undefined or _line_of(UNDEFINED.search(chunk), chunk, lines)
            disguised = disguised or DISGUISED.search(chunk) is not None
            lines += chunk.count(b"\n")
    if not broken:
        return ("utf-8-sig" if head == codecs.BOM_UTF8 else "utf-8"), lines
    if undefined or disguised or head == codecs.BOM_UTF8:
        raise Unreadable("encoding", row=undefined or broken)
    return "cp1252", lines


def _first_broken(decoder: codecs.IncrementalDecoder, chunk: bytes, lines: int, *, final: bool) -> int:
    """The line of the first byte that is not UTF-8, 0 when all are."""
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError as error:
        return lines + error.object[: error.start].count(b"\n")
    return 0


def _line_of(match: re.Match[bytes] | None, chunk: bytes, lines: int) -> int:
    return lines + chunk[: match.start()].count(b"\n") if match else 0


def _delimiter(path: Path, encoding: str) -> str:
    """The one that cuts the first line that says something into the most cells."""
    with path.open(encoding=encoding, newline="") as file:
        first = next((line for line in _lines(file) if line.strip(DELIMITERS + "\r\n ")), "")
    try:
        return max(DELIMITERS, key=lambda mark: len(_cells(first, mark)))
    except csv.Error as error:
        raise Unreadable("no_table") from error


def _cells(line: str, delimiter: str) -> list[str]:
    return next(csv.reader(StringIO(line), delimiter=delimiter), [])


def _lines(file: TextIO) -> Iterator[str]:
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE:
            raise Unreadable("no_table", row=number)
        yield line


def _rows(path: Path, encoding: str, delimiter: str) -> Iterator[Row]:
    """A quoted cell may span lines: the row is where it begins. A quote left open ends the reading."""
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(_lines(file), delimiter=delimiter, strict=True)
        while True:
            begins = reader.line_num + 1
            try:
                yield Row(begins, next(reader))
            except StopIteration:
                return
            except csv.Error as error:
                if "expected after" not in str(error):
                    raise Unreadable("open_quote", row=begins) from error
                yield Row(begins, [], "stray_quote")
