"""A URL ends where a text's or a page's own characters begin."""

import pytest

from harness.core.urls import parts_of, urls_in


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("see https://a.test/?x=1&y=2 or http://b.test#z.", ["https://a.test/?x=1&y=2", "http://b.test#z."]),
        ('<a href="https://a.test/b">c</a>', ["https://a.test/b"]),
        ("<https://a.test>", ["https://a.test"]),
        ("ftp://a.test, a.test/b, https://", []),
    ],
    ids=["text", "attribute", "angles", "none"],
)  # fmt: skip
def test_urls_of_a_text(text, urls):
    assert urls_in(text) == urls


@pytest.mark.parametrize(
    ("link", "parts"),
    [
        ("https://a.test/b/c?d=e#f", ("/b/c", "d=e", "f")),
        ("//a.test/b", ("/b", "", "")),
        ("/b?c#d?e", ("/b", "c", "d?e")),
        ("b", ("b", "", "")),
        ("?c", ("", "c", "")),
        ("#d", ("", "", "d")),
        ("https://[a.test/b?c", ("/b", "c", "")),
        ("https://a.test", ("", "", "")),
        ("[", ("[", "", "")),
    ],
)
def test_link_is_taken_apart_whatever_it_is(link, parts):
    assert parts_of(link) == parts
