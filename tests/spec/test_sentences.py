"""The sentences of a page's words."""

import pytest

from spec.sentences import sentences_of


@pytest.mark.parametrize(
    ("words", "sentences"),
    [
        ("", []),
        ("One. Two; three", ["One.", "Two;", "three"]),
        ("One is\nbroken over lines.\nTwo", ["One is broken over lines.", "Two"]),
        ("One\n\nTwo", ["One", "Two"]),
        ("One:\n- two\n- three", ["One:", "- two", "- three"]),
        ("From 1.5 to 2", ["From 1.5 to 2"]),
    ],
)
def test_words_are_parted_into_sentences(words: str, sentences: list[str]) -> None:
    assert sentences_of(words) == sentences
