"""Words of status codes are the same under every Python."""

from __future__ import annotations

import pytest

from spec.compiler.status_phrases import is_phrase_of, phrase_of


@pytest.mark.parametrize(
    ("status", "phrase"),
    [
        ("200", "OK"),
        ("422", "Unprocessable Entity"),
        ("414", "Request-URI Too Long"),
        ("299", None),
    ],
)
def test_phrase_is_that_of_committed_documents(status: str, phrase: str | None) -> None:
    assert phrase_of(status) == phrase


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("not found", "404"),
        ("Unprocessable Entity", "422"),
        ("Unprocessable Content", "422"),
        ("content too large", "413"),
    ],
)
def test_name_of_a_status_is_known_now_and_before(words: str, status: str) -> None:
    assert is_phrase_of(words, status)


@pytest.mark.parametrize(("words", "status"), [("Not Found", "400"), ("", "299"), ("Odd", "422")])
def test_other_words_are_none(words: str, status: str) -> None:
    assert not is_phrase_of(words, status)
