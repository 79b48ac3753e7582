"""A URL ends where a text's or a page's own characters begin."""

import pytest

from harness.core.urls import urls_in


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
