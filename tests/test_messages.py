"""The catalogues are complete, and the tool that keeps them does what it says."""

from pathlib import Path

import pytest

from palier.platform import messages
from palier.platform.messages import Entry, Key

CODE = """
from django.utils.translation import gettext_lazy as _, ngettext_lazy, pgettext
hello = _("Hello %(name)s")
long = _(
    "In two "
    "pieces"
)
verb, noun = pgettext("verb", "File"), pgettext("noun", "File")
days = ngettext_lazy("%(n)d day", "%(n)d days", "n")
not_ours = print("not a sentence")
"""
TEMPLATE = """{% load i18n %}{% translate "It's here" %}{{ _("Or there") }}{% translate "Open" context "verb" %}
{% blocktranslate count n=cases|length trimmed %}
  {{ n }} case of {{ total }}
{% plural %}
  {{ n }} cases of {{ total }}
{% endblocktranslate %}"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "templates").mkdir()
    (tmp_path / "code.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    return tmp_path


def french(source: Path, *entries: Entry) -> list[str]:
    return messages.update(source, {entry.key: entry for entry in entries})


def text_of(source: Path, language: str = "fr") -> str:
    return messages.catalogue_path(language, source).read_text(encoding="utf-8")


def faults(source: Path) -> list[str]:
    return [line.split(": ", 1)[1] for line in messages.problems(source)]


def test_every_sentence_of_the_screens_is_written_in_french_and_counted_in_english() -> None:
    assert messages.problems() == []


def test_sentences_are_found_in_code_and_in_templates(source: Path) -> None:
    book = messages.extract(source)
    assert {key: (entry.plural, *entry.places) for key, entry in book.items()} == {
        Key("Hello %(name)s"): ("", "code.py"),
        Key("In two pieces"): ("", "code.py"),
        Key("File", "verb"): ("", "code.py"),
        Key("File", "noun"): ("", "code.py"),
        Key("%(n)d day"): ("%(n)d days", "code.py"),
        Key("It's here"): ("", "templates/page.html"),
        Key("Or there"): ("", "templates/page.html"),
        Key("Open", "verb"): ("", "templates/page.html"),
        Key("%(n)s case of %(total)s"): ("%(n)s cases of %(total)s", "templates/page.html"),
    }


def test_catalogues_are_sorted_and_stable_and_carry_no_place(source: Path) -> None:
    french(
        source,
        Entry(Key("Or there"), translation=("Ou là",)),
        Entry(Key("%(n)d day"), "%(n)d days", translation=("%(n)d jour", "%(n)d jours")),
        Entry(Key("Hello %(name)s"), translation=("Bonjour %(name)s",)),
    )
    first = text_of(source)
    messages.update(source)
    assert text_of(source) == first
    assert "code.py" not in first
    identifiers = [line for line in first.splitlines() if line.startswith("msgid ")]
    assert identifiers == ['msgid ""', 'msgid "%(n)d day"', 'msgid "Hello %(name)s"', 'msgid "Or there"']


def test_english_holds_the_plurals_only(source: Path) -> None:
    french(source)
    assert text_of(source, "en").count("msgid_plural") == 2
    assert "In two pieces" not in text_of(source, "en")


def test_what_is_missing_fuzzy_or_misprinted_is_said(source: Path) -> None:
    french(
        source,
        Entry(Key("Hello %(name)s"), translation=("Bonjour %(nom)s",)),
        Entry(Key("In two pieces"), translation=("En deux morceaux",), fuzzy=True),
        Entry(Key("File", "verb"), translation=("Classer",)),
        Entry(Key("File", "noun"), translation=("Fichier",)),
        Entry(Key("%(n)d day"), "%(n)d days", translation=("un jour", "des jours")),
        Entry(Key("It's here"), translation=("C’est ici",)),
        Entry(Key("Or there"), translation=("Ou là",)),
        Entry(Key("Open", "verb"), translation=("Ouvrir",)),
    )
    assert faults(source) == [
        "'%(n)d day': French has placeholders [] for ['%(n)d']",
        "'%(n)s case of %(total)s': French is missing",
        "'Hello %(name)s': French has placeholders ['%(nom)s'] for ['%(name)s']",
        "'In two pieces': French is marked fuzzy",
    ]


def test_a_plural_missing_in_english_is_said(source: Path) -> None:
    french(source, Entry(Key("%(n)d day"), "%(n)d days", translation=("%(n)d jour", "%(n)d jours")))
    english = messages.catalogue_path("en", source)
    english.write_text(text_of(source, "en").replace('[1] "%(n)d days"', '[1] ""'), encoding="utf-8")
    assert "'%(n)d day': English is missing" in faults(source)


def test_french_typography_is_set_on_the_way_in_and_checked(source: Path) -> None:
    french(source, Entry(Key("Or there"), translation=("Qu'est-ce : « là » ? 3 € !",)))
    typeset = "Qu’est-ce\u00a0: «\u00a0là\u00a0»\u202f? 3\u00a0€\u202f!"
    assert f'msgstr "{typeset}"' in text_of(source)
    path = messages.catalogue_path("fr", source)
    path.write_text(text_of(source).replace(typeset, "Là !"), encoding="utf-8")
    assert "'Or there': French should be written 'Là\\u202f!'" in faults(source)


def test_a_translation_is_kept_when_its_sentence_leaves_and_comes_back(source: Path) -> None:
    french(source, Entry(Key("In two pieces"), translation=("En deux morceaux",)))
    code = source / "code.py"
    code.write_text("", encoding="utf-8")
    messages.update(source)
    assert '#~ msgstr "En deux morceaux"' in text_of(source)
    code.write_text(CODE, encoding="utf-8")
    messages.update(source)
    assert '\nmsgstr "En deux morceaux"' in text_of(source)
    code.write_text("", encoding="utf-8")
    messages.update(source, prune=True)
    assert "morceaux" not in text_of(source)


def test_adding_says_what_it_replaces(source: Path) -> None:
    assert french(source, Entry(Key("Or there"), translation=("Ou là",))) == []
    assert french(source, Entry(Key("Or there"), translation=("Là-bas",))) == ["'Or there': ('Ou là',) → ('Là-bas',)"]


def test_compiled_catalogues_answer(source: Path) -> None:
    import gettext

    french(source, Entry(Key("File", "verb"), translation=("Classer",)))
    messages.compile_catalogues(source)
    with messages.catalogue_path("fr", source).with_suffix(".mo").open("rb") as file:
        spoken = gettext.GNUTranslations(file)
    assert spoken.pgettext("verb", "File") == "Classer"
    assert spoken.ngettext("%(n)d day", "%(n)d days", 2) == "%(n)d days"


def test_what_has_no_french_yet_can_be_filled_in_and_added(source: Path, tmp_path: Path) -> None:
    french(source, Entry(Key("Or there"), translation=("Ou là",)))
    left = messages.missing(source, [str(source / "templates")]).decode()
    assert "Or there" not in left
    assert "In two pieces" not in left
    assert 'msgid "It\'s here"' in left
