"""The signatures of others: each can be found, and none is said of every page."""

from harness.http import known_pages
from harness.http.known_pages import (
    ACCESS_PROXIES,
    BODIES,
    CHALLENGING,
    HEADERS,
    IN_JSON,
    LIMITING,
    MAINTAINING,
    PASSES_THROUGH,
    PROVIDERS,
    SIGN_IN,
)


def test_signatures_are_in_lower_case_as_they_are_looked_for():
    words = [word for each in (*BODIES, *IN_JSON) for word in each.words]
    words += [part for each in HEADERS for part in (each.header, each.value)]
    words += [part for each in PASSES_THROUGH for part in each[1:]]
    words += [*CHALLENGING, *MAINTAINING, *LIMITING, *ACCESS_PROXIES, *PROVIDERS, *SIGN_IN]

    assert [each for each in words if each != each.lower()] == []


def test_signatures_of_a_body_hold_words():
    assert [each for each in BODIES if not each.words or min(map(len, each.words)) == 0] == []


def test_kinds_are_words_of_a_sentence():
    assert all(str(each).startswith(("a ", "an ")) for each in known_pages.Kind)
