"""The words of the screens, without gettext: extract them, add French, compile, check.

English is written in the code and in the templates. `locale/fr/LC_MESSAGES/django.po` holds what has been put into
French, `locale/en/…` only the plurals (and any sentence that must read otherwise than in the code). Both are sorted and
carry no line number, so that a diff shows words and nothing else.

    python -m palier.platform.messages missing src/palier/web/cases > cases.po   # what has no French yet, to fill in
    python -m palier.platform.messages add cases.po                              # merge it, under a lock
    python -m palier.platform.messages extract [--prune]                         # bring both catalogues up to date
    python -m palier.platform.messages check [PATH …]                            # exit 1 and say what is wrong
    python -m palier.platform.messages compile                                   # write the .mo files
"""

from __future__ import annotations

import argparse
import ast
import fcntl
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from palier.platform.typography import typeset

SOURCE = Path(__file__).resolve().parents[1]
LANGUAGES = ("fr", "en")
HEADER = """# {title}
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: {language}\\n"
"Plural-Forms: nplurals=2; plural={plural};\\n"

"""
TITLES = {
    "fr": "Palier in French: every sentence of the screens.",
    "en": "Palier in English: the sentences stand in the code; here are their plurals, and what must read otherwise.",
}
PLURALS = {"fr": "(n > 1)", "en": "(n != 1)"}
FUNCTIONS = ("gettext", "ngettext", "pgettext", "npgettext")
KEYWORDS = ("_", "gettext_noop", *FUNCTIONS, *(f"{name}_lazy" for name in FUNCTIONS))

CALL = re.compile(
    r"""\b(?P<name>npgettext|pgettext|ngettext|gettext|_)\(
        (?P<arguments>(?:\s*u?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')\s*,?)+)\s*(?:count)?\s*\)""",
    re.VERBOSE | re.DOTALL,
)
LITERAL = re.compile(r"""u?("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')""", re.DOTALL)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*(?:[!:][^{}]*)?\}")


@dataclass(frozen=True, order=True)
class Key:
    """What gettext looks a sentence up by."""

    text: str
    context: str = ""


@dataclass
class Entry:
    """One sentence: its plural if it counts something, where it stands, and its translation."""

    key: Key
    plural: str = ""
    places: set[str] = field(default_factory=set)
    translation: tuple[str, ...] = ()
    fuzzy: bool = False

    @property
    def translated(self) -> bool:
        return len(self.translation) == (2 if self.plural else 1) and all(self.translation)


Book = dict[Key, Entry]


def catalogue_path(language: str, source: Path = SOURCE) -> Path:
    return source / "locale" / language / "LC_MESSAGES" / "django.po"


def extract(source: Path = SOURCE) -> Book:
    """Every sentence of the code and of the templates under `source`."""
    book: Book = {}
    for path in sorted(source.rglob("*")):
        if path.suffix == ".py":
            found = _from_python(path)
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            found = _from_template(path)
        else:
            continue
        for key, plural in found:
            entry = book.setdefault(key, Entry(key))
            entry.plural = entry.plural or plural
            entry.places.add(str(path.relative_to(source)))
    return book


def _from_python(path: Path) -> Iterator[tuple[Key, str]]:
    with path.open("rb") as file:
        for _line, name, texts, _comments in extract_python(file, dict.fromkeys(KEYWORDS), [], {}):
            yield from _message(str(name), [texts] if isinstance(texts, str) else list(texts))


def _from_template(path: Path) -> Iterator[tuple[Key, str]]:
    for call in CALL.finditer(templatize(path.read_text(encoding="utf-8"), origin=str(path))):
        texts = [ast.literal_eval(literal) for literal in LITERAL.findall(call["arguments"])]
        yield from _message(call["name"], texts)


def _message(name: str, texts: Iterable[str | None]) -> Iterator[tuple[Key, str]]:
    words = [text for text in texts if text]
    context = words.pop(0) if "pgettext" in name and words else ""
    plural = words[1] if name.startswith(("ngettext", "npgettext")) and len(words) > 1 else ""
    if words:
        yield Key(words[0], context), plural


def read(path: Path) -> Book:
    """The entries of a catalogue, those no longer used included."""
    if not path.exists():
        return {}
    with path.open("rb") as file:
        catalogue = read_po(file, charset="utf-8", abort_invalid=True)
    book: Book = {}
    for message in [*catalogue.obsolete.values(), *catalogue]:
        if not message.id:
            continue
        ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        texts = (message.string,) if isinstance(message.string, str) else tuple(message.string)
        key = Key(ids[0], message.context or "")
        book[key] = Entry(key, ids[1] if len(ids) > 1 else "", set(), texts, message.fuzzy)
    return book


def serialise(language: str, used: Iterable[Entry], unused: Iterable[Entry] = ()) -> bytes:
    """The text of a catalogue: sorted, without line numbers or dates."""
    catalogue = Catalog(locale=language, charset="utf-8")
    for message in _messages(used):
        catalogue[message.id] = message
    catalogue.obsolete.update({(str(message.id), message.context or ""): message for message in _messages(unused)})
    out = BytesIO()
    write_po(out, catalogue, width=0, no_location=True, omit_header=True)
    header = HEADER.format(title=TITLES[language], language=language, plural=PLURALS[language])
    return header.encode() + out.getvalue().strip() + b"\n"


def _messages(entries: Iterable[Entry]) -> Iterator[Message]:
    for entry in sorted(entries, key=lambda entry: entry.key):
        texts = entry.translation or ("", "")
        yield Message(
            (entry.key.text, entry.plural) if entry.plural else entry.key.text,
            texts if entry.plural else texts[0],
            context=entry.key.context or None,
            flags=["fuzzy"] if entry.fuzzy else [],
        )


def update(source: Path = SOURCE, additions: Mapping[Key, Entry] | None = None, *, prune: bool = False) -> list[str]:
    """Bring both catalogues up to date with the code; say which translations the additions replace.

    A translation whose sentence has left the code is kept aside, marked `#~`, until `prune`.
    """
    with _locked(source):
        book = extract(source)
        known = read(catalogue_path("fr", source))
        replaced = []
        for key, entry in (additions or {}).items():
            if key in known and known[key].translated and known[key].translation != entry.translation:
                replaced.append(f"{key.text!r}: {known[key].translation!r} → {entry.translation!r}")
            known[key] = entry
        used = [ready for key, entry in book.items() if any((ready := _translated(entry, known.get(key))).translation)]
        unused = [entry for key, entry in known.items() if key not in book and entry.translated and not prune]
        _write(catalogue_path("fr", source), serialise("fr", used, unused))
        _write(catalogue_path("en", source), serialise("en", _english(book, read(catalogue_path("en", source)))))
    return replaced


def _translated(entry: Entry, known: Entry | None) -> Entry:
    if known is None or bool(known.plural) != bool(entry.plural):
        return entry
    return Entry(entry.key, entry.plural, entry.places, tuple(map(typeset, known.translation)), known.fuzzy)


def _english(book: Book, known: Book) -> Iterator[Entry]:
    for key, entry in book.items():
        former = _translated(entry, known.get(key)).translation
        if entry.plural:
            yield Entry(key, entry.plural, translation=former if any(former) else (key.text, entry.plural))
        elif any(former):
            yield Entry(key, translation=known[key].translation)


@contextmanager
def _locked(source: Path) -> Iterator[None]:
    (source / "locale").mkdir(exist_ok=True)
    handle = os.open(source / "locale", os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _write(path: Path, content: bytes) -> None:
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)


def compile_catalogues(source: Path = SOURCE) -> None:
    """Write the .mo files that Django reads."""
    with _locked(source):
        for language in LANGUAGES:
            path = catalogue_path(language, source)
            with path.open("rb") as file:
                catalogue = read_po(file, locale=language, charset="utf-8")
            out = BytesIO()
            write_mo(out, catalogue)
            _write(path.with_suffix(".mo"), out.getvalue())


def problems(source: Path = SOURCE, under: Iterable[str] = ()) -> list[str]:
    """What is wrong with the catalogues, a line each; with `under`, only for the files below these folders."""
    prefixes = tuple(_inside(path, source) for path in under)
    french, english = read(catalogue_path("fr", source)), read(catalogue_path("en", source))
    found = []
    for key, entry in sorted(extract(source).items()):
        if prefixes and not any(place.startswith(prefixes) for place in entry.places):
            continue
        faults = [f"French {fault}" for fault in _faults(entry, french.get(key))]
        faults += [f"French {fault}" for fault in _untypeset(french.get(key))]
        if entry.plural or key in english:
            faults += [f"English {fault}" for fault in _faults(entry, english.get(key))]
        found += [f"{', '.join(sorted(entry.places))}: {key.text!r}: {fault}" for fault in faults]
    return found


def _inside(path: str, source: Path) -> str:
    place = Path(path).resolve()
    return "" if place == source else str(place.relative_to(source))


def _faults(entry: Entry, known: Entry | None) -> Iterator[str]:
    if known is None or not _translated(entry, known).translated:
        yield "is missing"
        return
    if known.fuzzy:
        yield "is marked fuzzy"
    wanted = set(_placeholders(entry.plural or entry.key.text))
    for position, text in enumerate(known.translation):
        given = set(_placeholders(text))
        one_of_several = bool(entry.plural) and position == 0
        if not (given <= wanted if one_of_several else given == wanted):
            yield f"has placeholders {sorted(given)} for {sorted(wanted)}"


def _placeholders(text: str) -> list[str]:
    return PLACEHOLDER.findall(text.replace("%%", ""))


def _untypeset(known: Entry | None) -> Iterator[str]:
    for text in known.translation if known else ():
        if typeset(text) != text:
            yield f"should be written {typeset(text)!r}"


def missing(source: Path = SOURCE, under: Iterable[str] = ()) -> bytes:
    """A catalogue of what has no French yet, to fill in and `add`."""
    prefixes = tuple(_inside(path, source) for path in under)
    known = read(catalogue_path("fr", source))
    left = [
        entry
        for key, entry in extract(source).items()
        if not _translated(entry, known.get(key)).translated
        and (not prefixes or any(place.startswith(prefixes) for place in entry.places))
    ]
    return serialise("fr", left)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m palier.platform.messages", description="The words of the screens.")
    acts = parser.add_subparsers(dest="act", required=True)
    acts.add_parser("extract", help="bring both catalogues up to date").add_argument(
        "--prune", action="store_true", help="forget translations whose sentence has left the code"
    )
    acts.add_parser("add", help="merge French translations").add_argument("files", nargs="+", metavar="FILE.po")
    acts.add_parser("compile", help="write the .mo files")
    for name, text in (("missing", "print what has no French yet"), ("check", "exit 1 and say what is wrong")):
        acts.add_parser(name, help=text).add_argument("paths", nargs="*", metavar="PATH")
    options = parser.parse_args(arguments)
    if options.act == "check":
        found = problems(under=options.paths)
        sys.stderr.writelines(f"{line}\n" for line in found)
        return 1 if found else 0
    if options.act == "missing":
        sys.stdout.buffer.write(missing(under=options.paths))
    elif options.act == "compile":
        compile_catalogues()
    else:
        additions: Book = {}
        for file in getattr(options, "files", ()):
            additions |= {key: entry for key, entry in read(Path(file)).items() if entry.translated}
        replaced = update(additions=additions, prune=getattr(options, "prune", False))
        sys.stderr.writelines(f"replaced {line}\n" for line in replaced)
    return 0


if __name__ == "__main__":
    sys.exit(main())
