"""A link is taken apart, whole or relative, whatever it is."""

import pytest

from harness.core.urls import parts_of


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
