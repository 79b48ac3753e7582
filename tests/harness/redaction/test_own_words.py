"""A password that the suite writes of itself is told from one that it does not."""

import platform

import pytest

from harness.redaction.own_words import own_words_that_are
from tests.harness.making import CANARY


@pytest.mark.parametrize(
    "word", ["password", "reports", "conformant", "Unproven", "testcase", "collected", "exchanges"]
)
def test_word_of_the_suite_is_one(word):
    assert "plain" in own_words_that_are(word)
    assert "base64" not in own_words_that_are(word)


@pytest.mark.parametrize("word", [CANARY, "admin1", "Tr0ub4dor&3", "kestrel7"])
def test_other_word_is_none(word):
    assert own_words_that_are(word) == frozenset()


def test_word_that_becomes_one_is_looked_for_as_it_is():
    assert own_words_that_are("drowssap") == {"reversed"}


def test_what_else_is_shown_counts():
    assert own_words_that_are("kestrel7", ["https://kestrel7.acme.test/api"])
    assert own_words_that_are(platform.platform())
