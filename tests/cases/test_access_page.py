from palier.cases.access_page import DOCUMENT, document


def test_the_page_says_what_the_table_says():
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "run `make docs`"
