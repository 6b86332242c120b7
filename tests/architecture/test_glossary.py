"""One thing, one word: the code speaks as docs/glossary.md says, in both languages."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import yaml

from palier.platform import messages

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src/palier"
GLOSSARY = ROOT / "docs/glossary.md"

ARTICLES = {"le", "la", "l’", "les", "–"}
# What a class is built on when it names a thing of the domain.
BASES = re.compile(r"Choices|StrEnum|IntEnum|models\.Model|AbstractBaseUser|Identified|Recorded|CaseBound")
# Classes that name a mechanism, not a thing somebody speaks of.
TECHNICAL = {
    "Identified",  # a model with an id of its own
    "Recorded",  # what events and accesses share
    "CaseBound",  # a model behind the second wall
    "OfTitle",  # a row that who reads its title reads
    "OfMeeting",  # a row that the services with a seat read
    "Delivery",  # a handler ran once
    "StockImportPart",  # a piece of a file
    "Side",  # whose fact a rule reads
    "Action",  # what to do about a criterion
}
# An identifier that says an avoided word, and why it may. A reason that no longer serves fails.
EXCEPTIONS = {
    "STATE_BY_CONVENTION": "the register's own code 5 of position 63",
    "loan": "the field of the JSON documents (docs/commands.md), which other programs send",
    "why.loan": "the sentence about that field",
}
# The same for French sentences.
FRENCH_EXCEPTIONS = {
    "Lisez les fiches de candidature telles que la commission les reçoit.": "said to the CALEOL's own secretary",
}
IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[_./:-][A-Za-z0-9]+)*")
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[A-Z]")
TAGS = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}", re.DOTALL)
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
SAID = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}


@dataclass(frozen=True)
class Entry:
    identifier: str
    french: str
    article: str
    meaning: str
    avoid: str


@dataclass(frozen=True)
class Avoided:
    """A word to avoid, and the longer words in which it is right."""

    word: str
    unless: tuple[str, ...] = ()


# --- reading the page


def cells(text: str, columns: tuple[str, ...]) -> Iterator[list[str]]:
    """The rows of every table with this header."""
    inside = False
    for line in text.splitlines():
        row = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
        if tuple(row) == columns:
            inside = True
        elif not row:
            inside = False
        elif inside and set(row[0]) != {"-"}:
            assert len(row) == len(columns), line
            yield row


def entries(text: str) -> list[Entry]:
    return [Entry(*row) for row in cells(text, ("identifier", "French", "article", "meaning", "avoid"))]


def avoided(text: str, marks: str) -> list[Avoided]:
    """The words to avoid: in backticks those of identifiers, between guillemets those of French texts."""
    pattern = re.compile(r"`([^`]+)`" if marks == "`" else r"«\s*([^»]+?)\s*»")
    found = [entry.avoid for entry in entries(text)] + [row[0] for row in cells(text, ("avoid", "say", "why"))]
    words = []
    for cell in found:
        bad, _, good = cell.partition(" except ")
        unless = tuple(pattern.findall(good))
        words += [Avoided(word, unless) for word in pattern.findall(bad)]
    return words


@cache
def page() -> str:
    return GLOSSARY.read_text(encoding="utf-8")


# --- reading the code


@cache
def trees(source: Path = SOURCE) -> dict[Path, ast.Module]:
    paths = [path for path in sorted(source.rglob("*.py")) if "migrations" not in path.parts]
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def named_things(found: Iterable[ast.Module]) -> set[str]:
    """Models and enumerations; a class inside a model is a word of its own model."""
    return {
        node.name
        for tree in found
        for node in tree.body
        if isinstance(node, ast.ClassDef) and any(BASES.search(ast.unparse(base)) for base in node.bases)
    }


def docstrings(tree: ast.Module) -> set[int]:
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, owners)]
    return {id(body[0].value) for body in bodies if body and isinstance(body[0], ast.Expr)}


def spoken(tree: ast.Module) -> set[int]:
    """The strings given to gettext: sentences, not names."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) in SAID]
    return {id(argument) for call in calls for argument in call.args}


def identifiers(tree: ast.Module) -> Iterator[str]:
    """Every name, and every string that is written as one: states, kinds of event, fields, names of addresses."""
    not_names = docstrings(tree) | spoken(tree)
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.arg(arg=name) | ast.Attribute(attr=name) | ast.Name(id=name):
                yield name
            case ast.keyword(arg=str(name)):
                yield name
            case ast.Constant(value=str(text)) if id(node) not in not_names and IDENTIFIER.fullmatch(text):
                yield text


def strings(tree: ast.Module) -> Iterator[str]:
    """Every string a person may read."""
    left_out = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out:
            yield node.value


def template_names(text: str) -> Iterator[str]:
    """Names in tags, without the sentences they translate."""
    for match in TAGS.finditer(text):
        tag = (match[1] or match[2]).strip()
        if tag.startswith(("translate", "blocktranslate", "comment")):
            tag = QUOTED.sub(" ", tag)
        yield from IDENTIFIER.findall(tag)


def templates() -> dict[Path, str]:
    paths = [path for path in SOURCE.rglob("*") if path.suffix in {".html", ".txt"} and "templates" in path.parts]
    return {path: path.read_text(encoding="utf-8") for path in sorted(paths)}


def leaves(texts: dict) -> Iterator[str]:
    for text in texts.values():
        if isinstance(text, dict):
            yield from leaves(text)
        else:
            yield str(text)


def french_texts() -> Iterator[tuple[str, str]]:
    """Where it stands, and the text: catalogue, sentences of the rules, and whatever is French in code or template."""
    for entry in messages.read(messages.catalogue_path("fr")).values():
        for text in entry.translation:
            yield f"fr/django.po: {entry.key.text!r}", text
    sentences = yaml.safe_load((SOURCE / "rules/sentences.fr.yaml").read_text(encoding="utf-8"))
    for text in leaves(sentences):
        yield "rules/sentences.fr.yaml", text
    for path, tree in trees().items():
        for text in strings(tree):
            yield str(path.relative_to(SOURCE)), text
    for path, text in templates().items():
        yield str(path.relative_to(SOURCE)), text


# --- comparing


def snake(name: str) -> str:
    return "_".join(words_of(name))


def words_of(identifier: str) -> list[str]:
    """`VacancyState.OPEN` and `vacancy_state` → vacancy, state …"""
    return [word.lower() for word in WORD.findall(identifier)]


def says(identifier: str, bad: Avoided) -> bool:
    """Whether the words of `bad` follow one another in the identifier, in the singular or the plural."""
    wanted, words = words_of(bad.word), words_of(identifier)
    if identifier in bad.unless or not wanted:
        return False
    *first, last = wanted
    ends = {last, f"{last}s"}
    for start in range(len(words) - len(wanted) + 1):
        stretch = words[start : start + len(wanted)]
        if stretch[:-1] == first and stretch[-1] in ends:
            return True
    return False


def says_in_french(text: str, bad: Avoided) -> bool:
    """Whole words, singular or plural; an acronym in capitals only."""
    plain = text.replace("\u00a0", " ").replace("\u202f", " ").replace("'", "’")
    for phrase in bad.unless:
        plain = re.sub(re.escape(phrase), " ", plain, flags=re.IGNORECASE)
    flags = 0 if bad.word.isupper() else re.IGNORECASE
    return re.search(rf"(?<!\w){re.escape(bad.word)}s?(?!\w)", plain, flags) is not None


def wrong_names(names: Iterable[str], text: str) -> set[str]:
    bad = avoided(text, "`")
    return {name for name in names if any(says(name, one) for one in bad)}


def wrong_french(texts: Iterable[tuple[str, str]], text: str) -> list[str]:
    bad = avoided(text, "«")
    return [
        f"{place}: {said!r} says {one.word!r}"
        for place, said in texts
        for one in bad
        if said not in FRENCH_EXCEPTIONS and says_in_french(said, one)
    ]


@cache
def all_names() -> frozenset[str]:
    in_code = {name for tree in trees().values() for name in identifiers(tree)}
    in_templates = {name for text in templates().values() for name in template_names(text)}
    return frozenset(in_code | in_templates)


# --- the page itself


def test_the_page_is_well_formed():
    found = entries(page())
    assert len(found) > 80
    names = [entry.identifier for entry in found]
    assert sorted({name for name in names if names.count(name) > 1}) == []
    for entry in found:
        assert entry.french, entry
        assert entry.article in ARTICLES, entry
        assert entry.meaning.endswith((".", "…")), entry
        # An avoid cell holds marked words only: one without a mark would be read by nobody.
        bare = re.sub(r"`[^`]+`|«[^»]+»|,|\bexcept\b", "", entry.avoid).strip()
        assert bare == "", entry


def test_every_model_and_enumeration_is_a_word_of_the_page():
    known = {entry.identifier for entry in entries(page())}
    things = named_things(trees().values())
    missing = sorted(name for name in things - TECHNICAL if snake(name) not in known)
    assert missing == [], "add them to docs/glossary.md, with their French"
    assert sorted(TECHNICAL - things) == [], "no longer there: take them out of TECHNICAL"


def test_every_word_of_the_page_is_used():
    """A glossary of what may come is read by nobody."""
    used = {"_".join(words_of(name)) for name in all_names()}
    joined = {f"_{name}_" for name in used}
    ghosts = [
        entry.identifier for entry in entries(page()) if not any(f"_{entry.identifier}_" in name for name in joined)
    ]
    assert ghosts == []


@pytest.mark.parametrize("kind", ["Role", "OrganisationKind"])
def test_the_screens_say_what_the_page_says(kind):
    from django.utils.translation import override

    from palier.organisations import enums

    french = {entry.identifier: entry.french for entry in entries(page())}
    with override("fr"):
        assert {member.value: str(member.label) for member in getattr(enums, kind)} == {
            member.value: french[member.value] for member in getattr(enums, kind)
        }


def test_no_identifier_says_a_word_to_avoid():
    wrong = wrong_names(all_names(), page())
    assert sorted(wrong - set(EXCEPTIONS)) == []


def test_every_exception_still_serves():
    assert sorted(name for name in EXCEPTIONS if name not in all_names()) == []


def test_loan_is_said_by_the_json_documents_only():
    where = {path.name for path, tree in trees().items() if {"loan", "why.loan"} & set(identifiers(tree))}
    assert where == {"ceilings.py", "explanations.py", "pairs.py"}


def test_no_french_text_says_a_word_to_avoid():
    assert wrong_french(french_texts(), page()) == []


# --- the checks can fail

SAMPLE = """
| identifier | French | article | meaning | avoid |
|---|---|---|---|---|
| temporary | logement temporaire | le | A place one leaves. | `stay`, « séjour » except « titre de séjour » |
| holder | porteur | le | The service. | `owner_decision` |

| avoid | say | why |
|---|---|---|
| « CAL » | CALEOL | obsolete |
| `u2` | – | nothing |
"""
CODE = '''
"""A stay in a docstring is prose."""
from django.utils.translation import gettext_lazy as _
class ShortStay(models.Model):
    kind = "owner_decision"
    label = _("stay")
def book(stays): ...
'''


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("stay", True),
        ("StayKind", True),
        ("longest_stays", True),
        ("stayed", False),
        ("mainstay", False),
        ("ownerDecision", True),
        ("decision_of_owner", False),
        ("U2", True),
        ("totp2", False),
    ],
)
def test_an_identifier_is_read_word_by_word(name, wrong):
    assert (wrong_names([name], SAMPLE) == {name}) is wrong


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("Un séjour de trois mois", True),
        ("Les Séjours courts", True),
        ("Le titre de séjour expire en mai.", False),
        ("Le titre de\u00a0séjour et le séjour", True),
        ("La CAL du 3 mai", True),
        ("La CALEOL du 3 mai", False),
        ("local, calcul, cal", False),
    ],
)
def test_french_is_read_word_by_word(said, wrong):
    assert bool(wrong_french([("here", said)], SAMPLE)) is wrong


def test_names_and_sentences_are_told_apart():
    tree = ast.parse(CODE)
    assert named_things([tree]) == {"ShortStay"}
    assert wrong_names(identifiers(tree), SAMPLE) == {"ShortStay", "owner_decision", "stays"}
    tag = '{% translate "A stay" %}{% url "stay" %}{{ stays.first }}'
    assert wrong_names(template_names(tag), SAMPLE) == {"stay", "stays.first"}
